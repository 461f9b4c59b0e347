import type { Failure } from '../../core/failure.ts';
import type { LogFields } from '../ports.ts';

/** The parts of a failure that may be logged: fixed words, hosts and numbers. */
export function loggable(failure: Failure): LogFields {
  return {
    reason: failure.reason,
    ...('host' in failure && { host: failure.host }),
    ...('code' in failure && { code: failure.code }),
    ...('status' in failure && { status: failure.status }),
    ...wordOf(failure),
  };
}

function wordOf(failure: Failure): Pick<LogFields, 'problem'> {
  switch (failure.reason) {
    case 'interaction-required':
      return { problem: failure.need };
    case 'credentials-unreadable':
      return { problem: failure.cause };
    case 'credentials-invalid':
      return { problem: failure.problem.kind };
    case 'rejected':
      return { problem: failure.oauthError };
    default:
      return 'problem' in failure ? { problem: failure.problem } : {};
  }
}
