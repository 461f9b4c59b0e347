import type { Failure, FailureReason } from '../../core/failure.ts';
import { t } from '../host/l10n.ts';

/** Two words for the status bar. */
export function reasonInShort(failure: Failure): string {
  const words: Readonly<Record<FailureReason, string>> = {
    cancelled: t('cancelled'),
    'interaction-required': t('sign in'),
    'credentials-unreadable': t('file unreadable'),
    'credentials-invalid': t('credentials invalid'),
    'endpoint-refused': t('address refused'),
    rejected: t('credentials rejected'),
    'consent-denied': t('access denied'),
    unreachable: t('server unreachable'),
    'timed-out': t('timed out'),
    tls: t('certificate error'),
    proxy: t('proxy error'),
    throttled: t('try later'),
    'server-error': t('server error'),
    'unexpected-response': t('unexpected answer'),
    'wrong-platform': t('wrong platform'),
    storage: t('storage error'),
  };
  return failure.reason === 'storage' && failure.problem === 'lost'
    ? t('secret missing')
    : words[failure.reason];
}
