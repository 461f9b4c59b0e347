import type { TimeLeft } from '../../core/token/countdown.ts';
import type { Status } from '../../core/token/status.ts';
import { timeInWords } from '../words/times.ts';
import type { Icon } from '../host/icons.ts';
import { t } from '../host/l10n.ts';
import type { ItemTexts } from '../host/statusItem.ts';
import { reasonInShort } from '../words/reasons.ts';

/** The texts of the status bar item, one for each state. */
export function statusText(status: Status): Omit<ItemTexts, 'tooltip'> {
  switch (status.kind) {
    case 'signed-out':
      return {
        icon: 'key',
        text: t('Isogeo: sign in'),
        colour: 'default',
        label: t('Isogeo: not signed in'),
      };
    case 'asking':
      return {
        icon: 'loading~spin',
        text: 'Isogeo',
        colour: 'default',
        label: t('Isogeo: requesting a token'),
      };
    case 'valid':
      return {
        icon: iconFor(status.warn),
        text: `Isogeo${shortTime(status.left)}`,
        colour: status.warn ? 'warning' : 'default',
        label: spokenTime(status.left),
      };
    case 'expired':
      return {
        icon: iconFor(status.warn),
        text: t('Isogeo: expired'),
        colour: status.warn ? 'warning' : 'default',
        label: t('Isogeo: the token has expired'),
      };
    case 'failing': {
      const reason = reasonInShort(status.failure);
      return {
        icon: 'error',
        text: t('Isogeo: {0}', reason),
        colour: status.mustAct ? 'error' : 'default',
        label: t('Isogeo: no token, {0}', reason),
      };
    }
  }
}

function iconFor(warn: boolean): Icon {
  return warn ? 'warning' : 'key';
}

function shortTime(left: TimeLeft): string {
  return 'amount' in left ? ` ${timeInWords(left)}` : '';
}

function spokenTime(left: TimeLeft): string {
  switch (left.unit) {
    case 'hours':
      return t('Isogeo: the token is valid for {0} hours', left.amount);
    case 'minutes':
      return left.amount === 1
        ? t('Isogeo: the token is valid for 1 minute')
        : t('Isogeo: the token is valid for {0} minutes', left.amount);
    case 'seconds':
      return t('Isogeo: the token is valid for less than a minute');
    case 'expired':
    case 'unknown':
      return t('Isogeo: signed in');
  }
}
