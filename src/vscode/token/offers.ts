import type { Failure, FailureReason } from '../../core/failure.ts';
import type { Status } from '../../core/token/status.ts';
import type { AnyCommandId } from '../host/commandIds.ts';
import type { Icon } from '../host/icons.ts';
import { isInBrowser, reloadWindow } from '../host/browser.ts';
import { t } from '../host/l10n.ts';

/** A command in the hover and the menu of the status bar item. */
export interface Offer {
  readonly icon: Icon;
  readonly label: string;
  readonly command: AnyCommandId;
  readonly argument?: string;
}

export const offers = {
  copyHeader: { icon: 'copy', label: t('Copy Bearer Header'), command: 'isogeo.copyBearerHeader' },
  renew: { icon: 'refresh', label: t('Renew Token'), command: 'isogeo.renewToken' },
  tryAgain: { icon: 'refresh', label: t('Try Again'), command: 'isogeo.renewToken' },
  check: { icon: 'pulse', label: t('Check Connection'), command: 'isogeo.checkConnection' },
  signIn: { icon: 'sign-in', label: t('Authenticate'), command: 'isogeo.authenticate' },
  load: {
    icon: 'folder-opened',
    label: t('Load Credentials File…'),
    command: 'isogeo.loadCredentials',
  },
  switch: {
    icon: 'arrow-swap',
    label: t('Switch Application'),
    command: 'isogeo.switchApplication',
  },
  details: {
    icon: 'info',
    label: t('Show Application Details'),
    command: 'isogeo.showApplication',
  },
  reload: { icon: 'refresh', label: t('Reload Window'), command: reloadWindow },
  getStarted: {
    icon: 'book',
    label: t('Get Started'),
    command: 'workbench.action.openWalkthrough',
    argument: 'isogeo.isogeo-api#start',
  },
} as const satisfies Record<string, Offer>;

/** The state of the window's active application, from which the offered commands follow. */
export interface Situation {
  readonly status: Status;
  /** The failure of the last renewal, also while the token is still valid. */
  readonly failure: Failure | undefined;
  readonly hasApplication: boolean;
  readonly isRenewable: boolean;
}

/** The commands that help in this situation, the most useful first. */
export function offersFor(situation: Situation): readonly Offer[] {
  const { status, failure, hasApplication, isRenewable } = situation;
  switch (status.kind) {
    case 'asking':
      return [];
    case 'signed-out':
      // Without a token, Renew Token would only ask how to sign in.
      return hasApplication ? [offers.signIn] : [offers.signIn, offers.load, offers.getStarted];
    case 'valid':
      return [offers.copyHeader, ...(failure ? offersAfter(failure) : [offers.renew])];
    case 'expired':
      return isRenewable ? [offers.renew, offers.copyHeader] : [offers.signIn];
    case 'failing':
      return offersAfter(status.failure);
  }
}

function offersAfter(failure: Failure): readonly Offer[] {
  const { signIn, load, check, tryAgain } = offers;
  if (failure.reason === 'interaction-required' && failure.need.startsWith('renew')) {
    return [offers.renew, signIn];
  }
  const isLost = failure.reason === 'storage' && failure.problem === 'lost';
  const others: Partial<Record<FailureReason, readonly Offer[]>> = {
    cancelled: [tryAgain],
    'interaction-required': [signIn],
    'consent-denied': [signIn],
    storage: isLost && isInBrowser() ? [offers.reload, signIn] : [signIn, tryAgain],
    throttled: [tryAgain, check],
  };
  return (
    others[failure.reason] ??
    (/^(rejected|wrong-platform|endpoint-refused|credentials-)/.test(failure.reason)
      ? [load, signIn]
      : [check, tryAgain])
  );
}
