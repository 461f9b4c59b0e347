import { usualClientId, type Credentials } from './credentials.ts';
import { platformOf } from '../platform/origins.ts';
import type { Doubt } from '../failure.ts';

/**
 * The live platform's ids are `<name>-<uuid>`, which documented samples are not, and its secrets
 * have sixty-four characters. Anywhere a copied text may have characters that nobody sees.
 */
export function doubtsOf({
  clientId,
  clientSecret,
  endpoints,
}: Pick<Credentials, 'clientId' | 'clientSecret' | 'endpoints'>): readonly Doubt[] {
  const isCustom = platformOf(endpoints.token) === 'custom';
  return [doubtOfId(clientId, isCustom), doubtOfSecret(clientSecret, isCustom)].filter(
    (doubt) => doubt !== undefined,
  );
}

export function doubtOfId(clientId: string, isCustom: boolean): Doubt | undefined {
  if (hasHidden(clientId)) return 'hidden-in-id';
  if (usualClientId.test(clientId)) return undefined;
  if (placeholder.test(clientId)) return 'placeholder-id';
  return isCustom ? undefined : 'unusual-id';
}

/** A public application may have none. */
export function doubtOfSecret(clientSecret: string, isCustom: boolean): Doubt | undefined {
  if (hasHidden(clientSecret)) return 'hidden-in-secret';
  if (placeholder.test(clientSecret)) return 'placeholder-secret';
  return isCustom || [0, 64].includes(clientSecret.length) ? undefined : 'unusual-secret';
}

/** `…`, `xxx`, `<client secret>`, `${SECRET}`, `CHANGE_ME`, `your-secret`: a template's, not filled in. */
const placeholder =
  /^([.…x*?_-]+|[<[{%].*[>\]}%]|\$\{.*\}|(change|replace)[ _-]?me|(your|votre)[ _-].*|to-?do)$/i;

/** Zero-width and other format characters. */
function hasHidden(text: string): boolean {
  return /\p{Cf}/u.test(text);
}
