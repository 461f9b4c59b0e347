import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import fs, {
  chmod,
  mkdtemp,
  rename,
  rm,
  symlink,
  truncate,
  writeFile,
  type FileHandle,
} from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { needs } from '../../../needs.ts';
import { failed, success } from '../../../../src/core/result.ts';
import { readLocalFile } from '../../../../src/node/files/localFile.ts';

const limits = { maxBytes: 64 * 1024, timeoutMs: 5000 };

const onWindows = needs('pipes');
const withoutProc = process.platform !== 'linux' && 'Only Linux has /proc.';

async function folderFor(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'isogeo-files-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The result of `open` of `node:fs/promises` during this test. */
function openAs(t: TestContext, open: () => Promise<FileHandle>): void {
  const mocked = t.mock.method(fs, 'open', open);
  syncBuiltinESMExports();
  t.after(() => {
    mocked.mock.restore();
    syncBuiltinESMExports();
  });
}

describe('readLocalFile', () => {
  for (const size of [0, 1, 1000, 64 * 1024 - 1, 64 * 1024]) {
    it(`a local file of ${size} bytes is read whole`, async (t) => {
      const path = join(await folderFor(t), 'file');
      const bytes = Uint8Array.from({ length: size }, (_, index) => index % 251);
      await writeFile(path, bytes);
      assert.deepEqual(await readLocalFile(path, limits), success(bytes));
    });
  }

  it('a local file of 300,001 bytes is read whole if this is the size limit, and refused if the limit is one byte less', async (t) => {
    const path = join(await folderFor(t), 'file');
    const bytes = Uint8Array.from({ length: 300_001 }, (_, index) => index % 251);
    await writeFile(path, bytes);
    const read = await readLocalFile(path, { ...limits, maxBytes: bytes.length });
    assert.deepEqual(read, success(bytes));
    const refused = await readLocalFile(path, { ...limits, maxBytes: bytes.length - 1 });
    assert.deepEqual(refused, failed('too-large'));
  });

  it('reading a local file of 10 GB fails as too large if the size limit is 64 KiB', async (t) => {
    const path = join(await folderFor(t), 'file');
    await writeFile(path, '');
    await truncate(path, 10 * 1024 ** 3);
    assert.deepEqual(await readLocalFile(path, limits), failed('too-large'));
  });

  it('reading a local file follows a symbolic link to a regular file', async (t) => {
    const folder = await folderFor(t);
    await writeFile(join(folder, 'file'), 'text');
    await symlink('file', join(folder, 'link'));
    const read = await readLocalFile(join(folder, 'link'), limits);
    assert.deepEqual(read, success(Uint8Array.from(Buffer.from('text'))));
  });

  it('a local file is reported as missing if it doesn’t exist or if its path continues below a file', async (t) => {
    const folder = await folderFor(t);
    await writeFile(join(folder, 'file'), '');
    for (const name of ['missing', join('file', 'below')]) {
      assert.deepEqual(await readLocalFile(join(folder, name), limits), failed('not-found'));
    }
  });

  it('reading a local file fails with the reason directory if the path is a folder', async (t) => {
    assert.deepEqual(await readLocalFile(await folderFor(t), limits), failed('directory'));
  });

  it(
    'reading a local file fails with the reason link-loop if a symbolic link leads back to itself',
    { skip: onWindows },
    async (t) => {
      const path = join(await folderFor(t), 'loop');
      await symlink(path, path);
      assert.deepEqual(await readLocalFile(path, limits), failed('link-loop'));
    },
  );

  const asRoot = process.getuid?.() === 0 && 'Root may read every file.';
  it(
    'reading a local file fails with the reason no-permission if its file mode forbids reading',
    { skip: onWindows || asRoot },
    async (t) => {
      const path = join(await folderFor(t), 'locked');
      await writeFile(path, '');
      await chmod(path, 0);
      assert.deepEqual(await readLocalFile(path, limits), failed('no-permission'));
    },
  );

  for (const code of ['EACCES', 'EPERM'] as const) {
    it(`reading a local file fails with the reason no-permission if the system gives the error ${code}`, async (t) => {
      openAs(t, () => Promise.reject(Object.assign(new Error(code), { code })));
      assert.deepEqual(await readLocalFile('/any', limits), failed('no-permission'));
    });
  }

  it('reading a local file fails if the path contains a NUL character', async () => {
    assert.deepEqual(await readLocalFile('/tmp/a\0b', limits), failed('other'));
  });

  it(
    'a named pipe in place of a local file is refused without waiting for a program that writes to the pipe',
    { skip: onWindows },
    async (t) => {
      const path = join(await folderFor(t), 'pipe');
      execFileSync('mkfifo', [path]);
      assert.deepEqual(await readLocalFile(path, limits), failed('not-a-file'));
    },
  );

  it('a socket in place of a local file is refused', { skip: onWindows }, async (t) => {
    const path = join(await folderFor(t), 'socket');
    const server = createServer();
    server.listen(path);
    await once(server, 'listening');
    t.after(() => server.close());
    assert.deepEqual(await readLocalFile(path, limits), failed('not-a-file'));
  });

  for (const path of ['/dev/zero', '/dev/null', '/dev/tty', '/dev/random']) {
    it(`the device ${path} in place of a local file is refused`, { skip: onWindows }, async () => {
      const read = await readLocalFile(path, limits);
      assert.deepEqual(read, failed('not-a-file'));
    });
  }

  // Regular files whose `stat` size is 0, but whose content is gigabytes or only errors.
  for (const [path, cause] of [
    ['/proc/self/pagemap', 'too-large'],
    ['/proc/self/mem', 'other'],
  ] as const) {
    it(
      `a symbolic link to ${path} is refused twenty times in a row, and memory grows by less than 4 MB`,
      { skip: withoutProc },
      async (t) => {
        const link = join(await folderFor(t), 'client_secrets.json');
        await symlink(path, link);
        await readLocalFile(link, limits);
        const before = process.memoryUsage();
        for (let index = 0; index < 20; index += 1) {
          assert.deepEqual(await readLocalFile(link, limits), failed(cause));
        }
        const grown = process.memoryUsage().arrayBuffers - before.arrayBuffers;
        assert.ok(grown < 4 * 1024 * 1024, `${grown} bytes more`);
      },
    );
  }

  it(
    'the file /proc/self/status is read although its size is reported as 0',
    { skip: withoutProc },
    async () => {
      const read = await readLocalFile('/proc/self/status', limits);
      assert.ok(read.ok);
      assert.match(Buffer.from(read.value).toString(), /^Name:/);
    },
  );

  it(
    'each of 2000 reads gives the text of a local file or the reason not-a-file while the path switches between the file and a named pipe',
    { skip: onWindows },
    async (t) => {
      const folder = await folderFor(t);
      const [name, file, pipe] = ['name', 'file', 'pipe'].map((each) => join(folder, each)) as [
        string,
        string,
        string,
      ];
      await writeFile(file, 'text');
      execFileSync('mkfifo', [pipe]);
      await symlink('file', name);
      let isDone = false;
      const flip = async () => {
        for (let index = 0; !isDone; index += 1) {
          const next = join(folder, `next${index % 2}`);
          await symlink(index % 2 === 0 ? 'pipe' : 'file', next);
          await rename(next, name);
        }
      };
      const flipping = flip();
      const outcomes = new Set<string>();
      for (let index = 0; index < 2000; index += 1) {
        const read = await readLocalFile(name, limits);
        outcomes.add(read.ok ? Buffer.from(read.value).toString() : read.failure);
      }
      isDone = true;
      await flipping;
      assert.deepEqual([...outcomes].toSorted(), ['not-a-file', 'text']);
    },
  );

  it('reading a local file stops at the deadline if opening the file hangs, and the file is closed once it has opened', async (t) => {
    const path = join(await folderFor(t), 'file');
    await writeFile(path, 'text');
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const opened = await fs.open(path);
    const closed = t.mock.method(opened, 'close');
    const held = Promise.withResolvers<FileHandle>();
    openAs(t, () => held.promise);
    const read = readLocalFile(path, limits);
    t.mock.timers.tick(limits.timeoutMs);
    assert.deepEqual(await read, failed('too-slow'));
    assert.equal(closed.mock.callCount(), 0);
    held.resolve(opened);
    while (closed.mock.callCount() === 0) await setImmediate();
    await closed.mock.calls[0]?.result;
  });

  it('reading a local file leaves no timer behind', async (t) => {
    const path = join(await folderFor(t), 'file');
    await writeFile(path, 'text');
    const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    await readLocalFile(path, limits);
    const after = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    assert.equal(after, before);
  });
});
