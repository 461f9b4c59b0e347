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

/** The fields of credentials in any format, under the names of the JSON files. */
export interface CredentialFields {
  readonly kind: ApplicationKind;
  readonly clientId: Field | undefined;
  readonly clientSecret: Field | undefined;
  readonly tokenUri: Field | undefined;
  readonly authUri: Field | undefined;
  readonly redirectUris: Field | undefined;
  readonly scopes: Field | undefined;
  /** The name of a missing field: the key in the file's format. */
  readonly names: {
    readonly clientId: string;
    readonly clientSecret: string;
    readonly tokenUri: string;
    readonly authUri: string;
    readonly redirectUris: string;
  };
  /** The place where a missing key belongs. */
  readonly position: Position;
}

export function credentialsOf(fields: CredentialFields): Parsed<Credentials> {
  const { kind, names } = fields;
  const missing = (key: string) =>
    failed({ kind: 'missing', key, position: fields.position } as const);

  if (!fields.clientId) return missing(names.clientId);
  const clientId = textOfField(fields.clientId);
  if (!clientId.ok) return clientId;

  // The implicit grant sends no secret, so a public application may have none.
  if (!fields.clientSecret && kind !== 'public') return missing(names.clientSecret);
  const clientSecret = fields.clientSecret ? textOfField(fields.clientSecret) : success('');
  if (!clientSecret.ok) return clientSecret;

  if (!fields.tokenUri) return missing(names.tokenUri);
  const token = addressOf(fields.tokenUri);
  if (!token.ok) return token;

  if (!fields.authUri && kind !== 'group') return missing(names.authUri);
  const authorization = fields.authUri ? addressOf(fields.authUri) : success(undefined);
  if (!authorization.ok) return authorization;

  const redirectUris = fields.redirectUris ? listOf(fields.redirectUris) : success([]);
  if (!redirectUris.ok) return redirectUris;
  if (kind !== 'group' && redirectUris.value.length === 0) return missing(names.redirectUris);

  const scopes = fields.scopes ? listOf(fields.scopes) : success(defaultScopes);
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
  const url = URL.parse(text.value);
  if (!url) {
    const { key, position } = field;
    return failed({ kind: 'bad-value', key, fault: 'not-an-address', position });
  }
  url.hash = '';
  return success(url.href);
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
