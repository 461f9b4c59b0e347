import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { answerApiRequest } from './api.ts';
import { describeApiRequest, type ApiRequestLog } from './apiLog.ts';
import { groupApplication, type Application } from './applications.ts';
import {
  authorizationPath,
  createAuthorizationEndpoint,
  decisionPath,
  type AuthorizationRequestLog,
  type ConsentMode,
} from './authorizationEndpoint.ts';
import { createFaults, type Fault, type FaultTarget } from './faults.ts';
import { createPlatform } from './platform.ts';
import type { RefreshRotation } from './refreshTokens.ts';
import { errorReply, type Reply } from './reply.ts';
import {
  answerTokenRequest,
  describeTokenRequest,
  tokenPath,
  type TokenRequestLog,
} from './tokenEndpoint.ts';
import { receive, send, type ReceivedRequest } from './transport.ts';

export interface SandboxOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** Default: one group application, "Sandbox catalog viewer", with two shares. */
  readonly applications?: readonly Application[];
  /** Default 3599, like the platform. */
  readonly tokenLifetimeSeconds?: number;
  /** Milliseconds since the epoch. Default: the machine's. */
  readonly clock?: () => number;
}

/** A running platform, with identity server and API on one origin, as can be on premises. */
export interface Sandbox {
  /** `http://127.0.0.1:<port>`, without a trailing slash. */
  readonly origin: string;
  /** With the current secrets. */
  readonly applications: readonly Application[];
  /** The requests to the authorization endpoint, including the buttons of its page. */
  readonly authorizationRequests: readonly AuthorizationRequestLog[];
  readonly tokenRequests: readonly TokenRequestLog[];
  readonly apiRequests: readonly ApiRequestLog[];
  /** Every access token, refresh token and code that was ever issued. */
  readonly issued: readonly string[];
  /** Applies to later tokens. */
  setLifetime(seconds: number): void;
  /** Scripts the next `count` (default 1) answers of the token endpoint or the API. */
  failNext(target: FaultTarget, fault: Fault, count?: number): void;
  /** Returns the new secret. The old one is refused at once; issued tokens stay valid. */
  rotateSecret(clientId: string): string;
  /** Revokes every issued access token; refresh tokens stay valid. */
  revokeTokens(): void;
  /** Applies to later requests: shows a page with Allow and Deny (`ask`, the default), or answers at once. */
  setConsent(mode: ConsentMode): void;
  /** Applies to later refreshes; the default is `rotate`. */
  setRefreshRotation(mode: RefreshRotation): void;
  /** Closes open connections too; the port is free once it resolves. May be called twice. */
  stop(): Promise<void>;
}

/** Listens on 127.0.0.1 only. Rejects if the port is taken. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const clock = options.clock ?? Date.now;
  const platform = createPlatform({
    applications: options.applications ?? [groupApplication()],
    tokenLifetimeSeconds: options.tokenLifetimeSeconds ?? 3599,
    clock,
  });
  const faults = createFaults();
  const authorization = createAuthorizationEndpoint(platform);
  const authorizationRequests: AuthorizationRequestLog[] = [];
  const tokenRequests: TokenRequestLog[] = [];
  const apiRequests: ApiRequestLog[] = [];

  function answer(request: ReceivedRequest): Reply {
    const time = clock();
    if (request.url.pathname === tokenPath) {
      const reply = faults.take('token') ?? answerTokenRequest(request, platform);
      tokenRequests.push({ time, ...describeTokenRequest(request), status: reply.status });
      return reply;
    }
    if ([authorizationPath, decisionPath].includes(request.url.pathname)) {
      const { reply, log } = authorization.answer(request);
      authorizationRequests.push({ time, ...log, status: reply.status });
      return reply;
    }
    const reply = faults.take('api') ?? answerApiRequest(request, platform);
    apiRequests.push({ time, ...describeApiRequest(request, platform), status: reply.status });
    return reply;
  }

  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const received = await receive(message, origin);
    const reply = received.ok
      ? answer(received.request)
      : errorReply(received.status, 'invalid_request', undefined, { connection: 'close' });
    send(response, reply, clock());
  }

  const server = createServer((message, response) => {
    // The connection has failed, so no answer can be sent.
    handle(message, response).catch(() => response.destroy());
  });
  let stopping: Promise<void> | undefined;

  async function close(): Promise<void> {
    const closed = once(server, 'close');
    server.close();
    // Clients could keep their connections, and so the server, open without limit.
    server.closeAllConnections();
    await closed;
  }

  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    origin,
    get applications() {
      return platform.applications();
    },
    authorizationRequests,
    tokenRequests,
    apiRequests,
    issued: platform.issued,
    setLifetime: (seconds) => {
      platform.setLifetime(seconds);
    },
    failNext: (target, fault, count = 1) => {
      faults.add(target, fault, count);
    },
    rotateSecret: (clientId) => platform.rotateSecret(clientId),
    revokeTokens: () => {
      platform.revokeTokens();
    },
    setConsent: (mode) => {
      authorization.setConsent(mode);
    },
    setRefreshRotation: (mode) => {
      platform.refreshTokens.setRotation(mode);
    },
    stop: () => (stopping ??= close()),
  };
}
