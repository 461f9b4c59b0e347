import { withSavedApi } from '../../core/applications/apiAddress.ts';
import { applicationIdOf } from '../../core/applications/application.ts';
import type { Credentials } from '../../core/credentials/credentials.ts';
import { isApiDerived } from '../../core/platform/endpoints.ts';
import { failed, success, type Result } from '../../core/result.ts';
import type { Token } from '../../core/token/token.ts';
import type { Applications } from '../applications/applications.ts';
import { failureOfStatus, isWebPage } from '../http/answers.ts';
import type { Http } from '../ports.ts';
import { tryToken, type Trial } from './trial.ts';
import { parseJson } from '../../core/text/json.ts';

/** The credentials that `withSavedApi` returns. Reads a secret only if that may change the credentials. */
export async function keepSavedApi(
  credentials: Credentials,
  applications: Applications,
): Promise<Credentials> {
  const id = applicationIdOf(credentials.clientId, credentials.endpoints.token);
  if (!isApiDerived(credentials.endpoints) || !applications.isSaved(id)) return credentials;
  const loaded = applications.get(id) ? undefined : await applications.load(id);
  const record = loaded?.ok ? loaded.value : applications.get(id)?.record;
  return withSavedApi(credentials, record?.application.credentials);
}

/**
 * Whether an Isogeo API answers at that address: `/about`, which needs no token, then `/shares` if there is a
 * token. Fails as `Http` does, with `wrong-platform` if the API refuses the token, and with
 * `unexpected-response` if another service answers.
 */
export async function tryApiAddress(
  api: string,
  token: Token | undefined,
  http: Http,
  signal: AbortSignal,
): Promise<Result<Trial>> {
  const headers = { accept: 'application/json' };
  const sent = await http.send({ method: 'GET', url: `${api}/about`, headers }, signal);
  if (!sent.ok) return sent;
  const { host } = new URL(api);
  const failure = failureOfStatus(sent.value, host);
  if (failure) return failed(failure);
  const { status, body } = sent.value;
  const about = parseJson(body);
  if (status !== 200 || typeof about !== 'object' || about === null || Array.isArray(about)) {
    const problem = isWebPage(sent.value.headers, body) ? 'web-page' : 'status';
    return failed({ reason: 'unexpected-response', host, problem, status });
  }
  return token ? tryToken(token, api, http, signal) : success({});
}
