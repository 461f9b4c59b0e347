import '../../../faults/support/withVscode.ts';
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type * as vscode from 'vscode';
import { readRequestText } from '../../../../src/core/requests/file/requestDocument.ts';
import {
  applicationId,
  ManualClock,
  ManualTimer,
  recordWith,
  tokenWith,
} from '../../session/fakes.ts';

// Imported after the hook is registered.
const { createRequestLenses } = await import('../../../../src/vscode/requests/requestLenses.ts');

const document = { uri: 'untitled:requests.http' } as unknown as vscode.TextDocument;
const text = 'GET https://v1.api.isogeo.com/shares\n';

for (const [what, isClosed] of [
  [
    'the code lenses of request files keep one timer for the shown time left, however often they are requested',
    false,
  ],
  [
    'the code lenses of request files leave no timer if the window closes while they are being computed',
    true,
  ],
] as const) {
  it(what, async () => {
    const clock = new ManualClock();
    const timer = new ManualTimer(clock);
    const shutdown = new AbortController();
    const read = Promise.withResolvers<ReturnType<typeof readRequestText>>();
    const state = {
      record: recordWith(tokenWith('a-token')),
      stored: 'this',
      asking: false,
    } as const;
    const lenses = createRequestLenses(
      {
        active: { id: applicationId },
        applications: { get: () => state, load: () => Promise.reject(new Error('It is loaded.')) },
        clock,
        timer,
        shutdown: shutdown.signal,
      },
      { of: () => read.promise },
    );
    const requested = Array.from({ length: 50 }, () => lenses.lenses(document, () => undefined));
    if (isClosed) {
      shutdown.abort();
      lenses.dispose();
    }
    read.resolve(readRequestText(text));
    assert.ok((await Promise.all(requested)).every((each) => each.length > 0));
    assert.equal(timer.pending.length, isClosed ? 0 : 1);
    lenses.dispose();
    assert.deepEqual(timer.pending, []);
  });
}
