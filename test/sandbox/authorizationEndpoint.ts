import { randomUUID } from 'node:crypto';
import { readAuthorizationRequest, type AuthorizationRequest } from './authorizationRequest.ts';
import { consentPage, messagePage } from './pages.ts';
import { isForm } from './parameters.ts';
import type { Platform } from './platform.ts';
import { methodNotAllowed, type Reply } from './reply.ts';
import { answerTo } from './returnAddress.ts';
import type { ReceivedRequest } from './transport.ts';

export const authorizationPath = '/oauth/authorize';

/** The address of the consent page's buttons. */
export const decisionPath = '/oauth/authorize/decision';

/** Whether the user is asked, or has answered in advance. */
export type ConsentMode = 'ask' | 'allow' | 'deny';

/** The log entry: no state, code or token, and only registered addresses. */
export interface AuthorizationRequestLog {
  /** Milliseconds since the epoch, by the sandbox's clock. */
  readonly time: number;
  /** `null`, like the next two, if the sandbox refused. */
  readonly clientId: string | null;
  /** `code` or `token`, as requested by the client. */
  readonly grant: 'code' | 'token' | null;
  readonly redirectUri: string | null;
  /** Whether the request had a challenge. */
  readonly pkce: boolean;
  /** `refused` is the sandbox's answer, `denied` the user's. */
  readonly outcome: 'asked' | 'allowed' | 'denied' | 'refused';
  readonly status: number;
}

type Outcome = AuthorizationRequestLog['outcome'];

interface Answer {
  readonly reply: Reply;
  readonly log: Omit<AuthorizationRequestLog, 'time' | 'status'>;
}

export interface AuthorizationEndpoint {
  answer(request: ReceivedRequest): Answer;
  setConsent(mode: ConsentMode): void;
}

/** RFC 6749 §3.1. Every visitor of the page is the only user of the sandbox, already signed in. */
export function createAuthorizationEndpoint(platform: Platform): AuthorizationEndpoint {
  let consent: ConsentMode = 'ask';
  /** The request of a shown consent page, until one of its buttons is pressed. */
  const waiting = new Map<string, AuthorizationRequest>();

  function answerRequest(url: URL): Answer {
    const read = readAuthorizationRequest(url, platform);
    switch (read.kind) {
      case 'page':
        return refused(messagePage(400, 'This request is not right', read.explanation));
      case 'redirect':
        return refused(answerTo(read.returnAddress, { error: read.error }));
      case 'right':
        return consent === 'ask' ? ask(read.request) : decide(read.request, consent);
    }
  }

  function ask(request: AuthorizationRequest): Answer {
    const id = randomUUID();
    waiting.set(id, request);
    const reply = consentPage(request.application, decisionPath, id);
    return { reply, log: describe(request, 'asked') };
  }

  function answerDecision(request: ReceivedRequest): Answer {
    const form = new URLSearchParams(isForm(request) ? request.body : '');
    const id = form.get('request') ?? '';
    const decision = form.get('decision');
    const asked = waiting.get(id);
    if (asked === undefined || (decision !== 'allow' && decision !== 'deny')) {
      return refused(messagePage(400, 'This page is over', 'Go back to the application.'));
    }
    waiting.delete(id);
    return decide(asked, decision);
  }

  function decide(request: AuthorizationRequest, decision: 'allow' | 'deny'): Answer {
    return decision === 'allow'
      ? {
          reply: answerTo(request.returnAddress, yieldOf(request)),
          log: describe(request, 'allowed'),
        }
      : {
          reply: answerTo(request.returnAddress, { error: 'access_denied' }),
          log: describe(request, 'denied'),
        };
  }

  /** RFC 6749 §4.1.2 and §4.2.2: the implicit grant has no refresh token. */
  function yieldOf(request: AuthorizationRequest): Record<string, string> {
    const { application, challenge, returnAddress, responseType } = request;
    if (responseType === 'code') {
      const { clientId } = application;
      const { redirectUri } = returnAddress;
      return { code: platform.codes.issue({ clientId, redirectUri, challenge }) };
    }
    const { token, expiresIn } = platform.issueToken(application);
    return { access_token: token, token_type: 'bearer', expires_in: String(expiresIn) };
  }

  return {
    answer(request) {
      const [method, answer] =
        request.url.pathname === decisionPath
          ? (['POST', () => answerDecision(request)] as const)
          : (['GET', () => answerRequest(request.url)] as const);
      return request.method === method ? answer() : refused(methodNotAllowed(method));
    },
    setConsent(mode) {
      consent = mode;
    },
  };
}

function describe(request: AuthorizationRequest, outcome: Outcome): Answer['log'] {
  return {
    clientId: request.application.clientId,
    grant: request.responseType,
    redirectUri: request.returnAddress.redirectUri,
    pkce: request.challenge !== undefined,
    outcome,
  };
}

function refused(reply: Reply): Answer {
  const log = { clientId: null, grant: null, redirectUri: null, pkce: false } as const;
  return { reply, log: { ...log, outcome: 'refused' } };
}
