import type { TimeLeft } from '../../core/token/countdown.ts';
import type { Status } from '../../core/token/status.ts';
import { timeInWords } from '../words/times.ts';
import { t } from '../host/l10n.ts';
import type { ItemTexts } from '../host/statusItem.ts';
import { reasonInShort } from '../words/reasons.ts';

type Texts = Omit<ItemTexts, 'tooltip'>;

/** The texts of the status bar item, one for each state. */
export function statusText(status: Status): Texts {
  switch (status.kind) {
    case 'signed-out':
      return withKey(false, t('Isogeo: sign in'), t('Isogeo: not signed in'));
    case 'asking':
      return {
        icon: 'loading~spin',
        text: 'Isogeo',
        colour: 'default',
        label: t('Isogeo: requesting a token'),
      };
    case 'valid':
      return withKey(status.warn, `Isogeo${shortTime(status.left)}`, spokenTime(status.left));
    case 'expired':
      return withKey(status.warn, t('Isogeo: expired'), t('Isogeo: the token has expired'));
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

function withKey(warns: boolean, text: string, label: string): Texts {
  return { icon: warns ? 'warning' : 'key', colour: warns ? 'warning' : 'default', text, label };
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
