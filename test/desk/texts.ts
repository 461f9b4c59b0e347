import { existsSync, readFileSync } from 'node:fs';
import { inProject } from '../../scripts/lib/project.ts';

type Entries = Readonly<Record<string, string>>;

/**
 * The extension's texts in one language, keyed by English text and by manifest key. A non-breaking space is a
 * space, as in the texts read from the screen.
 */
export interface Texts {
  /** A text of the code, with `{0}`… replaced. */
  readonly t: (english: string, ...values: readonly string[]) => string;
  /** A text of the manifest, by its key. */
  readonly manifest: (key: string) => string;
}

/** Marks a text from a language file, so that an unmarked text stands out. */
export function pseudo(text: string): string {
  return `⟦${text}⟧`;
}

export const englishTexts: Entries = entriesOf('l10n/bundle.l10n.json');
export const englishManifest: Entries = entriesOf('package.nls.json');

export function textsIn(language: 'en' | 'fr' | 'pseudo'): Texts {
  const known = language === 'pseudo' ? undefined : language;
  const code = known === undefined ? undefined : entriesOf(`l10n/bundle.l10n.${known}.json`);
  const manifest = known === undefined ? undefined : entriesOf(`package.nls.${known}.json`);
  const translate = (entries: Entries | undefined, key: string, english: string | undefined) => {
    if (english === undefined) throw new Error(`There is no text "${key}".`);
    if (language === 'pseudo') return pseudo(english);
    return (entries?.[key] ?? english).replaceAll('\u00a0', ' ');
  };
  return {
    t: (english, ...values) =>
      values.reduce<string>(
        (text, value, index) => text.replaceAll(`{${String(index)}}`, value),
        translate(code, english, englishTexts[english]),
      ),
    manifest: (key) => translate(manifest, key, englishManifest[key]),
  };
}

function entriesOf(file: string): Entries {
  const path = inProject(file);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Entries) : {};
}
