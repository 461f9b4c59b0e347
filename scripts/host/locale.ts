import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Folders } from './folders.ts';

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
