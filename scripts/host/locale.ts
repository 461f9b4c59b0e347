import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readManifest } from '../lib/project.ts';
import type { Folders } from './folders.ts';
import { englishManifest, englishTexts, pseudo } from './texts.ts';

const VERSION = '1.0.0';

/**
 * Makes VS Code speak `locale` where an extension has texts in it. VS Code takes a language only
 * from an installed language pack; this one translates nothing itself. To be called on prepared
 * folders, before anything else is installed in them.
 */
export function addLanguagePack({ userData, extensions }: Folders, locale: string): void {
  const id = `isogeo-test.language-pack-${locale}`;
  const folder = join(extensions, `${id}-${VERSION}`);
  const translations = join(folder, 'main.i18n.json');
  mkdirSync(folder, { recursive: true });
  writeFileSync(translations, JSON.stringify({ version: VERSION, contents: {} }));
  const manifest = {
    publisher: 'isogeo-test',
    name: `language-pack-${locale}`,
    version: VERSION,
    engines: { vscode: '*' },
    contributes: {
      localizations: [
        {
          languageId: locale,
          languageName: locale,
          localizedLanguageName: locale,
          translations: [{ id: 'vscode', path: './main.i18n.json' }],
        },
      ],
    },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  const packs = {
    [locale]: {
      hash: `${id}-${VERSION}`,
      extensions: [{ extensionIdentifier: { id }, version: VERSION }],
      translations: { vscode: translations },
      label: locale,
    },
  };
  writeFileSync(join(userData, 'languagepacks.json'), JSON.stringify(packs, null, 2));
}

/** A language in which every text of the extension is the English one between brackets. */
export const PSEUDO_LOCALE = 'qps-ploc';

/** Writes its files into the installed extension: they are no part of the package. */
export function addPseudoTranslation({ extensions }: Folders): void {
  const { publisher, name, version } = readManifest();
  const folder = join(extensions, `${publisher}.${name}-${version}`);
  const translated = (entries: Readonly<Record<string, string>>): string =>
    JSON.stringify(
      Object.fromEntries(Object.entries(entries).map(([key, text]) => [key, pseudo(text)])),
    );
  writeFileSync(join(folder, `package.nls.${PSEUDO_LOCALE}.json`), translated(englishManifest));
  writeFileSync(
    join(folder, 'l10n', `bundle.l10n.${PSEUDO_LOCALE}.json`),
    translated(englishTexts),
  );
}
