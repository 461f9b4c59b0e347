import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { authenticate, startPlatform, type Platform } from './support.ts';

interface Case {
  /** The row in the table of faults. */
  readonly row?: number;
  readonly what: string;
  readonly reason: 'credentials-unreadable' | 'credentials-invalid';
  readonly says: RegExp;
  /** The reason if it is skipped. */
  readonly skipped?: string | false;
  /** Creates it, and returns its path. */
  readonly make: (folder: string) => Promise<string> | string;
}

function file(name: string, content: string | Uint8Array): Case['make'] {
  return async (folder) => {
    await writeFile(join(folder, name), content);
    return join(folder, name);
  };
}

const onWindows = process.platform === 'win32';

const utf16WithoutMark = Buffer.from('{"web": {}}', 'utf16le');

const cases: readonly Case[] = [
  {
    row: 31,
    what: 'a folder',
    reason: 'credentials-unreadable',
    says: /is a folder/,
    make: async (folder) => {
      await mkdir(join(folder, 'folder.json'));
      return join(folder, 'folder.json');
    },
  },
  {
    row: 31,
    what: 'a pipe',
    reason: 'credentials-unreadable',
    says: /is a device or a pipe/,
    skipped: onWindows && 'there are no named pipes in folders on Windows',
    make: async (folder) => {
      await promisify(execFile)('mkfifo', [join(folder, 'pipe.json')]);
      return join(folder, 'pipe.json');
    },
  },
  {
    row: 31,
    what: 'a device',
    reason: 'credentials-unreadable',
    says: /is a device or a pipe/,
    skipped: onWindows && 'there are no devices in folders on Windows',
    make: () => '/dev/zero',
  },
  {
    row: 31,
    what: 'a link to a file of /proc that claims to be empty and has gigabytes',
    reason: 'credentials-unreadable',
    says: /is too large/,
    skipped: process.platform !== 'linux' && 'only Linux has /proc',
    make: async (folder) => {
      await symlink('/proc/self/pagemap', join(folder, 'client_secrets.pagemap.json'));
      return join(folder, 'client_secrets.pagemap.json');
    },
  },
  {
    row: 31,
    what: 'a file of 100 MB',
    reason: 'credentials-unreadable',
    says: /is too large/,
    make: async (folder) => {
      const path = join(folder, 'large.json');
      await writeFile(path, '{');
      await truncate(path, 100 * 1024 * 1024);
      return path;
    },
  },
  {
    row: 31,
    what: 'a file without permission',
    reason: 'credentials-unreadable',
    says: /can’t be read/,
    skipped:
      (onWindows && 'permissions are others on Windows') ||
      (process.getuid?.() === 0 && 'root may read every file'),
    make: async (folder) => {
      const path = join(folder, 'locked.json');
      await writeFile(path, '{}', { mode: 0o000 });
      return path;
    },
  },
  {
    row: 31,
    what: 'a link that leads back to itself',
    reason: 'credentials-unreadable',
    says: /is a link that points to itself/,
    skipped: onWindows && 'a link takes a privilege on Windows',
    make: async (folder) => {
      await symlink(join(folder, 'loop.json'), join(folder, 'loop.json'));
      return join(folder, 'loop.json');
    },
  },
  {
    row: 31,
    what: 'a file that is not there',
    reason: 'credentials-unreadable',
    says: /doesn’t exist/,
    make: (folder) => join(folder, 'missing.json'),
  },
  {
    what: 'a relative path',
    reason: 'credentials-unreadable',
    says: /isn’t an absolute path/,
    make: () => 'client_secrets.json',
  },
  {
    what: 'an empty path',
    reason: 'credentials-unreadable',
    says: /^credentialsFile isn’t an absolute path/,
    make: () => '',
  },
  {
    what: 'a file URI with its scheme in capitals and the host localhost, which is read',
    reason: 'credentials-invalid',
    says: /is empty/,
    make: async (folder) => {
      const { pathname } = pathToFileURL(await file('uri.json', '')(folder));
      return `FILE://localhost${pathname}`;
    },
  },
  {
    row: 30,
    what: 'UTF-16 without a byte order mark',
    reason: 'credentials-unreadable',
    says: /isn’t a text file/,
    make: file('utf16.json', utf16WithoutMark),
  },
  {
    row: 30,
    what: 'UTF-16 with its mark, which is read',
    reason: 'credentials-invalid',
    says: /web\.client_id is missing/,
    make: file('utf16-marked.json', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16WithoutMark])),
  },
  {
    row: 34,
    what: 'an empty file',
    reason: 'credentials-invalid',
    says: /is empty/,
    make: file('empty.json', ''),
  },
  {
    row: 34,
    what: 'null',
    reason: 'credentials-invalid',
    says: /line 1, column 1: the file must contain an object/,
    make: file('null.json', 'null'),
  },
  {
    row: 34,
    what: 'truncated JSON',
    reason: 'credentials-invalid',
    says: /line 2, column \d+: expected a (closing brace|comma)/,
    make: file('truncated.json', '{"web": {\n"client_id": "a"'),
  },
  {
    row: 34,
    what: '{"web": null}',
    reason: 'credentials-invalid',
    says: /line 1, column 9: web must be an object/,
    make: file('web-null.json', '{"web": null}'),
  },
  {
    what: 'a web page',
    reason: 'credentials-invalid',
    says: /isn’t a credentials file/,
    make: file('page.json', '<!doctype html><html><body>Sign in</body></html>'),
  },
];

describe('files that aren’t credentials files', () => {
  let platform: Platform;

  before(async () => {
    platform = await startPlatform();
  });

  after(() => platform.dispose());

  for (const { row, what, reason, says, skipped = false, make } of cases) {
    const fault = row === undefined ? '' : `fault ${row}: `;
    const why = skipped === false ? '' : ` (skipped: ${skipped})`;
    const title = `${fault}${what} is answered with its reason and its sentence${why}`;
    (skipped === false ? it : it.skip)(title, async function () {
      this.timeout(1000);
      const path = await make(platform.folder);
      const before = process.memoryUsage.rss();
      const answer = await authenticate(path);
      const grownBytes = process.memoryUsage.rss() - before;
      assert.ok(grownBytes < 50 * 1024 * 1024, `${grownBytes} bytes more`);
      assert.deepEqual({ ok: answer.ok, reason: answer.reason }, { ok: false, reason });
      assert.match(answer.message ?? '', says);
    });
  }
});
