import type { TestContext } from 'node:test';
import type { Application } from '../../sandbox/applications.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/sandbox.ts';

/** A sandbox for one test, stopped when it ends. */
export async function sandboxFor(t: TestContext, options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  t.after(() => sandbox.stop());
  return sandbox;
}

export function firstApplication(sandbox: Sandbox): Application {
  const [application] = sandbox.applications;
  if (application === undefined) {
    throw new Error('The sandbox has no application.');
  }
  return application;
}

export function basic(clientId: string, clientSecret: string): string {
  return `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
}

export interface TokenRequest {
  readonly body?: string;
  readonly authorization?: string | null;
  readonly contentType?: string;
}

/** A client-credentials request with the right pair and the test's changes. */
export function requestToken(sandbox: Sandbox, given: TokenRequest = {}): Promise<Response> {
  const { clientId, clientSecret } = firstApplication(sandbox);
  const headers = new Headers({
    'content-type': given.contentType ?? 'application/x-www-form-urlencoded',
  });
  if (given.authorization !== null) {
    headers.set('authorization', given.authorization ?? basic(clientId, clientSecret));
  }
  return fetch(`${sandbox.origin}/oauth/token`, {
    method: 'POST',
    headers,
    body: given.body ?? 'grant_type=client_credentials',
  });
}

export interface TokenAnswer {
  readonly access_token: string;
  readonly token_type: string;
  readonly expires_in: number;
  readonly refresh_token?: string;
}

export async function tokenOf(sandbox: Sandbox): Promise<string> {
  const response = await requestToken(sandbox);
  return ((await response.json()) as TokenAnswer).access_token;
}

export function get(sandbox: Sandbox, path: string, token: string): Promise<Response> {
  return fetch(sandbox.origin + path, { headers: { authorization: `Bearer ${token}` } });
}

/** Gets JSON with a new token of the first application. */
export async function getJson<T>(sandbox: Sandbox, path: string): Promise<T> {
  const response = await get(sandbox, path, await tokenOf(sandbox));
  if (!response.ok) {
    throw new Error(`${path} answered ${response.status}.`);
  }
  return (await response.json()) as T;
}

export async function outcome(response: Response): Promise<{ status: number; body: unknown }> {
  return { status: response.status, body: await response.json() };
}

/** The first redirect URI of every user application here, unless a test changes it. */
export const callback = 'http://localhost:5000/callback';

/** A code request of the first application with the test's changes; `null` leaves a parameter out. */
export function authorize(
  sandbox: Sandbox,
  given: Readonly<Record<string, string | null>> = {},
): Promise<Response> {
  const parameters = {
    response_type: 'code',
    client_id: firstApplication(sandbox).clientId,
    redirect_uri: callback,
    ...given,
  };
  const sent = Object.entries(parameters).filter((pair): pair is [string, string] => !!pair[1]);
  const query = new URLSearchParams(sent).toString();
  return fetch(`${sandbox.origin}/oauth/authorize?${query}`, { redirect: 'manual' });
}

export function locationOf(response: Response): string {
  return response.headers.get('location') ?? '';
}

/** The answer of a sandbox that consents at once. */
export async function codeFrom(
  sandbox: Sandbox,
  given: Readonly<Record<string, string>> = {},
): Promise<string> {
  sandbox.setConsent('allow');
  const location = locationOf(await authorize(sandbox, given));
  return new URL(location).searchParams.get('code') ?? '';
}

export function exchange(
  sandbox: Sandbox,
  code: string,
  given: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const parameters = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: callback,
    ...given,
  };
  return requestToken(sandbox, { body: new URLSearchParams(parameters).toString() });
}

export function refresh(sandbox: Sandbox, token: string): Promise<Response> {
  const parameters = { grant_type: 'refresh_token', refresh_token: token };
  return requestToken(sandbox, { body: new URLSearchParams(parameters).toString() });
}

export interface UserTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

export async function tokensIn(response: Response): Promise<UserTokens> {
  const answer = (await response.json()) as TokenAnswer;
  return { accessToken: answer.access_token, refreshToken: answer.refresh_token ?? '' };
}
