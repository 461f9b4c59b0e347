import { createHash, randomBytes } from 'node:crypto';

/** One consent of a user. Its tokens are revoked together. */
export interface Authorization {
  readonly clientId: string;
}

/** The values that a code is bound to. */
export interface CodeTerms {
  readonly clientId: string;
  readonly redirectUri: string;
  /** RFC 7636, S256; `undefined` if the client sent no challenge. */
  readonly challenge: string | undefined;
}

/** The values sent with a code to the token endpoint. */
export interface CodeClaim {
  readonly clientId: string;
  readonly redirectUri: string | undefined;
  readonly verifier: string | undefined;
}

export type Redemption =
  | { readonly kind: 'redeemed'; readonly authorization: Authorization }
  /** Used a second time by its own client: another program may have its tokens. */
  | { readonly kind: 'reused'; readonly authorization: Authorization }
  | { readonly kind: 'refused' };

export interface Codes {
  issue(terms: CodeTerms): string;
  redeem(code: string, claim: CodeClaim): Redemption;
}

/** RFC 6749 §4.1.2 recommends ten minutes at most; a moment is enough. */
const lifetimeMs = 60_000;

interface CodeRecord {
  readonly terms: CodeTerms;
  readonly expiresAt: number;
  readonly authorization: Authorization;
}

/** `clock` returns milliseconds since the epoch; each code is passed to `remember`. */
export function createCodes(clock: () => number, remember: (code: string) => void): Codes {
  const codes = new Map<string, CodeRecord>();
  const used = new Set<string>();

  return {
    issue(terms) {
      const code = newCode();
      remember(code);
      const authorization = { clientId: terms.clientId };
      codes.set(code, { terms, expiresAt: clock() + lifetimeMs, authorization });
      return code;
    },
    redeem(code, claim) {
      const record = codes.get(code);
      if (record?.terms.clientId !== claim.clientId) {
        return { kind: 'refused' };
      }
      const { terms, expiresAt, authorization } = record;
      if (used.has(code)) {
        return { kind: 'reused', authorization };
      }
      const right =
        clock() < expiresAt &&
        claim.redirectUri === terms.redirectUri &&
        answersChallenge(terms.challenge, claim.verifier);
      if (!right) {
        return { kind: 'refused' };
      }
      used.add(code);
      return { kind: 'redeemed', authorization };
    },
  };
}

/** Isogeo's codes contain these three characters, which percent-encoding changes. */
function newCode(): string {
  const [start, middle, end] = [12, 12, 12].map((bytes) => randomBytes(bytes).toString('hex'));
  return `${start}+${middle}/${end}=`;
}

/** RFC 7636 §4.6. Without a challenge, a verifier is ignored. */
function answersChallenge(challenge: string | undefined, verifier: string | undefined): boolean {
  return (
    challenge === undefined ||
    (verifier !== undefined &&
      /^[\w.~-]{43,128}$/.test(verifier) &&
      createHash('sha256').update(verifier).digest('base64url') === challenge)
  );
}
