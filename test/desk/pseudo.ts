import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readManifest } from '../../scripts/lib/project.ts';
import { englishManifest, englishTexts, pseudo } from './texts.ts';

/** A test language: each text of the extension is the English one in brackets. */
export const PSEUDO_LOCALE = 'qps-ploc';

/** Adds that language to the installed extension; the package doesn't contain it. */
export function addPseudoTranslation(extensions: string): void {
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
