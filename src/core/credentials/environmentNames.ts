import type { ApplicationKind } from './credentials.ts';

/** The common start of two variable names, which end with `ID` and `SECRET`. */
export interface PairNames {
  readonly prefix: string;
  readonly kind: ApplicationKind;
}

/** The names of the official SDK and of Isogeo's other programs; the most precise come first. */
export const pairNames: readonly PairNames[] = [
  { prefix: 'ISOGEO_API_GROUP_CLIENT_', kind: 'group' },
  { prefix: 'ISOGEO_API_USER_PRIVATE_CLIENT_', kind: 'user' },
  { prefix: 'ISOGEO_API_USER_PUBLIC_CLIENT_', kind: 'public' },
  { prefix: 'ISOGEO_CLIENT_', kind: 'group' },
  { prefix: 'ISOGEO_API_CLIENT_', kind: 'group' },
  { prefix: 'ISOGEO_API_DEV_', kind: 'group' },
];

const readNames: ReadonlySet<string> = new Set([
  ...pairNames.flatMap(({ prefix }) => [`${prefix}ID`, `${prefix}SECRET`]),
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

/** Whether a name can be logged and shown. A secret that was written in place of a name can't. */
export function isPlainName(name: string): boolean {
  return /^ISOGEO_[A-Z_]{1,60}$/.test(name);
}
