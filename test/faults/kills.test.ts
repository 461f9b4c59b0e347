import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { needs } from '../needs.ts';
import { killOnce, killSignIn } from './kill.ts';
import { sharedDesk } from './support.ts';

/** One: every step. `npm run unit` leaves some out. */
const stride = Number(process.env['ISOGEO_TEST_KILL_STRIDE'] ?? 1);

const tasks = ['signIn', 'renew', 'signOut', 'remove'] as const;

describe('a killed window', { skip: needs('signals') }, () => {
  for (const task of tasks) {
    it(`fault 50: a window that is killed at any step of the task ${task} loses, truncates and blocks no saved data`, async (t) => {
      const desk = await sharedDesk(t);
      let step = 1;
      while (await killOnce(t, desk, { task, dieAtStep: step })) step += stride;
      t.diagnostic(`step ${step} is not reached`);
      assert.ok(step > 3);
    });
  }

  for (const before of ['none', 'another'] as const) {
    it(`fault 50: an application that a killed window has saved is active at the next start (${before} active before)`, async (t) => {
      let step = 1;
      while (await killSignIn(t, await sharedDesk(t), step, before)) step += stride;
      t.diagnostic(`step ${step} is not reached`);
      assert.ok(step > 10);
    });
  }
});
