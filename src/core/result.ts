import type { Failure } from './failure.ts';

/** The outcome of an operation that can fail. Failures are values and are never thrown. */
export type Result<T, E = Failure> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: E };

export function success<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function failed<const E>(failure: E): { readonly ok: false; readonly failure: E } {
  return { ok: false, failure };
}

/** The result of work that was cancelled. */
export const cancelled = failed({ reason: 'cancelled' });
