/** An access token that stands in a text in clear, from the one character to before the other. */
export interface ClearToken {
  readonly start: number;
  readonly end: number;
  /** Absent where nobody says. */
  readonly expiresAt?: number;
}

export interface HeldToken {
  readonly accessToken: string;
  readonly expiresAt?: number;
}

/**
 * The tokens in a line that are certain to be Isogeo's: those that this extension holds and, where
 * `toPlatform` says that the line belongs to a request to the platform, each JWT (RFC 7519) whose
 * `exp` can be read.
 */
export function clearTokensIn(
  line: string,
  held: readonly HeldToken[],
  toPlatform: boolean,
): readonly ClearToken[] {
  const known = held.flatMap(({ accessToken, expiresAt }): readonly ClearToken[] => {
    let end = 0;
    return line
      .split(accessToken)
      .slice(0, -1)
      .map((before) => {
        const start = end + before.length;
        end = start + accessToken.length;
        return { start, end, ...(expiresAt !== undefined && { expiresAt }) };
      });
  });
  // What is longer is no line that somebody reads, and would take long to search.
  const jwts =
    toPlatform && line.length <= 10_000 ? [...line.matchAll(/[\w-]+\.([\w-]+)\.[\w-]*/g)] : [];
  return [
    ...known,
    ...jwts.flatMap(({ 0: text, 1: payload = '', index }): readonly ClearToken[] => {
      const expiresAt = expiryIn(payload);
      const isNew = known.every(({ start, end }) => index >= end || index + text.length <= start);
      return expiresAt !== undefined && isNew
        ? [{ start: index, end: index + text.length, expiresAt }]
        : [];
    }),
  ];
}

/** `exp` is in seconds since the epoch (RFC 7519 §4.1.4). */
function expiryIn(payload: string): number | undefined {
  try {
    const json = atob(payload.replaceAll('-', '+').replaceAll('_', '/'));
    const { exp } = JSON.parse(json) as { readonly exp?: unknown };
    return typeof exp === 'number' && exp > 0 && exp < 8.64e12 ? exp * 1000 : undefined;
  } catch {
    return undefined;
  }
}
