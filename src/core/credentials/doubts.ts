import { usualClientId, type Credentials } from './credentials.ts';
import { platformOf } from '../platform/origins.ts';
import type { Doubt } from '../failure.ts';

/**
 * The oddities of a client ID and secret. On the live platform, IDs have the form `<name>-<uuid>`, unlike
 * those of the documented samples, and secrets have 64 characters.
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
  if (isPlaceholder(clientId)) return 'placeholder-id';
  return isCustom ? undefined : 'unusual-id';
}

/** A public application may have no secret. */
export function doubtOfSecret(clientSecret: string, isCustom: boolean): Doubt | undefined {
  if (hasHidden(clientSecret)) return 'hidden-in-secret';
  if (isPlaceholder(clientSecret)) return 'placeholder-secret';
  return isCustom || [0, 64].includes(clientSecret.length) ? undefined : 'unusual-secret';
}

/**
 * An unchanged value of a template: `…`, `xxx`, `<client secret>`, `$CLIENT_ID`, `CHANGE_ME`, `your-secret`,
 * `put-the-secret-here`.
 */
function isPlaceholder(text: string): boolean {
  return (
    wholePlaceholder.test(text) ||
    /(?:^|[ _-])(?:your|votre)[ _-]|(?:id|key|secret)[ _-](?:here|ici)$/i.test(text)
  );
}

const wholePlaceholder =
  /^([.…x*?_-]+|[<[{%].*[>\]}%]|\$(\{.*\}|\(.*\)|(env:)?[a-z_]+)|([a-z]+[ _-])*(client|app|application)[ _-]?(id|secret|key)|(change|replace)[ _-]?(me|this|(with|by)[ _-].*)|to-?do)$/i;

/**
 * Characters that an editor hides or shows as a plain space: format characters, fillers, variation selectors,
 * a space at either end, and every special space. Half of a surrogate pair can't be sent as it is.
 */
function hasHidden(text: string): boolean {
  return /[\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]|[^\P{Z} ]|^ | $/u.test(text);
}
