import { describe, it } from 'node:test';
import { needs } from '../needs.ts';
import { killOnce } from './kill.ts';
import { sharedDesk } from './support.ts';

const tasks = ['signIn', 'renew', 'use', 'signOut', 'remove'] as const;

const kills = Number(process.env['ISOGEO_TEST_KILLS'] ?? 20);

describe('a killed window', { skip: needs('signals') }, () => {
  it('fault 50: a window that is killed at a random moment of a task loses, truncates and blocks no saved data', async (t) => {
    const desk = await sharedDesk(t);
    for (let round = 0; round < kills; round += 1) {
      const task = tasks[round % tasks.length] ?? 'use';
      await killOnce(t, desk, { task, dieAfterMs: Math.random() * 60 });
    }
  });
});
