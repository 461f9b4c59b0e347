import { applicationIdOf, type Application } from './application.ts';
import type { ApplicationKind, Credentials } from '../credentials/credentials.ts';
import type { Endpoints } from '../platform/endpoints.ts';
import { checkEndpoint, originsToConfirm, platformOf } from '../platform/origins.ts';
import { isAccessToken, isRefreshToken, refreshHalts, type Token } from '../token/token.ts';

/** One saved application: the secret part of what is stored, one record each. */
export interface ApplicationRecord {
  readonly application: Application;
  readonly token?: Token;
  /** The origins outside Isogeo and loopback that the user confirmed for this secret. */
  readonly confirmedOrigins: readonly string[];
  /** What VS Code keys consent on: given at the first save, and the same whatever the name becomes. */
  readonly accountLabel?: string;
}

const schemaVersion = 1;

/** Equal records give equal texts, wherever their parts come from. */
export function serialiseRecord(record: ApplicationRecord): string {
  const { application, token, confirmedOrigins, accountLabel } = record;
  const { name } = application;
  const { kind, clientId, clientSecret, redirectUris, scopes } = application.credentials;
  const { token: tokenEndpoint, authorization, api } = application.credentials.endpoints;
  const endpoints = { token: tokenEndpoint, authorization, api };
  const credentials = { kind, clientId, clientSecret, endpoints, redirectUris, scopes };
  return JSON.stringify({
    version: schemaVersion,
    name,
    credentials,
    token: token && {
      accessToken: token.accessToken,
      obtainedAt: token.obtainedAt,
      expiresAt: token.expiresAt,
      refreshToken: token.refreshToken,
      refreshHalted: token.refreshHalted,
    },
    confirmedOrigins,
    accountLabel,
  });
}

/** A record that this version must leave as it is. */
export type UnreadableRecord = 'newer-record' | 'damaged-record';

/**
 * Reads a record back as untrusted input: storage outlives versions of this extension, and other
 * programs can write to it. What can be derived (id, platform) is derived, so that it cannot disagree.
 */
export function parseRecord(id: string, text: string): ApplicationRecord | UnreadableRecord {
  let stored: unknown;
  try {
    stored = JSON.parse(text);
  } catch {
    return 'damaged-record';
  }
  if (!isObject(stored)) return 'damaged-record';
  const { version } = stored;
  if (typeof version === 'number' && version > schemaVersion) return 'newer-record';
  if (version !== schemaVersion) return 'damaged-record';
  const name = stored['name'];
  const credentials = readCredentials(stored['credentials']);
  const confirmedOrigins = stored['confirmedOrigins'];
  const accountLabel = stored['accountLabel'];
  if (!isText(name) || !credentials || !isTextList(confirmedOrigins)) return 'damaged-record';
  if (accountLabel !== undefined && !isText(accountLabel)) return 'damaged-record';
  if (applicationIdOf(credentials.clientId, credentials.endpoints.token) !== id) {
    return 'damaged-record';
  }
  // A record whose addresses were changed behind our back must not send the secret elsewhere.
  const unconfirmed = originsToConfirm(credentials.endpoints).filter(
    (origin) => !confirmedOrigins.includes(origin),
  );
  if (unconfirmed.length > 0) return 'damaged-record';

  const token = readToken(stored['token']);
  const { kind, endpoints } = credentials;
  return {
    application: { id, name, kind, platform: platformOf(endpoints.token), credentials },
    ...(token && { token }),
    confirmedOrigins,
    ...(accountLabel !== undefined && { accountLabel }),
  };
}

function readCredentials(stored: unknown): Credentials | undefined {
  if (!isObject(stored)) return undefined;
  const { kind, clientId, clientSecret, redirectUris, scopes } = stored;
  const endpoints = readEndpoints(stored['endpoints']);
  if (!isKind(kind) || !isText(clientId) || typeof clientSecret !== 'string') return undefined;
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

/** A bad token is dropped alone: it can be had again, the credentials cannot. */
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

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}

export function isKind(value: unknown): value is ApplicationKind {
  return value === 'group' || value === 'user' || value === 'public';
}

function isEndpoint(value: unknown): value is string {
  return isText(value) && URL.canParse(value) && checkEndpoint(value).ok;
}

function isMoment(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
