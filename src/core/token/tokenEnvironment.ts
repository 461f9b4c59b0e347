import type { Credentials } from '../credentials/credentials.ts';
import { isValid, type Token } from './token.ts';

interface Signed {
  readonly application: { readonly credentials: Pick<Credentials, 'endpoints'> };
  readonly token?: Token;
}

/** The environment variables for terminals and HTTP clients; a variable that is `undefined` is removed. */
export interface TokenEnvironment {
  readonly ISOGEO_ACCESS_TOKEN: string | undefined;
  readonly ISOGEO_API_URL: string | undefined;
  /** ISO 8601; absent if the platform didn't say. */
  readonly ISOGEO_TOKEN_EXPIRES_AT: string | undefined;
}

/** Token and address of one application; `undefined` if it has no valid token. */
export function tokenEnvironmentOf(
  { application, token }: Signed,
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
