import '../../../faults/support/withVscode.ts';
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { NewFilePorts } from '../../../../src/vscode/requests/newRequestFile.ts';
import * as vscode from '../../../faults/support/vscode.ts';
import { fakePorts, settled } from '../../session/fakes.ts';

// Imported after the hook is in place.
const { newRequestFile } = await import('../../../../src/vscode/requests/newRequestFile.ts');

it('New API Request File tells the user that no HTTP client is installed only once, and not with a file for which it offers the token', async () => {
  vscode.shown.reset();
  const state = new Map<string, unknown>();
  Object.assign(vscode.languages, { getLanguages: () => Promise.resolve(['plaintext']) });
  Object.assign(vscode.workspace, { openTextDocument: () => Promise.resolve({}) });
  Object.assign(vscode.window, { showTextDocument: () => Promise.resolve() });
  const offers = [Promise.resolve()];
  const ports = {
    ...fakePorts(),
    active: { id: undefined },
    globalState: {
      get: (key: string) => state.get(key),
      update: (key: string, value: unknown) => Promise.resolve(state.set(key, value)),
    },
    offerToken: () => offers.pop(),
  } as unknown as NewFilePorts;
  const shownAfterNext = async () => {
    await newRequestFile(ports);
    await settled();
    return vscode.shown.notifications.map(({ message }) => message.slice(0, 28));
  };

  assert.deepEqual(await shownAfterNext(), []);
  assert.deepEqual(await shownAfterNext(), ['No HTTP client is installed.']);
  assert.deepEqual(await shownAfterNext(), ['No HTTP client is installed.']);
});

it('New API Request File in French contains no non-breaking spaces, around which VS Code draws boxes', async () => {
  const contents: string[] = [];
  Object.assign(vscode.languages, { getLanguages: () => Promise.resolve(['http']) });
  Object.assign(vscode.workspace, {
    openTextDocument: ({ content }: { readonly content: string }) => {
      contents.push(content);
      return Promise.resolve({});
    },
  });
  Object.assign(vscode.window, { showTextDocument: () => Promise.resolve() });

  await vscode.inFrench(() =>
    newRequestFile({
      ...fakePorts(),
      active: { id: undefined },
      offerToken: () => undefined,
    } as unknown as NewFilePorts),
  );

  assert.match(contents.join(), /doivent correspondre :\n/);
  assert.doesNotMatch(contents.join(), /\u00a0/);
});
