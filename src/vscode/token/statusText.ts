import type { TimeLeft } from '../../core/token/countdown.ts';
import type { Status } from '../../core/token/status.ts';
import { timeInWords } from '../words/times.ts';
import { t } from '../host/l10n.ts';
import { reasonInShort } from '../words/reasons.ts';

export interface StatusText {
  readonly text: string;
  readonly colour: 'default' | 'warning' | 'error';
  /** In words, and the same for as long as the hours or minutes stay the same. */
  readonly label: string;
}

/** The texts of the status bar item, one for each state. */
export function statusText(status: Status): StatusText {
  switch (status.kind) {
    case 'signed-out':
      return {
        text: t('$(key) Isogeo: sign in'),
        colour: 'default',
        label: t('Isogeo: not signed in'),
      };
    case 'asking':
      return {
        text: '$(loading~spin) Isogeo',
        colour: 'default',
        label: t('Isogeo: requesting a token'),
      };
    case 'valid':
      return {
        text: `${icon(status.warn)} Isogeo${shortTime(status.left)}`,
        colour: status.warn ? 'warning' : 'default',
        label: spokenTime(status.left),
      };
    case 'expired':
      return {
        text: t('{0} Isogeo: expired', icon(status.warn)),
        colour: status.warn ? 'warning' : 'default',
        label: t('Isogeo: the token has expired'),
      };
    case 'failing': {
      const reason = reasonInShort(status.failure);
      return {
        text: `$(error) Isogeo: ${reason}`,
        colour: status.mustAct ? 'error' : 'default',
        label: t('Isogeo: no token, {0}', reason),
      };
    }
  }
}

function icon(warn: boolean): string {
  return warn ? '$(warning)' : '$(key)';
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
