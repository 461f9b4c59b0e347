import type { ApplicationSummary } from '../../core/applications/application.ts';
import type { ApplicationKind } from '../../core/credentials/credentials.ts';
import type { Platform } from '../../core/platform/endpoints.ts';
import { t } from '../host/l10n.ts';

/** The application's kind and platform, shown beside its name. */
export function applicationInWords({
  kind,
  platform,
}: Pick<ApplicationSummary, 'kind' | 'platform'>): string {
  return `${kindInWords(kind)} · ${platformInWords(platform)}`;
}

export function kindInWords(kind: ApplicationKind): string {
  switch (kind) {
    case 'group':
      return t('group application');
    case 'user':
      return t('user application');
    case 'public':
      return t('public user application');
  }
}

export function platformInWords(platform: Platform): string {
  switch (platform) {
    case 'prod':
      return t('Production');
    case 'qa':
      return t('QA');
    case 'custom':
      return t('On premises');
  }
}

/** The words with capital letters, for the label of an item. */
export function inTitleCase(words: string): string {
  return words.slice(0, 1).toLocaleUpperCase() + words.slice(1);
}

export function sharesInWords(count: number): string {
  if (count === 0) return t('Nothing is shared with this application yet.');
  return count === 1 ? t('It can read one share.') : t('It can read {0} shares.', count);
}
