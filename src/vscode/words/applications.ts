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

const kinds: Readonly<Record<ApplicationKind, string>> = {
  group: t('group application'),
  user: t('user application'),
  public: t('public user application'),
};

export function kindInWords(kind: ApplicationKind): string {
  return kinds[kind];
}

const platforms: Readonly<Record<Platform, string>> = {
  prod: t('Production'),
  qa: t('QA'),
  custom: t('On premises'),
};

export function platformInWords(platform: Platform): string {
  return platforms[platform];
}

/** The words with capital letters, for the label of an item. */
export function inTitleCase(words: string): string {
  return words.slice(0, 1).toLocaleUpperCase() + words.slice(1);
}

export function sharesInWords(count: number): string {
  if (count === 0) return t('Nothing is shared with this application yet.');
  return count === 1 ? t('It can read one share.') : t('It can read {0} shares.', count);
}
