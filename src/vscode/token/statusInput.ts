import type { Failure } from '../../core/failure.ts';
import { isRenewable, type StatusInput } from '../../core/token/status.ts';
import type { ApplicationState } from '../../session/applications/states.ts';
import { settings } from '../host/settings.ts';

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
