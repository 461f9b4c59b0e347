import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describedTexts } from '../src/core/requests/api/texts.ts';

/**
 * Compares the language files with the code: `l10n/bundle.l10n.json` contains exactly the texts of the code,
 * `package.nls.json` exactly the `%key%`s of the manifest, and each translation has the same texts. `--write`
 * updates the English bundle and removes unused texts from the others; any other difference is an error.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const bundlePath = join(root, 'l10n', 'bundle.l10n.json');

function textsOfCode(): ReadonlySet<string> {
  const texts = new Set<string>(describedTexts);
  for (const file of globSync('src/**/*.ts', { cwd: root })) {
    const source = ts.createSourceFile(
      file,
      readFileSync(join(root, file), 'utf8'),
      ts.ScriptTarget.Latest,
    );
    const visit = (node: ts.Node): void => {
      const key = ts.isCallExpression(node) && isTranslation(node) ? node.arguments[0] : undefined;
      if (key && ts.isStringLiteralLike(key)) texts.add(key.text);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return texts;
}

function isTranslation(call: ts.CallExpression): boolean {
  return ts.isIdentifier(call.expression) && call.expression.text === 't';
}

function keysOf(path: string): ReadonlySet<string> {
  return new Set(Object.keys(entriesOf(path)));
}

function keysOfManifest(): ReadonlySet<string> {
  const manifest = readFileSync(join(root, 'package.json'), 'utf8');
  return new Set([...manifest.matchAll(/"%([^%"]+)%"/g)].map((match) => match[1] ?? ''));
}

function differences(file: string, wanted: ReadonlySet<string>, present: ReadonlySet<string>) {
  return [
    ...[...wanted.difference(present)].map((key) => `${file}: missing: ${key}`),
    ...[...present.difference(wanted)].map((key) => `${file}: unused: ${key}`),
  ];
}

function entriesOf(path: string): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>;
}

function write(path: string, entries: Readonly<Record<string, string>>): void {
  writeFileSync(path, `${JSON.stringify(entries, null, 2)}\n`);
}

/** Checks that a translation has the same texts as English, each with the same `{0}`, links and code. */
function translationProblems(file: string, english: Readonly<Record<string, string>>): string[] {
  const translated = entriesOf(join(root, file));
  const keys = new Set(Object.keys(english));
  return [
    ...differences(file, keys, new Set(Object.keys(translated))),
    ...Object.entries(translated)
      .filter(([key, text]) => partsOf(text) !== partsOf(english[key] ?? ''))
      .map(([key]) => `${file}: other placeholders than in English: ${key}`),
  ];
}

/** The parts that a translation must keep: placeholders, icons, commands and setting names. */
function partsOf(text: string): string {
  const parts = text.match(/\{\d+\}|\$\([\w~-]+\)|\(command:[^)]*\)|`[^`]*`/g) ?? [];
  return parts.sort().join(' ');
}

const texts = textsOfCode();
const translations = globSync('l10n/bundle.l10n.*.json', { cwd: root });
if (process.argv.includes('--write')) {
  const keys = [...texts].sort();
  write(bundlePath, Object.fromEntries(keys.map((text) => [text, text])));
  for (const file of translations) {
    const known = entriesOf(join(root, file));
    const kept = keys.flatMap((key) => (known[key] === undefined ? [] : [[key, known[key]]]));
    write(join(root, file), Object.fromEntries(kept) as Record<string, string>);
  }
}
const manifestPath = join(root, 'package.nls.json');
const problems = [
  ...differences('l10n/bundle.l10n.json', texts, keysOf(bundlePath)),
  ...differences('package.nls.json', keysOfManifest(), keysOf(manifestPath)),
  ...translations.flatMap((file) => translationProblems(file, entriesOf(bundlePath))),
  ...globSync('package.nls.*.json', { cwd: root }).flatMap((file) =>
    translationProblems(file, entriesOf(manifestPath)),
  ),
];
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
