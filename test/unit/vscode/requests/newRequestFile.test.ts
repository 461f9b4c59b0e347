import '../../../faults/support/withVscode.ts';
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { NewFilePorts } from '../../../../src/vscode/requests/newRequestFile.ts';
import * as vscode from '../../../faults/support/vscode.ts';
import { fakePorts, settled } from '../../session/fakes.ts';

// Imported after the hook is in place.
const { newRequestFile } = await import('../../../../src/vscode/requests/newRequestFile.ts');

it('New API Request File tells the user that no HTTP client is installed once the user has answered the offer of the token, and only for the first file', async () => {
  vscode.shown.reset();
  const state = new Map<string, unknown>();
  Object.assign(vscode.languages, { getLanguages: () => Promise.resolve(['plaintext']) });
  Object.assign(vscode.workspace, { openTextDocument: () => Promise.resolve({}) });
  Object.assign(vscode.window, { showTextDocument: () => Promise.resolve() });
  const offered: string[] = [];
  const answer = Promise.withResolvers<undefined>();
  const ports = {
    ...fakePorts(),
    active: { id: undefined },
    globalState: {
      get: (key: string) => state.get(key),
      update: (key: string, value: unknown) => Promise.resolve(state.set(key, value)),
    },
    offerToken: (reader: string) => {
      offered.push(reader);
      return answer.promise;
    },
  } as unknown as NewFilePorts;
  const shown = () => vscode.shown.notifications.map(({ message }) => message.slice(0, 28));

  await newRequestFile(ports);
  await settled();
  assert.deepEqual([offered, shown()], [['client'], []]);

  answer.resolve(undefined);
  await settled();
  assert.deepEqual(shown(), ['No HTTP client is installed.']);

  await newRequestFile(ports);
  await settled();
  assert.deepEqual([offered.length, shown().length], [2, 1]);
});
