import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import rooms from '../../src/rooms.json' with { type: 'json' };

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The picture in ARCHITECTURE.md as edges; each layer may import itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  extension: ['features', 'vscode', 'node', 'session', 'core'],
  features: ['network', 'requests', 'vscode', 'node', 'session', 'core'],
  network: ['vscode', 'node', 'session', 'core'],
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
    // The file doesn't exist, so rules that need types are off.
    overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
    ruleFilter: ({ ruleId }) => ruleId.startsWith('no-restricted-'),
  });
  const [result] = await eslint.lintText(code, { filePath: join(root, filePath) });
  return result?.messages.map(({ ruleId, message }) => ruleId ?? message) ?? [];
}

describe('the import direction', () => {
  it('each file of src imports only from its own layer and the layers that the test’s copy of the picture in ARCHITECTURE.md allows', () => {
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

  it('ARCHITECTURE.md states the order of the layers, and names every layer’s folder in src', () => {
    const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
    assert.ok(text.includes('extension → {vscode, node} → session → core'));
    const folders = new Set(globSync('src/*/', { cwd: root }).map((path) => layerOf(`${path}/x`)));
    for (const folder of folders) assert.ok(text.includes(`src/${folder}/`), folder);
  });

  it('the import rules in src/rooms.json list exactly the folders inside each layer of src', () => {
    for (const [layer, byRoom] of Object.entries(rooms)) {
      const folders = globSync(`src/${layer}/*/`, { cwd: root }).map((path) => basename(path));
      assert.deepEqual(folders.sort(), Object.keys(byRoom).sort(), layer);
    }
  });

  it('the import rules in src/rooms.json allow no import circle between the folders of a layer', () => {
    for (const [layer, byRoom] of Object.entries(rooms)) {
      const reached = (room: string, from: readonly string[]): readonly string[] =>
        (byRoom as Readonly<Record<string, readonly string[]>>)[room]?.flatMap((next) => {
          assert.ok(!from.includes(next), `${layer}: ${[...from, next].join(' → ')}`);
          return reached(next, [...from, next]);
        }) ?? [];
      for (const room of Object.keys(byRoom)) reached(room, [room]);
    }
  });

  it('the modules of src don’t import each other in a circle', () => {
    const imports = new Map<string, readonly string[]>();
    for (const file of globSync('src/**/*.ts', { cwd: root })) {
      const text = readFileSync(join(root, file), 'utf8');
      // Type imports disappear in the running code, but count for the reader.
      const paths = [...text.matchAll(/from '(\.[^']+\.ts)'/g)].map(([, path = '']) =>
        normalize(join(dirname(file), path)),
      );
      imports.set(normalize(file), paths);
    }
    const done = new Set<string>();
    const visit = (file: string, way: readonly string[]) => {
      assert.ok(!way.includes(file), [...way, file].join(' → '));
      if (done.has(file)) return;
      for (const next of imports.get(file) ?? []) visit(next, [...way, file]);
      done.add(file);
    };
    for (const file of imports.keys()) visit(file, []);
  });

  it('ARCHITECTURE.md names every folder inside the layers of src', () => {
    const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
    for (const [layer, byRoom] of Object.entries(rooms)) {
      for (const room of Object.keys(byRoom)) {
        assert.ok(text.includes(`\`${layer}/${room}/\``), `${layer}/${room}`);
      }
    }
  });

  for (const [file, code] of [
    ['src/core/token/x.ts', "import { endpointsOf } from '../platform/endpoints.ts';"],
    ['src/core/requests/file/x.ts', "import type { Token } from '../../token/token.ts';"],
    ['src/session/http/x.ts', "import { Tokens } from '../token/tokens.ts';"],
    ['src/vscode/host/x.ts', "import { causeOf } from '../words/failures.ts';"],
    ['src/vscode/token/x.ts', "import { signOut } from '../applications/signOut.ts';"],
    ['src/requests.ts', "import { createHttp } from './node/http/http.ts';"],
    ['src/core/x.ts', "import * as vscode from 'vscode';"],
    ['src/core/x.ts', "import { readFileSync } from 'node:fs';"],
    ['src/core/credentials/x.ts', "import type { Http } from '../../session/ports.ts';"],
    ['src/core/x.ts', 'export const now = Date.now();'],
    ['src/core/x.ts', 'export const isSame = (a, gone) => a.failure === gone;'],
    ['src/session/token/x.ts', 'export const isSame = (a, gone) => gone !== a.failure;'],
    ['src/node/x.ts', 'export const isSame = (failure, b) => failure === b.before;'],
    ['src/vscode/token/x.ts', 'export const isSame = (a, gone) => a.lastFailure === gone;'],
    ['src/features.ts', 'export const isSame = (failure, gone) => failure !== gone;'],
    ['src/core/x.ts', 'export const now = new Date();'],
    ['src/core/x.ts', "import { createFeatures } from '../features.ts';"],
    ['src/core/credentials/x.ts', "export { createFeatures } from '../../features.ts';"],
    ['src/core/x.ts', "export const features = import('./y.ts');"],
    ['src/core/x.ts', "export const bytes = Buffer.from('x');"],
    ['src/core/x.ts', 'export const signal = AbortSignal.timeout(1);'],
    ['src/session/x.ts', "import * as vscode from 'vscode';"],
    ['src/session/x.ts', "import { createFeatures } from '../features.ts';"],
    ['src/session/x.ts', "export const features = import('../features.ts');"],
    ['src/session/x.ts', "export const bytes = Buffer.from('x');"],
    ['src/session/x.ts', 'export const signal = AbortSignal.timeout(1);'],
    ['src/session/x.ts', 'export const now = new Date();'],
    ['src/session/x.ts', "import { t } from '../vscode/l10n.ts';"],
    ['src/session/x.ts', 'setTimeout(() => undefined, 1);'],
    ['src/node/x.ts', "import * as vscode from 'vscode';"],
    ['src/node/x.ts', "import { t } from '../vscode/l10n.ts';"],
    ['src/node/x.ts', "import { createFeatures } from '../features.ts';"],
    ['src/node/x.ts', "export const text = import('../vscode/l10n.ts');"],
    ['src/vscode/x.ts', "import { createHttp } from '../node/http.ts';"],
    ['src/vscode/x.ts', "import { activate } from '../extension.ts';"],
    ['src/vscode/x.ts', "import { createFeatures } from '../features.ts';"],
    ['src/vscode/x.ts', "export const http = import('../node/http.ts');"],
    ['src/vscode/token/x.ts', 'void vscode.window.showInputBox();'],
    ['src/vscode/token/x.ts', 'vscode.window.createInputBox();'],
    ['src/vscode/signIn/x.ts', 'vscode.window.createQuickPick();'],
    ['src/vscode/signIn/x.ts', 'void vscode.window.showQuickPick([]);'],
    ['src/vscode/words/x.ts', "void vscode.window.showInformationMessage('a');"],
    ['src/vscode/failures/x.ts', "void vscode.window['showErrorMessage']('a');"],
    ['src/vscode/failures/x.ts', 'const { showWarningMessage } = vscode.window;'],
    ['src/vscode/connection/x.ts', 'void vscode.window.withProgress(options, work);'],
    ['src/vscode/certificates/x.ts', 'void vscode.window.showOpenDialog();'],
    ['src/vscode/token/x.ts', "vscode.window.setStatusBarMessage('a');"],
    ['src/vscode/token/x.ts', "vscode.window.createStatusBarItem('a');"],
    ['src/vscode/token/x.ts', "vscode.window.createTerminal('a');"],
    ['src/vscode/requests/x.ts', "new vscode.MarkdownString('a');"],
    ['src/vscode/requests/x.ts', "new MarkdownString('a');"],
    ['src/vscode/requests/x.ts', 'new vscode.CodeLens(range);'],
    ['src/vscode/requests/x.ts', 'new vscode.Hover(contents);'],
    ['src/vscode/requests/x.ts', "new vscode.CompletionItem('a');"],
    ['src/features.ts', "void vscode.window.showErrorMessage('a');"],
    ['src/extension.ts', "new vscode.MarkdownString('a');"],
    ['src/requests.ts', 'void vscode.window.showQuickPick([]);'],
  ] as const) {
    it(`the linter refuses \`${code}\` in ${file}`, async () => {
      assert.equal((await faultsOf(file, code)).length, 1);
    });
  }

  it('the linter lets src/extension.ts load src/features.ts with a dynamic import', async () => {
    assert.deepEqual(
      await faultsOf('src/extension.ts', "export const features = import('./features.ts');"),
      [],
    );
  });
});
