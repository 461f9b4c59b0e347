import type { PlatformAddresses } from '../../core/platform/endpoints.ts';
import { goesToPlatform } from '../../core/requests/file/resolve.ts';
import { isSearch, pagingLanguages } from '../../core/requests/languages/allResults.ts';
import { writeHttp } from '../../core/requests/languages/http.ts';
import { languages, type Language } from '../../core/requests/languages/languages.ts';
import { namesToken, type ApiRequest } from '../../core/requests/request.ts';
import { t } from '../host/l10n.ts';
import { pickStep, type Rows } from '../host/pick.ts';
import type { InputStep } from '../host/steps.ts';
import { answered, copyTitle, type CopyAnswer, type Writing } from './requestSource.ts';

/** The last step: the choice of the programming language. */
export function writingStep(
  request: ApiRequest,
  platform: PlatformAddresses,
): InputStep<CopyAnswer> {
  return {
    left: 1,
    ask: async (number) => {
      const writing = await pickStep({
        ...number,
        title: copyTitle(),
        placeholder: firstLineOf(writeHttp(request)),
        rows: writingsFor(request, platform),
      });
      return answered(writing, (writing) => ({ writing }));
    },
  };
}

/** The token must only be sent to its own platform. */
export function isFor({ url }: ApiRequest, { api }: PlatformAddresses): boolean {
  return goesToPlatform(url, new URL(api).origin);
}

function writingsFor(request: ApiRequest, platform: PlatformAddresses): Rows<Writing> {
  const rows = languages.map((language) => ({
    ...languageNames[language],
    value: { language, inClear: false },
  }));
  if (!namesToken(request) || !isFor(request, platform)) return [...rows, ...allFor(request)];
  return [
    { heading: t('Use the variable {0}', 'ISOGEO_ACCESS_TOKEN') },
    ...rows,
    ...allFor(request),
    { heading: t('Insert the token itself (plain text)') },
    // A filtered list shows no headings, so each line repeats the heading.
    ...rows.map(({ label, description, value: { language } }) => ({
      label,
      description: `${description} · ${t('token in plain text')}`,
      value: { language, inClear: true },
    })),
  ];
}

function allFor(request: ApiRequest): Rows<Writing> {
  if (!isSearch(request)) return [];
  const isForAll = true as const;
  return [
    { heading: t('All results, page by page') },
    ...pagingLanguages.map((language) => ({
      label: languageNames[language].label,
      description: `${languageNames[language].description} · ${t('all results')}`,
      value: { language, inClear: false, isForAll },
    })),
  ];
}

export const languageNames: Readonly<Record<Language, { label: string; description: string }>> = {
  curl: { label: 'cURL', description: 'bash' },
  powershell: { label: 'PowerShell', description: 'Invoke-RestMethod' },
  python: { label: 'Python', description: 'requests' },
  javascript: { label: 'JavaScript', description: 'fetch' },
  http: { label: 'HTTP', description: 'REST Client, httpYac' },
};

function firstLineOf(text: string): string {
  const line = text.split('\n', 1)[0]?.replace(' HTTP/1.1', '') ?? '';
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}
