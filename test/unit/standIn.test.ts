import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = ['test', 'faults', 'support', ''].join(sep);

/** A class that implements a type of VS Code, an object that is taken for one, or another module in its place. */
const fakes =
  /implements (vscode\.)?(Memento|SecretStorage|LogOutputChannel|TextDocument)\b|as unknown as (vscode\.)?(Memento|SecretStorage|LogOutputChannel)\b|specifier === 'vscode'/;

it('no test or script outside the folder test/faults/support contains a fake of VS Code’s log, state, secrets, documents or module', () => {
  const files = globSync('{test,scripts}/**/*.ts', { cwd: root }).filter(
    (file) => !file.endsWith('standIn.test.ts'),
  );
  const faking = files.filter((file) => fakes.test(readFileSync(join(root, file), 'utf8')));
  assert.ok(faking.length > 0);
  assert.deepEqual(
    faking.filter((file) => !file.startsWith(folder)),
    [],
  );
});
