import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failed, success, type Result } from '../../../../src/core/result.ts';
import { SingleFlight } from '../../../../src/session/concurrency/singleFlight.ts';
import { noCancel, settled } from '../fakes.ts';

/** Work that the test ends, and that stops when cancelled. */
class Work {
  readonly signals: AbortSignal[] = [];
  #end: (result: Result<string>) => void = () => undefined;

  readonly run = (signal: AbortSignal): Promise<Result<string>> => {
    this.signals.push(signal);
    const { promise, resolve } = Promise.withResolvers<Result<string>>();
    this.#end = resolve;
    signal.addEventListener('abort', () => {
      resolve(failed({ reason: 'cancelled' }));
    });
    return promise;
  };

  end(value: string): void {
    this.#end(success(value));
  }
}

const cancelled = failed({ reason: 'cancelled' });

describe('single flights', () => {
  it('a shared task runs once for a thousand simultaneous callers, and gives each the same result', async () => {
    const flights = new SingleFlight<string>();
    const work = new Work();
    const callers = Array.from({ length: 1000 }, () => flights.run('a', work.run, noCancel()));
    work.end('done');
    const results = await Promise.all(callers);
    assert.equal(work.signals.length, 1);
    assert.ok(results.every((result) => result.ok && result.value === 'done'));
  });

  it('a shared task runs again for each of fifty rounds of callers, even after a round that was cancelled', async () => {
    const flights = new SingleFlight<string>();
    const work = new Work();
    for (let round = 1; round <= 50; round += 1) {
      const stop = new AbortController();
      const callers = [stop.signal, stop.signal].map((signal) =>
        flights.run('a', work.run, signal),
      );
      const isCancelled = round % 2 === 0;
      if (isCancelled) stop.abort();
      else work.end(`round ${round}`);
      const expected = isCancelled ? cancelled : success(`round ${round}`);
      assert.deepEqual(await Promise.all(callers), [expected, expected]);
      assert.equal(work.signals.length, round);
    }
  });

  it('shared tasks with different keys run separately', async () => {
    const flights = new SingleFlight<string>();
    const [first, second] = [new Work(), new Work()];
    const callers = [
      flights.run('a', first.run, noCancel()),
      flights.run('b', second.run, noCancel()),
    ];
    second.end('b');
    first.end('a');
    assert.deepEqual(await Promise.all(callers), [success('a'), success('b')]);
  });

  it('a shared task continues for the other callers when one caller cancels', async () => {
    const flights = new SingleFlight<string>();
    const work = new Work();
    const controller = new AbortController();
    const leaving = flights.run('a', work.run, controller.signal);
    const staying = flights.run('a', work.run, noCancel());
    controller.abort();
    assert.deepEqual(await leaving, cancelled);
    assert.equal(work.signals[0]?.aborted, false);
    work.end('done');
    assert.deepEqual(await staying, success('done'));
  });

  it('a shared task is cancelled when the last caller cancels', async () => {
    const flights = new SingleFlight<string>();
    const work = new Work();
    const controllers = [new AbortController(), new AbortController()];
    const callers = controllers.map(({ signal }) => flights.run('a', work.run, signal));
    controllers[0]?.abort();
    await settled();
    assert.equal(work.signals[0]?.aborted, false);
    controllers[1]?.abort();
    assert.deepEqual(await Promise.all(callers), [cancelled, cancelled]);
    assert.equal(work.signals[0].aborted, true);
  });

  it('a cancelled shared task runs again for a new caller', async () => {
    const flights = new SingleFlight<string>();
    const work = new Work();
    const controller = new AbortController();
    const first = flights.run('a', work.run, controller.signal);
    controller.abort();
    await first;
    const second = flights.run('a', work.run, noCancel());
    assert.equal(work.signals.length, 2);
    work.end('again');
    assert.deepEqual(await second, success('again'));
  });

  it('a finished shared task runs again for a new caller', async () => {
    const flights = new SingleFlight<string>();
    const work = new Work();
    const first = flights.run('a', work.run, noCancel());
    work.end('one');
    await first;
    const second = flights.run('a', work.run, noCancel());
    work.end('two');
    assert.deepEqual(await second, success('two'));
  });

  it('a caller who already has the result of a shared task gets a second run, although the other callers still wait for the result of the first run', async () => {
    const flights = new SingleFlight<string>();
    const work = new Work();
    const first = flights.run('a', work.run, noCancel());
    const others = [1, 2, 3].map(() => flights.run('a', work.run, noCancel()));
    const again = first.then(() => flights.run('a', work.run, noCancel()));
    work.end('one');
    await first;
    await settled();
    work.end('two');
    assert.deepEqual(await again, success('two'));
    assert.deepEqual(
      await Promise.all(others),
      others.map(() => success('one')),
    );
  });

  it('a shared task doesn’t start for a caller who has already cancelled', async () => {
    const flights = new SingleFlight<string>();
    const work = new Work();
    assert.deepEqual(await flights.run('a', work.run, AbortSignal.abort()), cancelled);
    assert.equal(work.signals.length, 0);
  });

  it('a shared task can run again after it has thrown', async () => {
    const flights = new SingleFlight<string>();
    const broken = () => Promise.reject(new Error('broken'));
    const callers = [1, 2].map(() => flights.run('a', broken, noCancel()));
    const outcomes = await Promise.allSettled(callers);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    const next = await flights.run('a', () => Promise.resolve(success('fine')), noCancel());
    assert.deepEqual(next, success('fine'));
  });
});
