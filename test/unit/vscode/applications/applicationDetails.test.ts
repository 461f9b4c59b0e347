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

function openDetails() {
  vscode.shown.reset();
  const ports = fakePorts();
  const token = tokenWith('valid-token');
  const active = { id, onDidChange: () => ({ dispose: () => undefined }) };
  Object.assign(vscode.workspace, { openTextDocument: () => Promise.resolve({}) });
  Object.assign(vscode.languages, { setTextDocumentLanguage: () => Promise.resolve() });
  Object.assign(vscode.window, { showTextDocument: () => Promise.resolve() });
  const details = new ApplicationDetails({
    ...ports,
    active,
    tokens: { forUse: () => Promise.resolve(success(token)) },
    shutdown: new AbortController().signal,
  } as unknown as DetailsPorts);
  return { ports, token, active, details };
}

const sharesAnswer = (name: string) => answerOf(200, [{ _id: 'a1', name, catalogs: [{}, {}] }]);

it('the application’s details show the shares although the API answers before VS Code has opened the document', async () => {
  const { ports, token, details } = openDetails();
  await storeRecord(ports, recordWith(token));
  ports.http.answering(sharesAnswer('Shared'));
  const opened = Promise.withResolvers<object>();
  Object.assign(vscode.workspace, { openTextDocument: () => opened.promise });
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

it('the application’s details keep the active application’s shares if the previously active one’s shares arrive later', async () => {
  const { ports, token, active, details } = openDetails();
  const other = recordWith(token, { clientId: 'other' });
  await storeRecord(ports, recordWith(token));
  await storeRecord(ports, other);
  const late = ports.http.hold();
  await details.show();
  await late.arrived;

  active.id = other.application.id;
  ports.http.answering(sharesAnswer('Shared with the other'));
  await details.show();
  await settled();
  late.answer(sharesAnswer('Shared with the first'));
  await settled();

  assert.match(details.provideTextDocumentContent(), /^# - "Shared with the other": 2 catalogs$/m);
  details.dispose();
});

it('the application’s details in French contain no non-breaking spaces, around which VS Code draws boxes', async () => {
  const { ports, token, details } = openDetails();
  await storeRecord(ports, recordWith(token));
  ports.http.answering(sharesAnswer('Shared'));

  const shown = await vscode.inFrench(async () => {
    await details.show();
    await settled();
    return details.provideTextDocumentContent();
  });

  assert.match(shown, /^# - "Shared" : 2 catalogues$/m);
  assert.doesNotMatch(shown, /\u00a0/);
  details.dispose();
});
