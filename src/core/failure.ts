import type { CaFileFault, Certificate } from './certificates/certificate.ts';
import type { Position } from './text/position.ts';

/**
 * Every failure, as one closed union. Only `vscode/words/failures.ts` turns a failure into a sentence. No
 * field ever contains a secret, a token or text from a server's body.
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
      /** The file name or other source, as the user knows it. */
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
      /** Present if the platform refused an authorization code. */
      readonly isOfCode?: true;
      /** Oddities of the client ID and secret that were sent, which may explain the refusal. */
      readonly doubts?: readonly Doubt[];
    }
  | { readonly reason: 'consent-denied'; readonly host: string }
  | { readonly reason: 'unreachable'; readonly host: string; readonly code: string }
  | { readonly reason: 'timed-out'; readonly host: string; readonly timeoutMs: number }
  | {
      readonly reason: 'proxy';
      readonly host: string;
      readonly code: string;
      /** The proxy's host and port, if known. */
      readonly proxy?: string;
    }
  | {
      readonly reason: 'tls';
      readonly host: string;
      readonly code: string;
      /** The handshake was complete, so the server may have received the request. */
      readonly isSent?: boolean;
      /** The server's certificate, if it was seen. */
      readonly certificate?: Certificate;
      /** A CA file that couldn't be used, which may explain the unknown issuer. */
      readonly caFile?: CaFileFault;
    }
  | {
      readonly reason: 'throttled';
      readonly host: string;
      /** Milliseconds since the epoch; absent if the server didn't say. */
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

/** An oddity of a client ID and secret. It may explain a refusal, but isn't an error. */
export type Doubt = `${'hidden-in' | 'placeholder' | 'unusual'}-${'id' | 'secret'}`;

/** RFC 6749 §5.2. A server's own words are never passed on. */
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
  /** No application is active, or it was removed meanwhile. */
  | 'choose-application'
  /** The file or the environment contains several applications. */
  | 'choose-head'
  /** The environment names an application but no platform. */
  | 'choose-platform'
  /** The environment has a public application and no name for its redirect URI. */
  | 'enter-redirect'
  | 'browser-sign-in'
  /** Renewal is set to manual, and the token has expired. */
  | 'renew'
  /**
   * The last refresh got no answer, so the platform may have used up the refresh token. The user can try
   * again or sign in.
   */
  | 'renew-uncertain';

export type UnreadableCause =
  | 'not-found'
  | 'no-permission'
  | 'not-absolute'
  | 'directory'
  | 'not-a-file'
  | 'too-large'
  | 'not-text'
  /** Text in another encoding, such as Windows-1252. */
  | 'not-utf8'
  | 'link-loop'
  | 'too-slow'
  | 'other';

export type CredentialsProblem =
  | { readonly kind: 'empty' }
  /** Neither JSON nor INI: for example a web page or a spreadsheet. */
  | { readonly kind: 'unknown-format' }
  | { readonly kind: 'syntax'; readonly expected: SyntaxExpectation; readonly position: Position }
  | { readonly kind: 'missing'; readonly key: string; readonly position?: Position }
  | { readonly kind: 'missing-head' }
  | {
      readonly kind: 'several-applications';
      readonly applications: readonly {
        readonly key: string;
        readonly kind: 'group' | 'user' | 'public';
      }[];
    }
  | { readonly kind: 'platform-needed' }
  | { readonly kind: 'redirect-needed' }
  /** Isogeo's variables are present, but no complete ID and secret. */
  | { readonly kind: 'no-pair'; readonly names: readonly string[] }
  /**
   * The variable belongs to an application that sends its user's password. This extension doesn't support
   * that.
   */
  | { readonly kind: 'password-grant'; readonly key: string; readonly position?: Position }
  | { readonly kind: 'text-after-quote'; readonly position: Position }
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
        | 'blank'
        | 'control-character'
        /** The value continues on a second line of an INI file. */
        | 'continued'
        | 'not-an-address'
        | 'quoted'
        /** The section `[auth]` in another case. */
        | 'section-case'
        | 'unknown-kind'
        | 'unknown-platform'
        | 'unknown-type';
      readonly position?: Position;
    }
  | {
      readonly kind: 'duplicate';
      readonly key: string;
      /** The other key, if two keys give one value. */
      readonly other?: string;
      readonly position: Position;
    };

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
