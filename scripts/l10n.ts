import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/**
 * Keeps the language files and the code together: every text that the code asks for stands in
 * `l10n/bundle.l10n.json`, every `%key%` of the manifest in `package.nls.json`, and nothing else
 * does. `--write` mends the bundle; without it a difference is an error.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const bundlePath = join(root, 'l10n', 'bundle.l10n.json');

function textsOfCode(): ReadonlySet<string> {
  const texts = new Set<string>();
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
  return new Set(Object.keys(JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>));
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

const texts = textsOfCode();
if (process.argv.includes('--write')) {
  const entries = [...texts].sort().map((text) => [text, text]);
  writeFileSync(bundlePath, `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
}
const problems = [
  ...differences('l10n/bundle.l10n.json', texts, keysOf(bundlePath)),
  ...differences('package.nls.json', keysOfManifest(), keysOf(join(root, 'package.nls.json'))),
];
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
