import type { Failure } from '../core/failure.ts';
import { t } from './l10n.ts';
import { notify } from './notify.ts';
import type { Services } from './services.ts';
import { causeOf } from './words.ts';

/** What a failure can offer; each command brings what makes sense for it. */
export interface Remedies {
  readonly tryAgain: () => Promise<unknown>;
  /** Another file, or the first one: where credentials come from. */
  readonly chooseAnotherFile?: () => Promise<unknown>;
}

interface Remedy {
  readonly label: string;
  readonly run: () => unknown;
}

/**
 * Shows a failure once: the cause, what was kept, and one action. A cancellation shows nothing.
 * Does not wait for the user, so that the command is over when its work is.
 */
export function showFailure(
  failure: Failure,
  kept: string,
  { channel }: Pick<Services, 'channel'>,
  remedies: Remedies,
): void {
  if (failure.reason === 'cancelled') return;
  const { label, run } = remedyOf(failure, remedies) ?? {
    label: t('Show Log'),
    run: () => {
      channel.show();
    },
  };
  // What waits for the user is no error.
  const show = failure.reason === 'interaction-required' ? notify.info : notify.error;
  void show(`${causeOf(failure)} ${kept}`.trimEnd(), label).then((chosen) =>
    chosen === label ? run() : undefined,
  );
}

/** `undefined` where the log says more than a second try would. */
function remedyOf(failure: Failure, remedies: Remedies): Remedy | undefined {
  const again: Remedy = { label: t('Try Again'), run: remedies.tryAgain };
  const file = remedies.chooseAnotherFile && {
    label: t('Choose Another File…'),
    run: remedies.chooseAnotherFile,
  };
  switch (failure.reason) {
    case 'credentials-unreadable':
    case 'credentials-invalid':
    case 'endpoint-refused':
    case 'rejected':
      return file;
    case 'interaction-required':
      return failure.need === 'renew' ? { ...again, label: t('Renew Token') } : file;
    case 'storage':
      return failure.problem === 'lost' ? file : again;
    case 'cancelled':
    case 'consent-denied':
    case 'unreachable':
    case 'timed-out':
    case 'throttled':
    case 'server-error':
      return again;
    case 'tls':
    case 'proxy':
    case 'unexpected-response':
    case 'wrong-platform':
      return undefined;
  }
}
