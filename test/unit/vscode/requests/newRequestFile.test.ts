import '../../../faults/support/withVscode.ts';
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { NewFilePorts } from '../../../../src/vscode/requests/newRequestFile.ts';
import * as vscode from '../../../faults/support/vscode.ts';
import { fakePorts, settled } from '../../session/fakes.ts';

// Imported after the hook is in place.
const { newRequestFile } = await import('../../../../src/vscode/requests/newRequestFile.ts');

it('New API Request File first tells the user that no HTTP client is installed, and offers the token with the next file', async () => {
  vscode.shown.reset();
  const state = new Map<string, unknown>();
  const offered: string[] = [];
  Object.assign(vscode.languages, { getLanguages: () => Promise.resolve(['plaintext']) });
  Object.assign(vscode.workspace, { openTextDocument: () => Promise.resolve({}) });
  Object.assign(vscode.window, { showTextDocument: () => Promise.resolve() });
  const ports = {
    ...fakePorts(),
    active: { id: undefined },
    globalState: {
      get: (key: string) => state.get(key),
      update: (key: string, value: unknown) => Promise.resolve(state.set(key, value)),
    },
    offerToken: (reader: string) => offered.push(reader),
  } as unknown as NewFilePorts;

  await newRequestFile(ports);
  await settled();
  assert.match(vscode.shown.notifications.map(({ message }) => message).join(), /^No HTTP client/);
  assert.deepEqual(offered, []);

  await newRequestFile(ports);
  await settled();
  assert.equal(vscode.shown.notifications.length, 1);
  assert.deepEqual(offered, ['client']);
});
