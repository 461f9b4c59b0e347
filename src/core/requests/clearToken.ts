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

/** A longer line isn't searched. */
const longestLine = 20_000;

/**
 * The tokens in a line that are certainly Isogeo's. A token that this extension has requested is found in any
 * line. If `toPlatform` says that the line belongs to a request to the platform, so is each JWT (RFC 7519)
 * with a readable `exp` and each bearer token that isn't a placeholder.
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
  const isSearched = toPlatform && line.length <= longestLine;
  const others = isSearched ? [...jwtsIn(line), ...bearersIn(line)] : [];
  const found = [...known];
  for (const other of others) {
    const isNew = found.every(({ start, end }) => other.start >= end || other.end <= start);
    if (isNew) found.push(other);
  }
  return found;
}

/** `{"exp":1}` in base64. */
const shortestPayload = 12;

/** Three parts separated by dots; the second contains the expiry time. */
function jwtsIn(line: string): readonly ClearToken[] {
  return [...line.matchAll(/[\w.-]+/g)].flatMap(({ 0: run, index }) => {
    const parts = run.split('.');
    const found: ClearToken[] = [];
    for (let [part, start] = [0, index]; part < parts.length; part += 1) {
      const [head = '', payload = '', signature] = parts.slice(part, part + 3);
      const isJwt = head !== '' && payload.length >= shortestPayload && signature !== undefined;
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

/** The token after `Bearer`. A short text, or one without digits, is taken for a placeholder. */
function bearersIn(line: string): readonly ClearToken[] {
  return [...line.matchAll(/\bbearer[ \t]+([\w.~+/-]+=*)/gi)].flatMap(
    ({ 0: all, 1: token = '', index }) => {
      const end = index + all.length;
      const isToken = token.length >= 24 && /\d/.test(token) && /[a-z]/i.test(token);
      return isToken ? [{ start: end - token.length, end }] : [];
    },
  );
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
