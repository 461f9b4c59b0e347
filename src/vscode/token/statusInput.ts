import type { Failure } from '../../core/failure.ts';
import { isRenewable, statusOf, type StatusInput } from '../../core/token/status.ts';
import type { ApplicationState } from '../../session/applications/states.ts';
import { settings } from '../host/settings.ts';
import type { Situation } from './offers.ts';

/** The values that the status depends on; `undefined` if there is no application. */
export function statusInputOf(
  state: ApplicationState | undefined,
  failure: Failure | undefined,
  isSigningIn: boolean,
): StatusInput | undefined {
  if (!isSigningIn && !state && !failure) return undefined;
  return {
    token: state?.record.token,
    asking: isSigningIn || state?.asking === true,
    failure,
    renewable:
      state !== undefined && isRenewable(state.record.application.kind, state.record.token),
    renewal: settings.renewal(),
    warnMs: settings.warnMs(),
  };
}

/** The situation of the application, whether or not a token is being requested. */
export function situationOf(
  state: ApplicationState | undefined,
  failure: Failure | undefined,
  now: number,
): Situation {
  const input = statusInputOf(state, failure, false);
  return {
    status: statusOf(input && { ...input, asking: false }, now),
    failure,
    hasApplication: state !== undefined,
    isRenewable: input?.renewable === true,
  };
}
