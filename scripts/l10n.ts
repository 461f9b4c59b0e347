import { globSync, readFileSync, writeFileSync } from 'node:fs';
import ts from 'typescript';
import { describedTexts } from '../src/core/requests/api/texts.ts';
import { projectRoot } from './bootstrap.mjs';
import { hasFlag, inProject } from './lib/project.ts';

/**
 * Compares the language files with the code: `l10n/bundle.l10n.json` contains exactly the texts of the code,
 * `package.nls.json` exactly the `%key%`s of the manifest, and each translation has the same texts. `--write`
 * updates the English bundle and removes unused texts from the others; any other difference is an error.
 */
const bundle = 'l10n/bundle.l10n.json';
const manifestTexts = 'package.nls.json';

type Entries = Readonly<Record<string, string>>;

function read(file: string): string {
  return readFileSync(inProject(file), 'utf8');
}

function entriesOf(file: string): Entries {
  return JSON.parse(read(file)) as Entries;
}

function filesOf(pattern: string): string[] {
  return globSync(pattern, { cwd: projectRoot });
}

/** The texts of the code are the first arguments of `t(…)`, and the values of tables with the type `TextKey`. */
function textsOfCode(): ReadonlySet<string> {
  const texts = new Set<string>(describedTexts);
  const add = (key: ts.Expression | undefined) => {
    if (key && ts.isStringLiteralLike(key)) texts.add(key.text);
  };
  for (const file of filesOf('src/**/*.ts')) {
    const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest);
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && node.expression.getText(source) === 't') {
        add(node.arguments[0]);
      } else if (ts.isVariableDeclaration(node) && node.initializer) {
        const isTable = node.type?.getText(source).endsWith('TextKey>>') === true;
        const { initializer } = node;
        if (isTable && ts.isObjectLiteralExpression(initializer)) {
          for (const each of initializer.properties) {
            if (ts.isPropertyAssignment(each)) add(each.initializer);
          }
        }
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return texts;
}

function keysOfManifest(): ReadonlySet<string> {
  return new Set([...read('package.json').matchAll(/"%([^%"]+)%"/g)].map(([, key = '']) => key));
}

function differences(file: string, wanted: ReadonlySet<string>): string[] {
  const present = new Set(Object.keys(entriesOf(file)));
  return [
    ...[...wanted.difference(present)].map((key) => `${file}: missing: ${key}`),
    ...[...present.difference(wanted)].map((key) => `${file}: unused: ${key}`),
  ];
}

function write(file: string, entries: Entries): void {
  writeFileSync(inProject(file), `${JSON.stringify(entries, null, 2)}\n`);
}

/** Checks that a translation has the same texts as English, each with the same `{0}`, links and code. */
function translationProblems(file: string, english: Entries): string[] {
  return [
    ...differences(file, new Set(Object.keys(english))),
    ...Object.entries(entriesOf(file))
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
const translations = filesOf('l10n/bundle.l10n.*.json');
if (hasFlag('write')) {
  const keys = [...texts].sort();
  write(bundle, Object.fromEntries(keys.map((text) => [text, text])));
  for (const file of translations) {
    const known = entriesOf(file);
    const kept = keys.flatMap((key) => (known[key] === undefined ? [] : [[key, known[key]]]));
    write(file, Object.fromEntries(kept) as Entries);
  }
}
const problems = [
  ...differences(bundle, texts),
  ...differences(manifestTexts, keysOfManifest()),
  ...translations.flatMap((file) => translationProblems(file, entriesOf(bundle))),
  ...filesOf('package.nls.*.json').flatMap((file) =>
    translationProblems(file, entriesOf(manifestTexts)),
  ),
];
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
