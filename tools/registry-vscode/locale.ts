import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Folders } from './folders.ts';

const VERSION = '1.0.0';

/**
 * Makes VS Code show extensions' texts in that language. VS Code accepts a language only from an installed
 * language pack; this pack is empty, so VS Code's own texts stay English. Call it before anything else is
 * installed in these folders.
 */
export function addLanguagePack({ userData, extensions }: Folders, locale: string): void {
  const id = `registry-vscode.language-pack-${locale}`;
  const folder = join(extensions, `${id}-${VERSION}`);
  const translations = join(folder, 'main.i18n.json');
  mkdirSync(folder, { recursive: true });
  writeFileSync(translations, JSON.stringify({ version: VERSION, contents: {} }));
  const manifest = {
    publisher: 'registry-vscode',
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
