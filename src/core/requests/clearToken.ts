/** An access token that is readable in a text. `start` is included, `end` isn't. */
export interface ClearToken {
  readonly start: number;
  readonly end: number;
  /** Absent if unknown. */
  readonly expiresAt?: number;
}

export interface HeldToken {
  readonly accessToken: string;
  readonly expiresAt?: number;
}

/**
 * The tokens in a line that are certainly Isogeo's: those that this extension has and, if
 * `toPlatform` says that the line belongs to a request to the platform, each JWT (RFC 7519) with a readable
 * `exp`.
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
  const jwts = toPlatform ? jwtsIn(line) : [];
  const isNew = ({ start, end }: ClearToken) =>
    known.every((each) => start >= each.end || end <= each.start);
  return [...known, ...jwts.filter(isNew)];
}

/** A longer line isn't searched. */
const longestLine = 20_000;

/** Three parts separated by dots; the second contains the expiry time. */
function jwtsIn(line: string): readonly ClearToken[] {
  if (line.length > longestLine) return [];
  return [...line.matchAll(/[\w.-]+/g)].flatMap(({ 0: run, index }) => {
    const parts = run.split('.');
    const found: ClearToken[] = [];
    for (let [part, start] = [0, index]; part < parts.length; part += 1) {
      const [head = '', payload = '', signature] = parts.slice(part, part + 3);
      const isJwt = head !== '' && payload !== '' && signature !== undefined;
      const expiresAt = isJwt ? expiryIn(payload) : undefined;
      if (expiresAt !== undefined) {
        const length = `${head}.${payload}.${signature ?? ''}`.length;
        found.push({ start, end: start + length, expiresAt });
        start += payload.length + (signature ?? '').length + 2;
        part += 2;
      }
      start += head.length + 1;
    }
    return found;
  });
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
