import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, afterEach, describe, it, mock } from 'node:test';
import { setImmediate, setTimeout as delay } from 'node:timers/promises';
import { createFileLock } from '../../../../src/node/concurrency/fileLock.ts';
import type { Lock, LockKey } from '../../../../src/session/ports.ts';
import { needs } from '../../../needs.ts';
import { noCancel, RecordingLog } from '../../session/fakes.ts';

const patienceMs = 60_000;
const key: LockKey = { applicationId: 'a', lock: 'renewal' };

/** The mark of process 1. */
const othersProcess = `${hostname()} 1 mark`;

function skipFor(owner: string) {
  return { skip: owner === othersProcess && needs('another user’s process') };
}

/** Work that the test ends. */
function workInHand() {
  const begun = Promise.withResolvers<undefined>();
  const ended = Promise.withResolvers<string>();
  const work = () => {
    begun.resolve(undefined);
    return ended.promise;
  };
  return { work, begun: begun.promise, end: ended.resolve, fail: ended.reject };
}

describe('the file lock', () => {
  let folder: string;
  let log: RecordingLog;
  let lock: Lock;

  beforeEach(() => {
    folder = join(fs.mkdtempSync(join(tmpdir(), 'isogeo-lock-')), 'locks');
    log = new RecordingLog();
    lock = lockWith({});
  });

  afterEach(() => {
    fs.rmSync(join(folder, '..'), { recursive: true, force: true });
  });

  function lockWith(options: { readonly patienceMs?: number; readonly staleMs?: number }): Lock {
    const { patienceMs: patience = patienceMs, ...rest } = options;
    return createFileLock({ folder, log, patienceMs: () => patience, ...rest });
  }

  /** The file of that lock, created by the lock itself. */
  async function fileOfLock(): Promise<string> {
    const names = await lock.hold(key, () => Promise.resolve(fs.readdirSync(folder)), noCancel());
    return join(folder, names[0] ?? '');
  }

  /** A lock file of a gone owner, last touched so long ago. */
  async function leftBehind(owner: string, ageMs: number): Promise<string> {
    const path = await fileOfLock();
    fs.writeFileSync(path, owner);
    const touched = (Date.now() - ageMs) / 1000;
    fs.utimesSync(path, touched, touched);
    return path;
  }

  it('the file lock returns the result of the work that runs under the lock, and leaves no lock file', async () => {
    assert.equal(await lock.hold(key, () => Promise.resolve('done'), noCancel()), 'done');
    assert.deepEqual(fs.readdirSync(folder), []);
  });

  it('the file lock can be taken fifty times in a row, also after failed work, and leaves no lock file or log entry', async () => {
    for (let turn = 0; turn < 50; turn += 1) {
      const work = () => (turn % 5 === 4 ? Promise.reject(new Error('no')) : Promise.resolve(turn));
      const done = await lock.hold(key, work, noCancel()).catch(() => 'failed');
      assert.equal(done, turn % 5 === 4 ? 'failed' : turn);
      assert.deepEqual(fs.readdirSync(folder), []);
    }
    assert.deepEqual(log.entries, []);
  });

  it('the file lock passes on the error of the work that runs under the lock, and leaves no lock file', async () => {
    const broken = new Error('broken');
    await assert.rejects(
      lock.hold(key, () => Promise.reject(broken), noCancel()),
      broken,
    );
    assert.deepEqual(fs.readdirSync(folder), []);
  });

  it('ten file locks of the same folder and key let only one piece of work run at a time', async () => {
    let [inside, most] = [0, 0];
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await setImmediate();
      inside -= 1;
    };
    const windows = Array.from({ length: 10 }, () => lockWith({}));
    await Promise.all(windows.map((window) => window.hold(key, work, noCancel())));
    assert.equal(most, 1);
    assert.deepEqual(log.entries, []);
  });

  for (const [name, other] of [
    ['another application', { applicationId: 'b' }],
    ['a change of its record', { lock: 'record' }],
  ] as const) {
    it(`the file lock for the token renewal of one application doesn’t delay ${name}`, async () => {
      const first = workInHand();
      const holding = lock.hold(key, first.work, noCancel());
      await first.begun;
      const impatient = lockWith({ patienceMs: 1 });
      await impatient.hold({ ...key, ...other }, () => Promise.resolve(), noCancel());
      assert.deepEqual(log.entries, []);
      first.end('');
      await holding;
    });
  }

  it('a lock file’s name is 32 hexadecimal digits and .lock, and its text is the machine’s name, process ID and a random mark', async () => {
    const id = 'client@id.api.isogeo.com/..\\/path';
    const [name, text] = await lock.hold(
      { applicationId: id, lock: 'record' },
      () => {
        const [file = ''] = fs.readdirSync(folder);
        return Promise.resolve([file, fs.readFileSync(join(folder, file), 'utf8')] as const);
      },
      noCancel(),
    );
    assert.match(name, /^[0-9a-f]{32}\.lock$/);
    const [host, pid, mark] = text.split(' ');
    assert.deepEqual([host, pid], [hostname(), String(process.pid)]);
    assert.match(mark ?? '', /^[0-9a-f-]{36}$/);
  });

  it('the work runs without the file lock if another window keeps the lock longer than the waiting time, and the log says so', async () => {
    const first = workInHand();
    const holding = lock.hold(key, first.work, noCancel());
    await first.begun;
    const impatient = lockWith({ patienceMs: 1 });
    assert.equal(await impatient.hold(key, () => Promise.resolve('alone'), noCancel()), 'alone');
    assert.deepEqual(log.entries, [
      { event: 'went on without the lock', fields: { ...key, code: 'EBUSY' } },
    ]);
    // The owner still has the lock.
    assert.equal(fs.readdirSync(folder).length, 1);
    first.end('');
    await holding;
  });

  it('a caller that cancels stops waiting for the file lock, and its work runs without the lock', async () => {
    const first = workInHand();
    const holding = lock.hold(key, first.work, noCancel());
    await first.begun;
    const controller = new AbortController();
    const waiting = lockWith({}).hold(key, () => Promise.resolve('over'), controller.signal);
    controller.abort();
    assert.equal(await waiting, 'over');
    first.end('');
    await holding;
  });

  it('the work runs without the file lock if the folder for lock files can’t be created, and the log says so', async () => {
    fs.writeFileSync(folder, 'a file in its place');
    assert.equal(await lock.hold(key, () => Promise.resolve('alone'), noCancel()), 'alone');
    assert.deepEqual(log.events, ['went on without the lock']);
    assert.equal(log.entries[0]?.fields.code, 'EEXIST');
  });

  it('the file lock is free at once if its owner’s process is gone', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    await leftBehind(`${hostname()} ${child.pid ?? 0} mark`, 0);
    assert.equal(await lock.hold(key, () => Promise.resolve('next'), noCancel()), 'next');
    assert.deepEqual([fs.readdirSync(folder), log.entries], [[], []]);
  });

  for (const [name, owner, ageMs] of [
    ['by a process that still runs', `${hostname()} ${process.pid} mark`, 10_500],
    ['by a process of another user that still runs', othersProcess, 10_500],
    ['by another machine', 'elsewhere 1 mark', 10_500],
    ['before its owner could sign it', '', 10_500],
    ['under a clock that has been set back', 'elsewhere 1 mark', -3_600_000],
  ] as const) {
    it(
      `the file lock is free if its file was left ${name}, and the file’s time is more than 10 s before or after now`,
      skipFor(owner),
      async () => {
        await leftBehind(owner, ageMs);
        assert.equal(await lock.hold(key, () => Promise.resolve('next'), noCancel()), 'next');
        assert.deepEqual([fs.readdirSync(folder), log.entries], [[], []]);
      },
    );
  }

  for (const [name, owner] of [
    ['of a process that runs', `${hostname()} ${process.pid} mark`],
    ['of another user’s process that runs', othersProcess],
    ['of another machine', `elsewhere ${process.pid} mark`],
    ['that is just being signed', ''],
  ] as const) {
    it(
      `a recently touched lock file ${name} keeps the lock taken, and the work runs without the lock after the waiting time`,
      skipFor(owner),
      async () => {
        const path = await leftBehind(owner, 0);
        const impatient = lockWith({ patienceMs: 50 });
        await impatient.hold(key, () => Promise.resolve(), noCancel());
        assert.deepEqual(log.events, ['went on without the lock']);
        assert.equal(fs.readFileSync(path, 'utf8'), owner);
      },
    );
  }

  it('the owner of the file lock updates the lock file’s modification time within two seconds', async () => {
    mock.timers.enable({ apis: ['setInterval'] });
    try {
      const first = workInHand();
      const holding = lock.hold(key, first.work, noCancel());
      await first.begun;
      const path = join(folder, fs.readdirSync(folder)[0] ?? '');
      fs.utimesSync(path, 1, 1);
      mock.timers.tick(2000);
      while (fs.statSync(path).mtimeMs === 1000) await setImmediate();
      first.end('');
      await holding;
    } finally {
      mock.timers.reset();
    }
  });

  it('the previous owner of the file lock doesn’t remove the lock file after another owner has taken the lock', async () => {
    const first = workInHand();
    const holding = lock.hold(key, first.work, noCancel());
    await first.begun;
    const path = join(folder, fs.readdirSync(folder)[0] ?? '');
    fs.writeFileSync(path, 'elsewhere 1 mark');
    first.end('');
    await holding;
    assert.equal(fs.readFileSync(path, 'utf8'), 'elsewhere 1 mark');
  });

  it('twenty windows that ask for an abandoned file lock at the same time get the lock one by one, and leave no lock file', async () => {
    await leftBehind('', 3_600_000);
    let [inside, most] = [0, 0];
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await delay(1);
      inside -= 1;
    };
    const windows = Array.from({ length: 20 }, () => lockWith({}));
    await Promise.all(windows.map((window) => window.hold(key, work, noCancel())));
    assert.equal(most, 1);
    assert.deepEqual(fs.readdirSync(folder), []);
  });

  const inTheWay: Readonly<Record<string, (path: string) => void>> = {
    'a named pipe': (path) => execFileSync('mkfifo', [path]),
    'a link to an endless device': (path) => {
      fs.symlinkSync('/dev/zero', path);
    },
    'a link to itself': (path) => {
      fs.symlinkSync(path, path);
    },
    'a link to another file': (path) => {
      fs.writeFileSync(join(folder, '..', 'other'), 'kept');
      fs.symlinkSync(join(folder, '..', 'other'), path);
    },
    'a folder': (path) => {
      fs.mkdirSync(path);
    },
    'an old file of 100 MB': (path) => {
      fs.closeSync(fs.openSync(path, 'w'));
      fs.truncateSync(path, 100 * 1024 * 1024);
      fs.utimesSync(path, 0, 0);
    },
  };
  for (const [what, place] of Object.entries(inTheWay)) {
    it(
      `the work still runs, and memory grows by less than 50 MB, if ${what} has the name of the lock file`,
      { skip: needs('pipes') },
      async () => {
        const path = await fileOfLock();
        place(path);
        const before = process.memoryUsage().rss;
        assert.equal(await lock.hold(key, () => Promise.resolve('done'), noCancel()), 'done');
        assert.ok(process.memoryUsage().rss - before < 50 * 1024 * 1024);
        if (what === 'a link to another file') {
          assert.equal(fs.readFileSync(join(folder, '..', 'other'), 'utf8'), 'kept');
        }
      },
    );
  }
});
