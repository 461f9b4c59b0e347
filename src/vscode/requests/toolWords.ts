import type { Route } from '../../core/requests/api/routes.ts';
import type { ToolText } from '../../core/requests/api/toolText.ts';
import { mostBodyBytes } from '../../session/http/answers.ts';
import type { ApiAnswer } from '../../session/requests/readApi.ts';
import { t } from '../host/l10n.ts';
import { causeOf } from '../words/failures.ts';

/** Why there is no answer, and what the agent can do. */
export function answerInWords(
  answer: Extract<ApiAnswer<unknown>, { ok: false }>,
  host: string,
  route: Route,
  values: Readonly<Record<string, string>>,
): string {
  const { failure } = answer;
  if (failure) {
    return failure.reason === 'unexpected-response' && failure.problem === 'too-large'
      ? tooLargeInWords(route, values)
      : causeOf(failure);
  }
  switch (answer.status) {
    case 401:
      return t('{0} doesn’t accept the token. Renew it, or sign in again.', host);
    case 403:
    case 404:
      return t('The resource doesn’t exist, or your application can’t read it.');
    default:
      return t('{0} didn’t return a usable answer (HTTP {1}).', host, answer.status);
  }
}

function tooLargeInWords(
  { answer }: Route,
  { _limit: limit, _include: included }: Readonly<Record<string, string>>,
): string {
  const cause = t('The answer is larger than {0} bytes, so nothing of it was read.', mostBodyBytes);
  return [
    cause,
    ...(answer === 'page' ? [smallerPageInWords(limit)] : []),
    ...(included === undefined
      ? []
      : [t('Remove from _include the parts that you don’t need (now {0}).', included)]),
  ].join(' ');
}

function smallerPageInWords(limit: string | undefined): string {
  if (limit === undefined) {
    return t('For _limit, use a smaller value, and get the next results with _offset.');
  }
  return Number(limit) > 1
    ? t('Use a _limit smaller than {0}, and get the next results with _offset.', limit)
    : skipInWords();
}

/** The advice if one entry is too much. */
function skipInWords(): string {
  return t('Narrow the search with q, skip an entry with _offset, or read one with isogeo_get.');
}

/** The number of parts that the advice names. */
const mostNamed = 3;

/** The last line of an answer that was cut. */
export function cutInWords(
  { lines, linesBefore, offset, sizes }: ToolText,
  shown: number,
  included: string,
): string {
  const bytes = new TextEncoder().encode(lines.join('\n')).length;
  const cause = t('The rest was left out: the whole answer has {0} bytes.', bytes);
  if (linesBefore !== undefined) {
    const entries = Math.max(0, shown - linesBefore);
    const left = lines.length - linesBefore - entries;
    const counted = t('{0} of {1} entries are missing.', left, lines.length - linesBefore);
    if (offset === undefined) return `${cause} ${counted}`;
    const next =
      entries > 0
        ? [t('Continue with _offset {0} and a smaller _limit.', offset + entries)]
        : included === ''
          ? [skipInWords()]
          : [];
    return [cause, counted, ...next, ...leaveOut(included)].join(' ');
  }
  const named = sizes
    .filter(([name]) => included.split(',').includes(name))
    .slice(0, mostNamed)
    .map(([name, size]) => `${name} (${size})`);
  return [cause, ...leaveOut(named.join(', '))].join(' ');
}

function leaveOut(parts: string): readonly string[] {
  return parts === ''
    ? []
    : [t('Remove from _include the parts that you don’t need, such as {0}.', parts)];
}
