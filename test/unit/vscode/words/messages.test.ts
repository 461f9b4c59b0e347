import { readFileSync } from 'node:fs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { URL } from 'node:url';
import { sentencesIn } from './sentences.ts';

const read = (file: string) =>
  JSON.parse(readFileSync(new URL(`../../../../${file}`, import.meta.url), 'utf8')) as Readonly<
    Record<string, string>
  >;

/** Each paragraph of each message; links and code are left out. */
const paragraphsOf = (file: string): readonly string[] =>
  Object.values(read(file))
    .flatMap((text) => text.split('\n'))
    .map((text) => text.replace(/\[.*\]\(command:.*\)|`[^`]*`|https?:\S+/g, ''));

/** The descriptions anywhere inside a value, except those that refer to a language file. */
function descriptionsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    /^(modelD|d)escription$/.test(key) && typeof inner === 'string' && !inner.startsWith('%')
      ? [inner]
      : descriptionsIn(inner),
  );
}

/** Three questions of trust, and a setting that names its risk. */
const longer =
  /sent to \{0\}\. Continue only|envoyé à \{0\}\. Continuez|REST Client (and|et)|comme REST Client/;

describe('messages', () => {
  for (const file of [
    'l10n/bundle.l10n.json',
    'l10n/bundle.l10n.fr.json',
    'package.nls.json',
    'package.nls.fr.json',
  ]) {
    it(`each paragraph of a message of ${file} has at most two sentences, except for a few named messages`, () => {
      const tooLong = paragraphsOf(file).filter(
        (text) => sentencesIn(text) > 2 && !longer.test(text),
      );
      assert.deepEqual(tooLong, []);
    });

    it(`no message of ${file} has a straight apostrophe between two letters`, () => {
      assert.deepEqual(
        paragraphsOf(file).filter((text) => /\p{L}'\p{L}/u.test(text)),
        [],
      );
    });
  }

  for (const file of ['l10n/bundle.l10n.fr.json', 'package.nls.fr.json']) {
    it(`each message of ${file} joins French punctuation to its word by a non-breaking space`, () => {
      const loose = / [:;?!»%](?=[\s.,]|$)|« |[\p{L}\d}][;?!»]/u;
      assert.deepEqual(
        paragraphsOf(file).filter((text) => loose.test(text)),
        [],
      );
    });
  }

  it('no description in the schema of credentials files or of an agent’s tool begins with a question word, or contains a straight apostrophe, a long form or “id” in small letters', () => {
    const texts = [
      ...descriptionsIn(read('schemas/client-secrets.schema.json')),
      ...descriptionsIn(read('package.json')['contributes']),
    ];
    assert.ok(texts.length > 50);
    const wrong =
      /^(What|Where|Who|How)\b|\b(stands|cannot|does not|do not|is not|are not|id|ids)\b|\p{L}'\p{L}/u;
    assert.deepEqual(
      texts.filter((text) => wrong.test(text.replaceAll('<id>', ''))),
      [],
    );
  });

  it('each description in the schema of credentials files has at most two sentences', () => {
    const texts = descriptionsIn(read('schemas/client-secrets.schema.json'));
    assert.deepEqual(
      texts.filter((text) => sentencesIn(text) > 2),
      [],
    );
  });

  it('no English message contains “cannot”, “is not” or a similar long form, “id” in small letters or an exclamation mark', () => {
    const wrong = ['l10n/bundle.l10n.json', 'package.nls.json']
      .flatMap(paragraphsOf)
      .filter((text) => /\b(cannot|does not|do not|is not|are not|id|ids)\b|!/.test(text));
    assert.deepEqual(wrong, []);
  });
});
