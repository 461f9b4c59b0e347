import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The picture in ARCHITECTURE.md, as edges; a layer may always import from itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  extension: ['lazy', 'vscode', 'node', 'session', 'core'],
  lazy: ['requests', 'vscode', 'node', 'session', 'core'],
  requests: ['vscode', 'session', 'core'],
  vscode: ['session', 'core'],
  node: ['session', 'core'],
  session: ['core'],
  core: [],
};

function layerOf(file: string): string {
  const [first = '', second = ''] = file.replace(/^src[\\/]/, '').split(/[\\/]/);
  return second === '' ? first.replace(/\.ts$/, '') : first;
}

async function faultsOf(filePath: string, code: string): Promise<readonly string[]> {
  const eslint = new ESLint({
    cwd: root,
    // The file does not exist, so rules that ask for types have none to ask.
    overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
    ruleFilter: ({ ruleId }) => ruleId.startsWith('no-restricted-'),
  });
  const [result] = await eslint.lintText(code, { filePath: join(root, filePath) });
  return result?.messages.map(({ ruleId, message }) => ruleId ?? message) ?? [];
}

describe('the import direction', () => {
  it('holds for every file, as the picture has it', () => {
    const wrong: string[] = [];
    for (const file of globSync('src/**/*.ts', { cwd: root })) {
      const text = readFileSync(join(root, file), 'utf8');
      for (const [, path = ''] of text.matchAll(/(?:from|import\()\s*'(\.[^']+\.ts)'/g)) {
        const [from, to] = [layerOf(file), layerOf(normalize(join(dirname(file), path)))];
        if (from !== to && !allowed[from]?.includes(to)) wrong.push(`${file} imports ${path}`);
      }
    }
    assert.deepEqual(wrong, []);
  });

  it('is the one that ARCHITECTURE.md tells', () => {
    const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
    assert.ok(text.includes('extension → {vscode, node} → session → core'));
    const folders = new Set(globSync('src/*/', { cwd: root }).map((path) => layerOf(`${path}/x`)));
    for (const folder of folders) assert.ok(text.includes(`src/${folder}/`), folder);
  });

  for (const [file, code] of [
    ['src/core/x.ts', "import * as vscode from 'vscode';"],
    ['src/core/x.ts', "import { readFileSync } from 'node:fs';"],
    ['src/core/credentials/x.ts', "import type { Http } from '../../session/ports.ts';"],
    ['src/core/x.ts', 'export const now = Date.now();'],
    ['src/core/x.ts', 'export const now = new Date();'],
    ['src/core/x.ts', "import { createFeatures } from '../lazy.ts';"],
    ['src/core/credentials/x.ts', "export { createFeatures } from '../../lazy.ts';"],
    ['src/core/x.ts', "export const features = import('./y.ts');"],
    ['src/core/x.ts', "export const bytes = Buffer.from('x');"],
    ['src/core/x.ts', 'export const signal = AbortSignal.timeout(1);'],
    ['src/session/x.ts', "import * as vscode from 'vscode';"],
    ['src/session/x.ts', "import { createFeatures } from '../lazy.ts';"],
    ['src/session/x.ts', "export const features = import('../lazy.ts');"],
    ['src/session/x.ts', "export const bytes = Buffer.from('x');"],
    ['src/session/x.ts', 'export const signal = AbortSignal.timeout(1);'],
    ['src/session/x.ts', 'export const now = new Date();'],
    ['src/session/x.ts', "import { t } from '../vscode/l10n.ts';"],
    ['src/session/x.ts', 'setTimeout(() => undefined, 1);'],
    ['src/node/x.ts', "import * as vscode from 'vscode';"],
    ['src/node/x.ts', "import { t } from '../vscode/l10n.ts';"],
    ['src/node/x.ts', "import { createFeatures } from '../lazy.ts';"],
    ['src/node/x.ts', "export const text = import('../vscode/l10n.ts');"],
    ['src/vscode/x.ts', "import { createHttp } from '../node/http.ts';"],
    ['src/vscode/x.ts', "import { activate } from '../extension.ts';"],
    ['src/vscode/x.ts', "import { createFeatures } from '../lazy.ts';"],
    ['src/vscode/x.ts', "export const http = import('../node/http.ts');"],
  ] as const) {
    it(`the linter refuses \`${code}\` in ${file}`, async () => {
      assert.equal((await faultsOf(file, code)).length, 1);
    });
  }

  it('the linter lets extension.ts load a part later', async () => {
    assert.deepEqual(
      await faultsOf('src/extension.ts', "export const features = import('./lazy.ts');"),
      [],
    );
  });
});
