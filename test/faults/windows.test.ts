import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { Tokens } from '../../src/session/token/tokens.ts';
import { noCancel, storeRecord } from '../unit/session/fakes.ts';
import { needs } from '../needs.ts';
import { openWindow } from './desk.ts';
import { startWindow, type WindowProcess } from './processes.ts';
import { expiredToken, sharedDesk, signedInUser } from './support.ts';

async function startWindows(t: TestContext, count: number): Promise<readonly WindowProcess[]> {
  const windows = Array.from({ length: count }, () => startWindow(t));
  await Promise.all(windows.map(({ ready }) => ready));
  return windows;
}

type Desk = Awaited<ReturnType<typeof sharedDesk>>;

function holderOf({ locks }: Desk, windows: readonly WindowProcess[]): WindowProcess {
  const pid = Number(locks()[0]?.split(' ')[1]);
  const holder = windows.find(({ child }) => child.pid === pid);
  assert.ok(holder);
  return holder;
}

describe('twenty windows', () => {
  it('fault 27: twenty windows that need a token at once make one token request in total', async (t) => {
    const desk = await sharedDesk(t);
    await desk.save(expiredToken());
    const windows = await startWindows(t, 20);
    for (const window of windows) window.order({ folder: desk.folder, id: desk.id, task: 'use' });
    const endings = await Promise.all(windows.map(({ ended }) => ended));
    const stored = desk.records()[desk.id] ?? '';
    assert.equal(desk.sandbox.tokenRequests.length, 1);
    for (const { code, report, complaints } of endings) {
      assert.deepEqual([code, complaints], [0, '']);
      assert.ok(report?.token !== undefined && stored.includes(report.token));
      assert.ok(!report.events.includes('went on without the lock'));
    }
    assert.deepEqual(desk.locks(), []);
  });

  for (const [name, signal] of [
    ['killed', 'SIGKILL'],
    ['stopped in its tracks', 'SIGSTOP'],
  ] as const) {
    it(
      `fault 27: another window requests the token if the window that was requesting the token is ${name}`,
      { skip: needs('signals') },
      async (t) => {
        const desk = await sharedDesk(t);
        await desk.save(expiredToken());
        const windows = await startWindows(t, 8);
        const asked = desk.front.swallowNext();
        for (const window of windows)
          window.order({ folder: desk.folder, id: desk.id, task: 'use' });
        await asked;
        const holder = holderOf(desk, windows);
        holder.child.kill(signal);
        const others = windows.filter((window) => window !== holder);
        const endings = await Promise.all(others.map(({ ended }) => ended));
        assert.equal(desk.sandbox.tokenRequests.length, 1);
        const stored = desk.records()[desk.id] ?? '';
        for (const { code, report } of endings) {
          assert.equal(code, 0);
          assert.ok(report?.token !== undefined && stored.includes(report.token));
          assert.ok(!report.events.includes('went on without the lock'));
        }
        assert.deepEqual(desk.locks(), []);
      },
    );
  }
});

describe('the end of a window', () => {
  for (const task of ['use', 'automatic'] as const) {
    it(`fault 50: a window that closes during a renewal leaves no half-written data, and its process ends (${task})`, async (t) => {
      const desk = await sharedDesk(t);
      await desk.save(expiredToken());
      const before = desk.records();
      const [window] = await startWindows(t, 1);
      assert.ok(window);
      const asked = desk.front.swallowNext();
      window.order({ folder: desk.folder, id: desk.id, task });
      await asked;
      assert.equal(desk.locks().length, 1);
      window.shutDown();
      // The request could last thirty seconds and the lock is held: the process exits only if both stop.
      const { code, complaints, report } = await window.ended;
      assert.deepEqual([code, complaints, report?.token], [0, '', undefined]);
      assert.deepEqual([desk.records(), desk.locks()], [before, []]);
    });

    it(`fault 50: closing a window during a refresh keeps the saved data, and marks the refresh token as possibly used (${task})`, async (t) => {
      const desk = await sharedDesk(t, 'user');
      await signedInUser(desk);
      const own = openWindow(desk.folder);
      const loaded = await own.applications.load(desk.id);
      assert.ok(loaded.ok && loaded.value?.token);
      const token = { ...expiredToken(), refreshToken: loaded.value.token.refreshToken ?? '' };
      await storeRecord(own, { ...loaded.value, token });
      const before = desk.records()[desk.id];
      const [window] = await startWindows(t, 1);
      assert.ok(window);
      const asked = desk.front.swallowNext();
      window.order({ folder: desk.folder, id: desk.id, task });
      await asked;
      window.shutDown();
      const { code, complaints, report } = await window.ended;
      assert.deepEqual([code, complaints, report?.token], [0, '', undefined]);
      const kept = desk.records()[desk.id] ?? '';
      assert.match(kept, /"refreshHalted":"uncertain"/);
      assert.equal(kept.replace(',"refreshHalted":"uncertain"', ''), before);
      assert.deepEqual(desk.locks(), []);
      const tokens = new Tokens(openWindow(desk.folder));
      assert.equal((await tokens.forUse(desk.id, true, noCancel())).ok, false);
      assert.ok((await tokens.renew(desk.id, noCancel())).ok);
    });
  }
});
