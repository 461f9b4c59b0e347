import './withVscode.ts';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import type { TestContext } from 'node:test';
import type { UserCredentials } from '../../../src/core/credentials/credentials.ts';
import type { Result } from '../../../src/core/result.ts';
import type { Token } from '../../../src/core/token/token.ts';
import { createHttp } from '../../../src/node/http/http.ts';
import { loopback } from '../../../src/node/signIn/loopback.ts';
import { Latest } from '../../../src/session/concurrency/latest.ts';
import type { SignInPorts } from '../../../src/vscode/signIn/authenticateCommand.ts';
import { userApplication } from '../../sandbox/applications.ts';
import { freePort } from '../../freePort.ts';
import { sandboxFor } from '../../unit/sandbox/helpers.ts';
import { fakePorts } from '../../unit/session/fakes.ts';
import { shown, type FakeInput } from './vscode.ts';

// Imported after the hook is registered.
const { signInThroughBrowser } = await import('../../../src/vscode/signIn/browserSignIn.ts');

/** A sandbox, and a confidential application whose first redirect URI is a free port of this machine. */
export async function platformFor(t: TestContext, others: readonly string[] = []) {
  shown.reset();
  const redirectUri = `http://localhost:${await freePort()}/callback`;
  const redirectUris = [redirectUri, ...others];
  const application = userApplication({ redirectUris });
  const fakes = fakePorts();
  const sandbox = await sandboxFor(t, {
    applications: [application],
    clock: () => fakes.clock.now(),
  });
  sandbox.setConsent('allow');
  const { clientId, clientSecret } = application;
  const credentials: UserCredentials = {
    kind: 'user',
    clientId,
    clientSecret,
    endpoints: {
      token: `${sandbox.origin}/oauth/token`,
      authorization: `${sandbox.origin}/oauth/authorize`,
      api: sandbox.origin,
    },
    redirectUris,
    scopes: ['resources:read'],
  };
  const http = createHttp();
  const services = {
    ...fakes,
    http,
    loopback,
    browserSignIns: new Latest(),
  } as unknown as SignInPorts;
  return { sandbox, credentials, services, redirectUri, clock: fakes.clock };
}

export type SignInPlatform = Awaited<ReturnType<typeof platformFor>>;

export interface Running {
  readonly result: Promise<Result<Token>>;
  /** The address that the browser was sent to. */
  readonly url: string;
  readonly state: string;
  readonly input: FakeInput;
  readonly cancel: () => void;
}

/** Begins a sign-in, and settles once the browser is opened. Ends with the test. */
export async function beginSignIn(
  t: TestContext,
  { credentials, services }: SignInPlatform,
): Promise<Running> {
  const abort = new AbortController();
  const cancel = () => {
    abort.abort();
  };
  const result = signInThroughBrowser(credentials, services, abort.signal);
  t.after(async () => {
    cancel();
    await result;
  });
  const url = await shown.browser.promise;
  const input = shown.inputs.at(-1);
  assert.ok(input);
  return { result, url, state: new URL(url).searchParams.get('state') ?? '', input, cancel };
}

/** The address to which the platform sends the browser after the user's decision. */
export async function decide({ url }: Pick<Running, 'url'>): Promise<string> {
  const response = await fetch(url, { redirect: 'manual' });
  const location = response.headers.get('location');
  assert.ok(location, `The sandbox answered ${response.status}.`);
  return location;
}

/** Requests a redirect URI's address from the listener, and returns the status. */
export async function visit(
  address: string,
  given: { readonly method?: string; readonly host?: string } = {},
): Promise<number | undefined> {
  const { host, port, pathname, search } = new URL(address);
  const outgoing = request({
    host: '127.0.0.1',
    port,
    path: pathname + search,
    method: given.method ?? 'GET',
    headers: { host: given.host ?? host },
    agent: false,
  });
  outgoing.end();
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}
