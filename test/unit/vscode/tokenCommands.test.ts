import '../../faults/support/withVscode.ts';
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Tokens } from '../../../src/session/tokens.ts';
import type { Services } from '../../../src/vscode/services.ts';
import { shown } from '../../faults/support/vscode.ts';
import {
  answerOf,
  fakePorts,
  hourMs,
  noCancel,
  recordWith,
  startOfTest,
  tokenAnswer,
  tokenWith,
} from '../session/fakes.ts';

// Only once the hook is there.
const { copyAccessToken } = await import('../../../src/vscode/tokenCommands.ts');

it('credentials that were refused are sent again where the user says so, and no other time', async () => {
  shown.reset();
  const ports = fakePorts();
  const { applications, http } = ports;
  const record = recordWith(tokenWith('old', startOfTest - 2 * hourMs));
  await applications.save(record);
  const copied = Promise.withResolvers<string>();
  const services = {
    ...ports,
    tokens: new Tokens(ports),
    active: record.application,
    shutdown: noCancel(),
    clipboard: {
      copySecret: (secret: string) => {
        copied.resolve(secret);
        return Promise.resolve();
      },
    },
  } as unknown as Services;
  http.answering(answerOf(401, { error: 'invalid_client' }));
  await copyAccessToken(services);
  await copyAccessToken(services);
  assert.equal(http.requests.length, 1);
  http.answering(tokenAnswer());
  shown.choose = () => 'Renew Token';
  await copyAccessToken(services);
  assert.deepEqual(
    shown.notifications.map(({ actions }) => actions),
    Array.from({ length: 3 }, () => ['Choose Another File…', 'Renew Token']),
  );
  assert.equal(await copied.promise, 'new-token');
  assert.equal(http.requests.length, 2);
});
