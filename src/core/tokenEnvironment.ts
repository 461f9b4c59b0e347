import type { ApplicationRecord } from './record.ts';
import { isValid } from './token.ts';

/** The variables that terminals and HTTP clients get; `undefined`: to be absent. */
export interface TokenEnvironment {
  readonly ISOGEO_ACCESS_TOKEN: string | undefined;
  readonly ISOGEO_API_URL: string | undefined;
  /** ISO 8601; absent where the platform did not say. */
  readonly ISOGEO_TOKEN_EXPIRES_AT: string | undefined;
}

/** Of one application, token and address together; `undefined` where it has no valid token. */
export function tokenEnvironmentOf(
  { application, token }: ApplicationRecord,
  now: number,
): TokenEnvironment | undefined {
  if (!token || !isValid(token, now)) return undefined;
  return {
    ISOGEO_ACCESS_TOKEN: token.accessToken,
    ISOGEO_API_URL: application.credentials.endpoints.api,
    ISOGEO_TOKEN_EXPIRES_AT:
      token.expiresAt === undefined ? undefined : new Date(token.expiresAt).toISOString(),
  };
}
