import type { Application } from './applications.ts';

/**
 * The application whose raw `{client_id}:{client_secret}` is in an Authorization header. Isogeo's clients
 * don't percent-encode the pair before base64, unlike RFC 6749 §2.3.1, so an encoded pair is a wrong pair
 * here. The base64 texts are compared, so that no other spelling of the right bytes passes. The scheme
 * ignores case (RFC 9110 §11.1).
 */
export function authenticateBasic(
  header: string | undefined,
  applications: readonly Application[],
): Application | undefined {
  const given = basicValue(header);
  return applications.find(
    ({ clientId, clientSecret }) =>
      Buffer.from(`${clientId}:${clientSecret}`).toString('base64') === given,
  );
}

/** The text before the colon of a right or wrong pair, which isn't secret. */
export function claimedClientId(header: string | undefined): string | null {
  const pair = Buffer.from(basicValue(header) ?? '', 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon < 0 ? null : pair.slice(0, colon);
}

function basicValue(header: string | undefined): string | undefined {
  return /^Basic +(\S+)$/i.exec(header ?? '')?.[1];
}
