import type { ApplicationKind, Credentials } from './credentials.ts';
import { defaultScopes } from './credentials.ts';
import { apiBaseOf, type PlatformAddresses } from '../platform/endpoints.ts';
import type { CredentialsProblem } from '../failure.ts';
import type { Position } from '../text/position.ts';
import { failed, success, type Result } from '../result.ts';

export type Parsed<T> = Result<T, CredentialsProblem>;

export interface Choices {
  /** One of the keys that `several-applications` lists. */
  readonly application?: string;
  readonly platform?: PlatformAddresses;
  /**
   * A public application in environment variables needs a redirect URI from the user, since no variable
   * contains one.
   */
  readonly redirectUri?: string;
}

/** A value as written in the file, with its place and the name that its author uses. */
export interface Field {
  readonly key: string;
  readonly value: unknown;
  readonly position: Position;
}

/** The keys of a JSON credentials file. They name the fields of every format. */
export type FieldName =
  'client_id' | 'client_secret' | 'token_uri' | 'auth_uri' | 'redirect_uris' | 'scopes';

/** The fields of credentials in any format. */
export interface CredentialFields {
  readonly kind: ApplicationKind;
  readonly field: (name: FieldName) => Field | undefined;
  /** The name of a missing field: the key in the file's format. */
  readonly nameOf: (name: FieldName) => string;
  /** The place where a missing key belongs. */
  readonly position: Position;
  /** Unknown keys and sections. They are logged, and never an error. */
  readonly ignored: readonly string[];
}

export function credentialsOf(fields: CredentialFields): Parsed<Credentials> {
  const { kind } = fields;
  const missing = (name: FieldName) =>
    failed({ kind: 'missing', key: fields.nameOf(name), position: fields.position });
  const read = <Value>(
    name: FieldName,
    valueOf: (field: Field) => Parsed<Value>,
    absent: Value,
    isNeeded: boolean,
  ): Parsed<Value> => {
    const field = fields.field(name);
    if (field) return valueOf(field);
    return isNeeded ? missing(name) : success(absent);
  };

  const clientId = read('client_id', textOfField, '', true);
  if (!clientId.ok) return clientId;
  // The implicit grant sends no secret, so a public application may have none.
  const clientSecret = read('client_secret', textOfField, '', kind !== 'public');
  if (!clientSecret.ok) return clientSecret;
  const token = read('token_uri', addressOf, '', true);
  if (!token.ok) return token;
  const authorization = read<string | undefined>(
    'auth_uri',
    addressOf,
    undefined,
    kind !== 'group',
  );
  if (!authorization.ok) return authorization;
  const redirectUris = read('redirect_uris', listOf, [], false);
  if (!redirectUris.ok) return redirectUris;
  if (kind !== 'group' && redirectUris.value.length === 0) return missing('redirect_uris');
  const scopes = read('scopes', listOf, defaultScopes, false);
  if (!scopes.ok) return scopes;

  return success({
    kind,
    clientId: clientId.value,
    clientSecret: clientSecret.value,
    endpoints: {
      token: token.value,
      ...(authorization.value !== undefined && { authorization: authorization.value }),
      api: apiBaseOf(token.value),
    },
    redirectUris: redirectUris.value,
    scopes: scopes.value,
  });
}

export function textOfField(field: Field): Parsed<string> {
  const { key, value, position } = field;
  if (typeof value !== 'string') {
    return failed({ kind: 'wrong-type', key, expected: 'string', position });
  }
  const fault = faultOfText(value);
  return fault ? failed({ kind: 'bad-value', key, fault, position }) : success(value);
}

/** A value that could break out of a header, a form or a line is refused from any source. */
export function faultOfText(value: string): 'blank' | 'control-character' | undefined {
  if (value.trim() === '') return 'blank';
  return /\p{Cc}/u.test(value) ? 'control-character' : undefined;
}

function addressOf(field: Field): Parsed<string> {
  const text = textOfField(field);
  if (!text.ok) return text;
  const address = wholeAddressOf(text.value);
  if (address !== undefined) return success(address);
  const { key, position } = field;
  const fault = /^\p{QMark}/u.test(text.value) ? 'quoted' : 'not-an-address';
  return failed({ kind: 'bad-value', key, fault, position });
}

/** An address with its path and query, but without a fragment. `undefined` if it isn't an address. */
export function wholeAddressOf(text: string): string | undefined {
  const url = URL.parse(text);
  if (url) url.hash = '';
  return url?.href;
}

function listOf(field: Field): Parsed<readonly string[]> {
  const { key, value, position } = field;
  if (!Array.isArray(value)) {
    return failed({ kind: 'wrong-type', key, expected: 'list', position });
  }
  const texts: string[] = [];
  for (const item of value as readonly unknown[]) {
    const text = textOfField({ key, value: item, position });
    if (!text.ok) return text;
    texts.push(text.value);
  }
  return success(texts);
}
