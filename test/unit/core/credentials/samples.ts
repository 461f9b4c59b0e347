import type { Credentials } from '../../../../src/core/credentials/credentials.ts';
import type { CredentialsProblem } from '../../../../src/core/failure.ts';

/** The four keys of every JSON file, in Isogeo's order. */
export const pair = {
  client_id: 'python-minimalist-sdk-test-uuid-1a2b3c4d5e6f7g8h9i0j11k12l',
  client_secret: 'application-secret-1a2b3c4d5e6f7g8h9i0j11k12l13m14n15o16p17Q18rS',
  auth_uri: 'https://id.api.isogeo.com/oauth/authorize',
  token_uri: 'https://id.api.isogeo.com/oauth/token',
};

/** The credentials of every file that contains only that pair. */
export const groupCredentials: Credentials = {
  kind: 'group',
  clientId: pair.client_id,
  clientSecret: pair.client_secret,
  endpoints: {
    token: pair.token_uri,
    authorization: pair.auth_uri,
    api: 'https://v1.api.isogeo.com',
  },
  redirectUris: [],
  scopes: ['resources:read'],
};

/**
 * A JSON file with one member per line: the head's object opens on line 2, and the members of `pair` are on
 * lines 3 to 6. A member that is changed to `undefined` is left out.
 */
export function jsonFile(changes: object = {}, head = 'web'): string {
  return JSON.stringify({ [head]: { ...pair, ...changes } }, undefined, 2);
}

/** An INI file in Isogeo's documented form, with `[auth]` on line 1 and the keys on lines 2 to 6. */
export function iniFile(changes: Readonly<Record<string, string | undefined>> = {}): string {
  const values: Readonly<Record<string, string | undefined>> = {
    CLIENT_TYPE: 'group',
    CLIENT_ID: pair.client_id,
    CLIENT_SECRET: pair.client_secret,
    URI_AUTH: pair.auth_uri,
    URI_TOKEN: pair.token_uri,
    ...changes,
  };
  const lines = Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key} = ${value}`],
  );
  return `${['[auth]', ...lines].join('\n')}\n`;
}

export interface GoodCase {
  /** Completes "reads …". */
  readonly name: string;
  readonly text: string;
  /** The differences from `groupCredentials`. */
  readonly changes?: Partial<Credentials>;
  readonly ignored?: readonly string[];
}

export interface BadCase {
  /** Completes "refuses …". */
  readonly name: string;
  readonly text: string;
  readonly problem: CredentialsProblem;
}
