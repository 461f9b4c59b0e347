import '../../../faults/support/withVscode.ts';
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { success } from '../../../../src/core/result.ts';
import type { DetailsPorts } from '../../../../src/vscode/applications/applicationDetails.ts';
import * as vscode from '../../../faults/support/vscode.ts';
import {
  answerOf,
  applicationId as id,
  fakePorts,
  recordWith,
  settled,
  storeRecord,
  tokenWith,
} from '../../session/fakes.ts';

// Imported after the hook is in place.
const { ApplicationDetails } =
  await import('../../../../src/vscode/applications/applicationDetails.ts');

it('the application’s details show the shares even if the API answers before VS Code has opened the document', async () => {
  vscode.shown.reset();
  const ports = fakePorts();
  const token = tokenWith('valid-token');
  await storeRecord(ports, recordWith(token));
  ports.http.answering(answerOf(200, [{ _id: 'a1', name: 'Shared', catalogs: [{}, {}] }]));
  const opened = Promise.withResolvers<object>();
  Object.assign(vscode.workspace, { openTextDocument: () => opened.promise });
  Object.assign(vscode.languages, { setTextDocumentLanguage: () => Promise.resolve() });
  Object.assign(vscode.window, { showTextDocument: () => Promise.resolve() });
  const details = new ApplicationDetails({
    ...ports,
    active: { id, onDidChange: () => ({ dispose: () => undefined }) },
    tokens: { forUse: () => Promise.resolve(success(token)) },
    shutdown: new AbortController().signal,
  } as unknown as DetailsPorts);
  let isOpen = false;
  const contents: string[] = [];
  // As VS Code does, which ignores a change of a document that it is still opening.
  details.onDidChange(() => {
    if (isOpen) contents.push(details.provideTextDocumentContent());
  });

  const shown = details.show();
  await settled();
  assert.equal(ports.http.requests.length, 1);
  isOpen = true;
  opened.resolve({});
  await shown;
  await settled();

  assert.match(contents.at(-1) ?? '', /^# - "Shared": 2 catalogs$/m);
  details.dispose();
});
