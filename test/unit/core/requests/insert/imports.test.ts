import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { before, describe, it } from 'node:test';
import type * as TreeSitterModule from '@vscode/tree-sitter-wasm';
import { findPython } from '../../../../../scripts/lib/interpreters.ts';
import { importsFor } from '../../../../../src/core/requests/insert/imports.ts';
import { insertHeader } from '../../../../../src/core/requests/insert/insertHeader.ts';
import { variableInPlace } from '../../../../../src/core/requests/languages/inPlace.ts';
import { variableFor } from '../../../../../src/core/requests/languages/languages.ts';
import { runOrThrow } from '../../../../../tools/registry-vscode/system/process.ts';
import { needs } from '../../../../needs.ts';

const require = createRequire(import.meta.url);
const TreeSitter = require('@vscode/tree-sitter-wasm') as typeof TreeSitterModule;

/** The program with the token `TOKEN` replaced as the quick fix does. */
function fixed(languageId: string, text: string): string {
  const at = text.indexOf('TOKEN');
  const lineStart = text.lastIndexOf('\n', at) + 1;
  const [line = ''] = text.slice(lineStart).split(/\r?\n/, 1);
  const place = [line, at - lineStart, at - lineStart + 'TOKEN'.length] as const;
  const found = variableFor(languageId, ...place) ?? variableInPlace(languageId, '', ...place);
  assert.ok(found, text);
  const [start, end] = [lineStart + found.start, lineStart + found.end];
  return [{ start, end, text: found.text }, ...importsFor(found.text, text, start)].reduce(
    (all, edit) => all.slice(0, edit.start) + edit.text + all.slice(edit.end),
    text,
  );
}

describe('the import that the quick fix for a token adds', () => {
  const variable = 'os.environ["ISOGEO_ACCESS_TOKEN"]';
  for (const [name, before, after] of [
    ['an empty head', 't = "TOKEN"', `import os\nt = ${variable}`],
    ['a docstring', '"""A."""\r\nt = "TOKEN"', `"""A."""\r\nimport os\r\nt = ${variable}`],
    ['the import', 'import os\nt = "TOKEN"', `import os\nt = ${variable}`],
    [
      'the import below the token',
      't = "TOKEN"\nimport os',
      `import os\nt = ${variable}\nimport os`,
    ],
    [
      'an f-string',
      'import sys\nt = "Bearer TOKEN"',
      `import os\nimport sys\nt = f"Bearer {os.environ['ISOGEO_ACCESS_TOKEN']}"`,
    ],
  ] as const) {
    it(
      `Python runs a program with a replaced token, and the import of os is there once above the variable: ${name}`,
      {
        skip: needs('python'),
      },
      async () => {
        const text = fixed('python', before);
        assert.equal(text, after);
        const env = { ...process.env, ISOGEO_ACCESS_TOKEN: 'token' };
        const python = findPython() ?? 'python3';
        assert.match(await runOrThrow(python, ['-c', `${text}\nprint(t)`], { env }), /token/);
      },
    );
  }

  const getenv = 't = "" + os.Getenv("ISOGEO_ACCESS_TOKEN") + ""';
  for (const [name, head, expected] of [
    ['no import', 'package main\n\n', 'package main\nimport "os"\n\n'],
    [
      'a comment above the package',
      '// A is one.\r\npackage a // b\r\n',
      '// A is one.\r\npackage a // b\r\nimport "os"\r\n',
    ],
    ['the import', 'package main\nimport "os"\n', 'package main\nimport "os"\n'],
    [
      'the import in a list',
      'package main\nimport (\n\t"fmt"\n\t"os"\n)\n',
      'package main\nimport (\n\t"fmt"\n\t"os"\n)\n',
    ],
    [
      'an import of a similar name',
      'package main\nimport "os/exec"\n',
      'package main\nimport "os"\nimport "os/exec"\n',
    ],
    [
      'the word package in a comment',
      '// a package b\npackage main\n',
      '// a package b\npackage main\nimport "os"\n',
    ],
    [
      'the name of the import in a text',
      'package main\nvar a = "os"\n',
      'package main\nimport "os"\nvar a = "os"\n',
    ],
    [
      'the import with a deep indentation',
      'package main\nimport (\n\t\t"os"\n)\n',
      'package main\nimport (\n\t\t"os"\n)\n',
    ],
    ['no package', '', ''],
  ] as const) {
    it(`a Go program gets the import of os unless it is there: ${name}`, () => {
      assert.equal(fixed('go', `${head}var t = "TOKEN"\n`), `${expected}var ${getenv}\n`);
    });
  }

  it('a Go program that ends with its package gets the import of os on a new line', () => {
    assert.deepEqual(importsFor('os.Getenv("A")', 'package a', 9), [
      { start: 9, end: 9, text: '\nimport "os"\n' },
    ]);
  });

  it('Insert Bearer Header adds the import of os to a Go program', () => {
    const text = 'package main\n\nfunc main() {\n\t\n}\n';
    const [added] = insertHeader({ languageId: 'go', fileName: '', text, start: 29, end: 29 });
    assert.deepEqual(added, { start: 13, end: 13, text: 'import "os"\n' });
  });

  it('code that needs no import gets none', () => {
    assert.deepEqual(importsFor('process.env.A', 'package a\n', 10), []);
  });
});

describe('the quick fix for a token, by the grammar of the language', () => {
  before(() => TreeSitter.Parser.init());

  for (const [languageId, wasm, program] of [
    [
      'go',
      '@vscode/tree-sitter-wasm/wasm/tree-sitter-go.wasm',
      'package main\n\nvar t = f("a TOKEN")\n',
    ],
    ['ruby', '@vscode/tree-sitter-wasm/wasm/tree-sitter-ruby.wasm', `h = { 'a' => 'a TOKEN' }\n`],
    ['r', '@eagleoutice/tree-sitter-r/tree-sitter-r.wasm', `h <- c(a = "a TOKEN")\n`],
  ] as const) {
    it(`gives a valid program in ${languageId}`, async () => {
      const parser = new TreeSitter.Parser();
      parser.setLanguage(await TreeSitter.Language.load(require.resolve(wasm)));
      const hasError = (text: string): boolean | undefined => parser.parse(text)?.rootNode.hasError;
      const text = fixed(languageId, program);
      assert.equal(hasError(text), false, text);
      assert.equal(hasError(text.replace('ISOGEO_ACCESS_TOKEN', '"(')), true);
      parser.delete();
    });
  }
});
