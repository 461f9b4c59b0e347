import type { Failure } from '../core/failure.ts';
import { t } from './l10n.ts';
import { notify } from './notify.ts';
import type { Services } from './services.ts';
import { causeOf } from './words.ts';

/** What a failure can offer; each command brings what makes sense for it. */
export interface Remedies {
  readonly tryAgain: () => Promise<unknown>;
  readonly chooseAnotherFile: () => Promise<unknown>;
}

/**
 * Shows a failure once: the cause, what was kept, and one action. A cancellation shows nothing.
 * Does not wait for the user, so that the command is over when its work is.
 */
export function showFailure(
  failure: Failure,
  kept: string,
  { channel }: Services,
  remedies: Remedies,
): void {
  if (failure.reason === 'cancelled') return;
  const { label, run } = remedyOf(failure, remedies, () => {
    channel.show();
  });
  void notify
    .error(`${causeOf(failure)} ${kept}`, label)
    .then((chosen) => (chosen === label ? run() : undefined));
}

function remedyOf(
  failure: Failure,
  remedies: Remedies,
  showLog: () => void,
): { readonly label: string; readonly run: () => unknown } {
  switch (failure.reason) {
    case 'credentials-unreadable':
    case 'credentials-invalid':
    case 'endpoint-refused':
    case 'rejected':
      return { label: t('Choose Another File…'), run: remedies.chooseAnotherFile };
    case 'cancelled':
    case 'interaction-required':
    case 'consent-denied':
    case 'unreachable':
    case 'timed-out':
    case 'throttled':
    case 'server-error':
      return { label: t('Try Again'), run: remedies.tryAgain };
    case 'tls':
    case 'proxy':
    case 'unexpected-response':
    case 'wrong-platform':
    case 'storage':
      return { label: t('Show Log'), run: showLog };
  }
}
