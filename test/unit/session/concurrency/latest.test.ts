import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { loopback } from '../../../../src/node/signIn/loopback.ts';
import { Latest } from '../../../../src/session/concurrency/latest.ts';
import { closedPort } from '../../node/servers.ts';
import { noCancel, settled } from '../fakes.ts';
import { page } from '../../node/signIn/page.ts';

/** Work that runs until cancelled, ends a moment later, and records both. */
function work(name: string, seen: string[]) {
  return (signal: AbortSignal): Promise<string> => {
    seen.push(`${name} starts${signal.aborted ? ', called off' : ''}`);
    return new Promise((resolve) => {
      const end = async () => {
        await settled();
        seen.push(`${name} ends`);
        resolve(name);
      };
      signal.addEventListener('abort', () => void end(), { once: true });
      if (signal.aborted) void end();
    });
  };
}

describe('the latest task', () => {
  it('a new task cancels the running task, and starts after the cancelled task has ended', async () => {
    const [latest, seen, stop] = [new Latest(), [] as string[], new AbortController()];
    const first = latest.run(work('first', seen), noCancel());
    await settled();
    const second = latest.run(work('second', seen), stop.signal);
    assert.equal(await first, 'first');
    await settled();
    stop.abort();
    assert.equal(await second, 'second');
    assert.deepEqual(seen, ['first starts', 'first ends', 'second starts', 'second ends']);
  });

  it('if two new tasks arrive while a task runs, the first of them starts already cancelled, and the second runs last', async () => {
    const [latest, seen, stop] = [new Latest(), [] as string[], new AbortController()];
    const running = latest.run(work('first', seen), noCancel());
    await settled();
    const replaced = latest.run(work('second', seen), noCancel());
    const last = latest.run(work('third', seen), stop.signal);
    await Promise.all([running, replaced]);
    stop.abort();
    await last;
    assert.deepEqual(seen, [
      ...['first starts', 'first ends'],
      ...['second starts, called off', 'second ends'],
      ...['third starts', 'third ends'],
    ]);
  });

  it('among tasks that replace one another, a new task runs after a failed one and after a successful one', async () => {
    const latest = new Latest();
    const failing = latest.run(() => Promise.reject(new Error('no')), noCancel());
    assert.equal(await latest.run(() => Promise.resolve(1), noCancel()), 1);
    await assert.rejects(failing, /no/);
    assert.equal(await latest.run(() => Promise.resolve(2), noCancel()), 2);
  });

  it('each of fifty tasks that replace one another ends before the next one starts', async () => {
    const [latest, seen, stop] = [new Latest(), [] as string[], new AbortController()];
    const tasks: Promise<string>[] = [];
    for (let task = 1; task <= 50; task += 1) {
      tasks.push(latest.run(work(`${task}`, seen), task === 50 ? stop.signal : noCancel()));
      await settled();
      await settled();
    }
    stop.abort();
    await Promise.all(tasks);
    const each = Array.from({ length: 50 }, (_, at) => [`${at + 1} starts`, `${at + 1} ends`]);
    assert.deepEqual(seen, each.flat());
  });

  it('a second sign-in cancels the first one, listens at the same loopback redirect address, and alone receives the browser’s answer', async (t) => {
    const [latest, address] = [new Latest(), `http://${await closedPort()}/callback`];
    const first = signInAt(t, latest, address);
    await first.listens;
    const second = signInAt(t, latest, address);
    assert.equal(await first.answer, 'called off');
    await second.listens;
    assert.equal((await fetch(`${address}?code=a`)).status, 200);
    assert.equal(await second.answer, `${address}?code=a`);
  });
});

/** Waits for an answer as a sign-in does. */
function signInAt(t: TestContext, latest: Latest, address: string) {
  const { promise: listens, resolve: nowListens } = Promise.withResolvers<undefined>();
  const answer = latest.run(async (signal) => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const listening = await loopback.listen(address, 'query', page, (text) => {
      resolve(text);
      return 'accepted';
    });
    assert.ok(listening.ok, JSON.stringify(listening));
    t.after(listening.value);
    signal.addEventListener('abort', () => {
      resolve('called off');
    });
    nowListens(undefined);
    try {
      return await promise;
    } finally {
      listening.value();
    }
  }, noCancel());
  return { listens, answer };
}
