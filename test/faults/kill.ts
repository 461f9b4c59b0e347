import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { authenticate } from '../../src/session/signIn/authenticate.ts';
import { Tokens } from '../../src/session/token/tokens.ts';
import { noCancel, storeRecord } from '../unit/session/fakes.ts';
import { loadAtStart } from '../../src/vscode/applications/otherWindows.ts';
import { openWindow } from './desk.ts';
import { startWindow } from './processes.ts';
import { expiredToken, type sharedDesk } from './support.ts';
import type { Order } from './window.ts';

type Desk = Awaited<ReturnType<typeof sharedDesk>>;

/** Kills one window at one point, and checks what it leaves. Returns whether it reached that point. */
export async function killOnce(
  t: TestContext,
  desk: Desk,
  order: Partial<Order> & Pick<Order, 'task'>,
) {
  await desk.save(expiredToken());
  const { credentials, folder, id } = desk;
  const other = desk.recordFor({ ...credentials, clientId: 'other' }, expiredToken());
  await storeRecord(openWindow(folder), other);
  const others = desk.records()[other.application.id];

  const window = startWindow(t);
  await window.ready;
  window.order({ folder, id, credentials, ...order });
  const { signal, complaints } = await window.ended;
  assert.equal(complaints, '');

  const records = desk.records();
  assert.equal(records[other.application.id], others);
  if (order.task === 'remove') {
    // The record may be gone or present, but must not look lost.
    assert.ok((await openWindow(folder).applications.load(id)).ok);
    if (records[id] === undefined) return signal === 'SIGKILL';
  }
  assert.ok(records[id]?.includes(JSON.stringify(credentials.clientSecret)));
  // A command gets a token; another one, which takes the lock, gets a new token.
  const next = openWindow(folder);
  const tokens = new Tokens(next);
  assert.ok((await tokens.forUse(id, true, noCancel())).ok);
  assert.ok((await tokens.renew(id, noCancel())).ok);
  // A sign-in takes one more lock, and succeeds too.
  assert.ok((await authenticate(credentials, [], next, noCancel())).ok);
  assert.ok(!next.log.events.includes('went on without the lock'));
  assert.deepEqual(desk.locks(), []);
  return signal === 'SIGKILL';
}

/** The application that the next window starts with. */
async function activeAtStart(folder: string): Promise<string | undefined> {
  const { active, applications } = openWindow(folder);
  const reader = {
    id: active.read()[0],
    drop(id: string) {
      reader.id = active.read().find((other) => other !== id);
    },
    confirm: () => undefined,
  };
  await loadAtStart({ applications, active: reader });
  return reader.id;
}

/**
 * Kills one window at one point of a sign-in, with or without a previous active application. The next window
 * starts with a saved one. Returns whether the window was killed.
 */
export async function killSignIn(
  t: TestContext,
  desk: Desk,
  dieAtStep: number,
  before: 'none' | 'another',
): Promise<boolean> {
  const { credentials, folder, id } = desk;
  const other = desk.recordFor({ ...credentials, clientId: 'other' }, expiredToken());
  const earlier = openWindow(folder);
  if (before === 'another') {
    await storeRecord(earlier, other);
    await earlier.active.choose(other.application.id);
  }
  const window = startWindow(t);
  await window.ready;
  window.order({ folder, id, credentials, task: 'signIn', dieAtStep });
  const { signal, complaints } = await window.ended;
  assert.equal(complaints, '');
  const wasSaved = desk.records()[id] !== undefined;
  const expected = wasSaved ? id : before === 'another' ? other.application.id : undefined;
  assert.equal(await activeAtStart(folder), expected, `killed at step ${dieAtStep}`);
  return signal === 'SIGKILL';
}
