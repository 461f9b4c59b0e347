import { isValid, type Token } from '../../core/token/token.ts';
import { t } from '../host/l10n.ts';
import { durationInWords, localTime } from './times.ts';

/** The state of a token as a sentence: when it expires, and how much time is left. */
export function tokenInWords(token: Token | undefined, now: number): string {
  if (!token) return t('Signed out: there is no token.');
  if (!isValid(token, now)) return t('The token has expired.');
  return token.expiresAt === undefined
    ? t('The platform didn’t say when the token expires.')
    : t(
        'The token expires at {0} ({1} left).',
        localTime(token.expiresAt),
        durationInWords(token.expiresAt - now),
      );
}
