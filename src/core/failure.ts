import type { CaFileFault, Certificate } from './certificates/certificate.ts';
import type { Position } from './text/position.ts';

/**
 * Everything that can go wrong, as one closed union. `vscode/words/failures.ts` is the one place where
 * a failure becomes a sentence. No field ever holds a secret, a token or text from a server's body.
 */
export type Failure =
  | { readonly reason: 'cancelled' }
  | { readonly reason: 'interaction-required'; readonly need: InteractionNeed }
  | {
      readonly reason: 'credentials-unreadable';
      readonly cause: UnreadableCause;
      readonly path: string;
    }
  | {
      readonly reason: 'credentials-invalid';
      readonly problem: CredentialsProblem;
      /** File name or other origin, as the user knows it. */
      readonly path?: string;
    }
  | {
      readonly reason: 'endpoint-refused';
      readonly problem: 'scheme' | 'user-info' | 'not-confirmed';
      /** Scheme, host and port in ASCII: never user info, path or query. */
      readonly origin: string;
    }
  | {
      readonly reason: 'rejected';
      readonly host: string;
      readonly oauthError: OAuthError;
      /** The platform refused an authorization code. */
      readonly isOfCode?: true;
      /** Of the pair that was sent, where it may be why. */
      readonly doubts?: readonly Doubt[];
    }
  | { readonly reason: 'consent-denied'; readonly host: string }
  | { readonly reason: 'unreachable'; readonly host: string; readonly code: string }
  | { readonly reason: 'timed-out'; readonly host: string; readonly timeoutMs: number }
  | {
      readonly reason: 'proxy';
      readonly host: string;
      readonly code: string;
      /** The proxy's own host and port, where they are known. */
      readonly proxy?: string;
    }
  | {
      readonly reason: 'tls';
      readonly host: string;
      readonly code: string;
      /** The handshake was over, and it is not known what became of the request. */
      readonly isSent?: boolean;
      /** Of the server, where it could be seen. */
      readonly certificate?: Certificate;
      /** May be why the issuer is not known. */
      readonly caFile?: CaFileFault;
    }
  | {
      readonly reason: 'throttled';
      readonly host: string;
      /** Milliseconds since the epoch; absent where the server did not say. */
      readonly retryAt?: number;
    }
  | { readonly reason: 'server-error'; readonly host: string; readonly status: number }
  | {
      readonly reason: 'unexpected-response';
      readonly host: string;
      readonly problem: ResponseProblem;
      readonly status?: number;
    }
  | { readonly reason: 'wrong-platform'; readonly host: string }
  | { readonly reason: 'storage'; readonly problem: StorageProblem };

/** What is unusual about a pair: worth a look where it is refused, and never a fault by itself. */
export type Doubt = `${'hidden-in' | 'placeholder' | 'unusual'}-${'id' | 'secret'}`;

/** RFC 6749 §5.2; a server's own words are never passed on. */
export const oauthErrors = [
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
] as const;

export type OAuthError = (typeof oauthErrors)[number] | 'other';

export function oauthErrorOf(code: string): OAuthError {
  return oauthErrors.find((known) => known === code) ?? 'other';
}

export type FailureReason = Failure['reason'];

export type InteractionNeed =
  | 'trust-workspace'
  /** None is there to work with, or it was removed meanwhile. */
  | 'choose-application'
  /** The file holds two: `web` and `installed`. */
  | 'choose-head'
  /** The environment names an application, and no platform. */
  | 'choose-platform'
  | 'browser-sign-in'
  /** Renewal is set to manual, and the token has expired. */
  | 'renew'
  /** The answer to the last use of the refresh token was lost: once more, or a new sign-in. */
  | 'renew-uncertain';

export type UnreadableCause =
  | 'not-found'
  | 'no-permission'
  | 'not-absolute'
  | 'directory'
  | 'not-a-file'
  | 'too-large'
  | 'not-text'
  | 'link-loop'
  | 'too-slow'
  | 'other';

export type CredentialsProblem =
  | { readonly kind: 'empty' }
  /** Neither JSON nor INI: a web page, a spreadsheet, prose. */
  | { readonly kind: 'unknown-format' }
  | { readonly kind: 'syntax'; readonly expected: SyntaxExpectation; readonly position: Position }
  | { readonly kind: 'missing'; readonly key: string; readonly position?: Position }
  | { readonly kind: 'missing-head' }
  | { readonly kind: 'both-heads' }
  | { readonly kind: 'platform-needed' }
  | {
      readonly kind: 'wrong-type';
      readonly key: string;
      readonly expected: 'object' | 'string' | 'list';
      readonly position?: Position;
    }
  | {
      readonly kind: 'bad-value';
      readonly key: string;
      readonly fault:
        'blank' | 'control-character' | 'not-an-address' | 'unknown-kind' | 'unknown-platform';
      readonly position?: Position;
    }
  | { readonly kind: 'duplicate'; readonly key: string; readonly position: Position };

export type SyntaxExpectation =
  | 'value'
  | 'property-name'
  | 'colon'
  | 'comma'
  | 'closing-brace'
  | 'closing-bracket'
  | 'closing-quote'
  | 'end-of-file'
  | 'valid-character'
  | 'section'
  | 'equals-sign'
  | 'doubled-percent';

export type ResponseProblem =
  | 'redirect'
  | 'web-page'
  | 'not-json'
  | 'bad-field'
  | 'expired-on-arrival'
  | 'too-large'
  | 'status';

export type StorageProblem =
  'read' | 'write' | 'too-slow' | 'lost' | 'newer-record' | 'damaged-record';
