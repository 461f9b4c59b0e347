import type { ApplicationKind } from './credentials.ts';

/** The variables with the ID and the secret of an application. */
export interface PairNames {
  readonly id: string;
  readonly secret: string;
  readonly kind: ApplicationKind;
}

/** The names of the official SDK and of Isogeo's other programs; the most precise come first. */
export const pairNames: readonly PairNames[] = (
  [
    ['ISOGEO_API_GROUP_CLIENT_', 'group'],
    ['ISOGEO_API_USER_PRIVATE_CLIENT_', 'user'],
    ['ISOGEO_API_USER_PUBLIC_CLIENT_', 'public'],
    ['ISOGEO_CLIENT_', 'group'],
    ['ISOGEO_API_CLIENT_', 'group'],
    ['ISOGEO_API_DEV_', 'group'],
  ] as const
).map(([prefix, kind]) => ({ id: `${prefix}ID`, secret: `${prefix}SECRET`, kind }));

const readNames: ReadonlySet<string> = new Set([
  ...pairNames.flatMap(({ id, secret }) => [id, secret]),
  'ISOGEO_PLATFORM',
  'ISOGEO_ID_URL',
  'ISOGEO_TOKEN_URL',
  'ISOGEO_API_URL',
]);

/** Whether the variable of this name is read, or belongs to the password grant. */
export function isKnownName(name: string): boolean {
  return isReadName(name) || isOfPasswordGrant(name);
}

export function isReadName(name: string): boolean {
  return readNames.has(name);
}

/** The names of staff scripts that send a user's password (RFC 9700 §2.4 advises against it). */
export function isOfPasswordGrant(name: string): boolean {
  return /^ISOGEO_API_USER_(?:LEGACY_\w+|CLIENT_(?:ID|SECRET))$/.test(name);
}

/** Whether a name can be logged and shown. A secret in place of a name can't: it has more digits or signs. */
export function isPlainName(name: string): boolean {
  return /^ISOGEO_(?!(?:\D*\d){5})\w{1,60}$/.test(name);
}
