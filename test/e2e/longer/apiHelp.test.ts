import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openDesk } from '../../desk/desk.ts';
import { textsIn } from '../../desk/texts.ts';

/** A line to type, its suggestions, and the name of its screenshot. */
interface Case {
  readonly name: string;
  readonly start: string;
  readonly typed: string;
  readonly shown: readonly string[];
}

const include = (name: string, path: string, shown: readonly string[], begun = ''): Case => ({
  name: `include-${name}`,
  start: `GET {{api}}${path}`,
  typed: `?_include=${begun}`,
  shown,
});

const casesIn = (texts: Readonly<Record<'flood' | 'kind' | 'lang', string>>): readonly Case[] => [
  {
    name: 'q-filters',
    start: 'GET {{api}}/resources/search',
    typed: '?q=',
    shown: ['type:', texts.kind],
  },
  {
    name: 'q-values',
    start: 'GET {{api}}/resources/search',
    typed: '?q=eau type:',
    shown: ['vector-dataset', 'no-geo-dataset'],
  },
  {
    name: 'q-keywords',
    start: 'GET {{api}}/resources/search',
    typed: '?q=keyword:isogeo:i',
    shown: ['inondation', texts.flood],
  },
  include('resource', '/resources/a1', ['conditions', 'context'], 'con'),
  include('thesaurus', '/thesauri/a1', ['_abilities', 'count']),
  include('keywords', '/resources/a1/keywords', ['thesaurus']),
  { name: 'slash', start: 'GET {{api}}/shares/', typed: '?', shown: ['_lang', texts.lang] },
  {
    name: 'qa',
    start: 'GET https://v1.api.qa.isogeo.com',
    typed: '/',
    shown: ['/resources/search', '/resources/{id}'],
  },
  { name: 'on-premises', start: 'GET {{api}}', typed: '/', shown: ['/resources/search'] },
];

const locales = {
  en: { flood: 'flood', kind: 'Kind of resource', lang: 'Language of the labels' },
  fr: { flood: 'inondation', kind: 'Type de ressource', lang: 'Langue des libellés' },
} as const;

describe('Suggestions by keyboard', () => {
  for (const locale of ['en', 'fr'] as const) {
    it(`while the user types a request’s address, the editor suggests routes, parameters, filters and values, with VS Code in ${locale}`, async () => {
      const desk = await openDesk(locale === 'en' ? {} : { locale });
      const { workbench } = desk;
      const { keyboard } = workbench.page;
      const cases = casesIn(locales[locale]);
      // Before the first list of files, which VS Code caches for a while.
      for (const { name, start } of cases) {
        const text = `@api = ${desk.sandbox.origin}\n\n### ${name}\n${start}`;
        writeFileSync(join(desk.workspace, `${name}.http`), text);
      }
      try {
        const { t, manifest } = textsIn(locale);
        await workbench.runCommand(`Isogeo: ${manifest('command.authenticate')}`);
        await workbench.quickInput.shows(t('Choose the credentials to sign in with'));
        await workbench.quickInput.pick('client_secrets.json');
        await desk.itemShows(/\d min/);
        await workbench.clearNotifications();
        for (const { name, typed, shown } of cases) {
          const file = `${name}.http`;
          await keyboard.press('Control+P');
          await workbench.quickInput.type(file);
          await workbench.quickInput.pick(file);
          await workbench.page.locator('.view-line', { hasText: `### ${name}` }).click();
          await keyboard.press('Control+End');
          await keyboard.type(typed);
          for (const text of shown) {
            await workbench.page
              .locator('.suggest-widget .monaco-list-row', { hasText: text })
              .first()
              .waitFor({ timeout: 20_000 });
          }
          await workbench.screenshot(`api-${locale}-${name}`);
          await keyboard.press('Escape');
          await keyboard.press('Control+S');
        }
      } finally {
        await desk.dispose();
      }
    });
  }
});
