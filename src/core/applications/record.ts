import { applicationOf, type Application } from './application.ts';
import type { ApplicationKind, Credentials } from '../credentials/credentials.ts';
import type { Endpoints } from '../platform/endpoints.ts';
import { checkEndpoint, originsToConfirm } from '../platform/origins.ts';
import { isAccessToken, isRefreshToken, refreshHalts, type Token } from '../token/token.ts';
import { isObject, parseJson } from '../text/json.ts';

/** One saved application. It contains the secret, and each application has a record of its own. */
export interface ApplicationRecord {
  readonly application: Application;
  readonly token?: Token;
  /** The origins outside Isogeo and loopback that the user confirmed for this secret. */
  readonly confirmedOrigins: readonly string[];
  /** VS Code keys consent on this label. It is set at the first save, and renaming doesn't change it. */
  readonly accountLabel?: string;
}

const schemaVersion = 1;

/** The stored fields of all levels, in the order of the text. */
const storedFields = (
  'version name credentials kind clientId clientSecret endpoints token authorization api ' +
  'redirectUris scopes accessToken obtainedAt expiresAt refreshToken refreshHalted ' +
  'confirmedOrigins accountLabel'
).split(' ');

/** The text of a record. Equal records give equal texts. */
export function serialiseRecord({ application, ...record }: ApplicationRecord): string {
  const { name, credentials } = application;
  return JSON.stringify({ version: schemaVersion, name, credentials, ...record }, storedFields);
}

/** A stored record that this version must not change. */
export type UnreadableRecord = 'newer-record' | 'damaged-record';

/**
 * Reads a record as untrusted input: it may come from another version of this extension, and other programs
 * can write to the storage. The ID and the platform are derived from the addresses, so that they can't
 * disagree with them.
 */
export function parseRecord(id: string, text: string): ApplicationRecord | UnreadableRecord {
  const stored = parseJson(text);
  if (!isObject(stored)) return 'damaged-record';
  const { version } = stored;
  if (typeof version === 'number' && version > schemaVersion) return 'newer-record';
  if (version !== schemaVersion) return 'damaged-record';
  const name = stored['name'];
  const credentials = readCredentials(stored['credentials']);
  const confirmedOrigins = stored['confirmedOrigins'];
  const accountLabel = stored['accountLabel'];
  if (!isFilledText(name) || !credentials || !isTextList(confirmedOrigins)) return 'damaged-record';
  if (accountLabel !== undefined && !isFilledText(accountLabel)) return 'damaged-record';
  const application = applicationOf(credentials, name);
  if (application.id !== id) return 'damaged-record';
  // Another program may have changed the addresses: the secret must not go to an unconfirmed one.
  const origins = originsToConfirm(credentials.endpoints);
  if (!origins.every((origin) => confirmedOrigins.includes(origin))) return 'damaged-record';
  const token = readToken(stored['token']);
  return {
    application,
    ...(token && { token }),
    confirmedOrigins,
    ...(accountLabel !== undefined && { accountLabel }),
  };
}

function readCredentials(stored: unknown): Credentials | undefined {
  if (!isObject(stored)) return undefined;
  const { kind, clientId, clientSecret, redirectUris, scopes } = stored;
  const endpoints = readEndpoints(stored['endpoints']);
  if (!isKind(kind) || !isFilledText(clientId) || typeof clientSecret !== 'string')
    return undefined;
  if (!endpoints || !isTextList(redirectUris) || !isTextList(scopes)) return undefined;
  if (kind !== 'group' && endpoints.authorization === undefined) return undefined;
  return { kind, clientId, clientSecret, endpoints, redirectUris, scopes };
}

function readEndpoints(stored: unknown): Endpoints | undefined {
  if (!isObject(stored)) return undefined;
  const { token, api, authorization } = stored;
  if (!isEndpoint(token) || !isEndpoint(api)) return undefined;
  if (authorization === undefined) return { token, api };
  return isEndpoint(authorization) ? { token, api, authorization } : undefined;
}

/** Drops only the token if it is invalid: a new one can be requested, unlike the credentials. */
function readToken(stored: unknown): Token | undefined {
  if (!isObject(stored)) return undefined;
  const { accessToken, obtainedAt, expiresAt, refreshToken } = stored;
  const refreshHalted = refreshHalts.find((halt) => halt === stored['refreshHalted']);
  if (!isAccessToken(accessToken) || !isMoment(obtainedAt)) return undefined;
  if (expiresAt !== undefined && !isMoment(expiresAt)) return undefined;
  if (refreshToken !== undefined && !isRefreshToken(refreshToken)) return undefined;
  return {
    accessToken,
    obtainedAt,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(refreshToken !== undefined && { refreshToken }),
    ...(refreshHalted && { refreshHalted }),
  };
}

export function isFilledText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isFilledText);
}

export function isKind(value: unknown): value is ApplicationKind {
  return value === 'group' || value === 'user' || value === 'public';
}

function isEndpoint(value: unknown): value is string {
  return isFilledText(value) && URL.parse(value) !== null && checkEndpoint(value).ok;
}

function isMoment(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
