import { nextChangeAt, timeLeft, type TimeLeft } from './countdown.ts';
import type { ApplicationKind } from '../credentials/credentials.ts';
import type { Failure, FailureReason } from '../failure.ts';
import { isValid, trustedFrom, type Token } from './token.ts';

/** `onUse`, `automatic` and `manual` are the values of the setting `isogeo.token.renewal`. */
export type RenewalMode = 'onUse' | 'automatic' | 'manual';

/** The state that the status bar item shows, before it is put into words. */
export type Status =
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'valid'; readonly left: TimeLeft; readonly warn: boolean }
  | { readonly kind: 'expired'; readonly warn: boolean }
  | { readonly kind: 'failing'; readonly failure: Failure; readonly mustAct: boolean };

export interface StatusInput {
  readonly token: Token | undefined;
  readonly asking: boolean;
  readonly failure: Failure | undefined;
  /** Whether a new token can be requested without the user, with credentials or a refresh token. */
  readonly renewable: boolean;
  readonly renewal: RenewalMode;
  readonly warnMs: number;
}

/** No input means no application. */
export function statusOf(input: StatusInput | undefined, now: number): Status {
  if (!input) return { kind: 'signed-out' };
  if (input.asking) return { kind: 'asking' };
  const { token, failure } = input;
  const onlyUserRenews =
    input.renewal === 'manual' || !input.renewable || (failure !== undefined && needsUser(failure));
  if (token && isValid(token, now)) {
    const left = timeLeft(token.expiresAt, now);
    const isNearEnd = token.expiresAt !== undefined && token.expiresAt - now < input.warnMs;
    return { kind: 'valid', left, warn: onlyUserRenews && isNearEnd };
  }
  if (failure) return { kind: 'failing', failure, mustAct: needsUser(failure) };
  return token ? { kind: 'expired', warn: onlyUserRenews } : { kind: 'signed-out' };
}

/** When the result of `statusOf` will change without an event. */
export function statusChangesAt(input: StatusInput | undefined, now: number): number | undefined {
  if (!input?.token || input.asking) return undefined;
  const trustedAt = trustedFrom(input.token);
  if (now < trustedAt) return trustedAt;
  if (!isValid(input.token, now)) return undefined;
  const { expiresAt } = input.token;
  const textChangesAt = nextChangeAt(expiresAt, now);
  if (expiresAt === undefined || textChangesAt === undefined) return undefined;
  const warnsAt = expiresAt - input.warnMs + 1;
  return warnsAt > now ? Math.min(textChangesAt, warnsAt) : textChangesAt;
}

/** Whether a new token is available without the user. */
export function isRenewable(kind: ApplicationKind, token: Token | undefined): boolean {
  return !token?.refreshHalted && (kind === 'group' || token?.refreshToken !== undefined);
}

/**
 * Whether the failure stays the same without a change by the user, so that trying again automatically is
 * useless.
 */
export function isFinal(failure: Failure): boolean {
  return needsUser(failure) && !['tls', 'proxy', 'storage'].includes(failure.reason);
}

/** Whether the user must act: enter something, sign in, or fix the machine or its network. */
export function needsUser({ reason }: Failure): boolean {
  return userMustAct[reason];
}

const userMustAct: Readonly<Record<FailureReason, boolean>> = {
  rejected: true,
  'consent-denied': true,
  'wrong-platform': true,
  'endpoint-refused': true,
  'credentials-unreadable': true,
  'credentials-invalid': true,
  'interaction-required': true,
  storage: true,
  tls: true,
  proxy: true,
  cancelled: false,
  unreachable: false,
  'timed-out': false,
  throttled: false,
  'server-error': false,
  'unexpected-response': false,
};
