import type { Outcome } from '../../core/connection/connectionReport.ts';
import type { Credentials } from '../../core/credentials/credentials.ts';
import type { Result } from '../../core/result.ts';
import { plainName } from '../../core/text/plainText.ts';
import type { Token } from '../../core/token/token.ts';
import { failureOfStatus, isWebPage } from '../http/answers.ts';
import type { Http, HttpAnswer } from '../ports.ts';
import { sharesAddress } from '../../core/platform/endpoints.ts';
import { tryToken } from '../signIn/trial.ts';
import { noted, passed, problem } from './outcomes.ts';
import { parseJson } from '../../core/text/json.ts';

/** The outcome of `GET /about` at that address. */
export function outcomeOfAbout(sent: Result<HttpAnswer>, address: string): Outcome {
  if (!sent.ok) return problem(sent.failure);
  const failure = failureOfStatus(sent.value, new URL(address).host);
  if (failure) return problem(failure);
  const about = sent.value.status === 200 ? parseJson(sent.value.body) : undefined;
  if (typeof about !== 'object' || about === null) return strange(sent.value, address);
  const given = 'version' in about && typeof about.version === 'string' ? about.version : '';
  const version = plainName(given);
  return passed({ kind: 'version', ...(version !== undefined && { version }) });
}

/** The outcome of `tryToken`, with the reason if the shares stay unknown. */
export async function outcomeOfShares(
  token: Token,
  { kind, endpoints }: Credentials,
  http: Http,
  signal: AbortSignal,
): Promise<Outcome> {
  let answer: Result<HttpAnswer> | undefined;
  const listening: Http = {
    send: async (request, until) => (answer = await http.send(request, until)),
  };
  const tried = await tryToken(token, endpoints.api, listening, signal);
  if (!tried.ok) return problem(tried.failure);
  const { shareCount } = tried.value;
  if (shareCount !== undefined) {
    if (kind !== 'group') return passed({ kind: 'token-accepted' });
    return shareCount === 0
      ? noted({ kind: 'nothing-shared' })
      : passed({ kind: 'shares', count: shareCount });
  }
  if (!answer?.ok) return problem(answer?.failure ?? { reason: 'cancelled' });
  const address = sharesAddress(endpoints.api);
  const failure = failureOfStatus(answer.value, new URL(address).host);
  return failure ? problem(failure) : strange(answer.value, address);
}

function strange({ status, headers, body }: HttpAnswer, tried: string): Outcome {
  const { origin, pathname } = new URL(tried);
  return {
    state: 'failed',
    problem: {
      kind: 'strange-answer',
      address: origin + pathname,
      status,
      isWebPage: isWebPage(headers, body),
    },
  };
}
