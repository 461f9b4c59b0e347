import '../../../faults/support/withVscode.ts';
import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { describe, it, type TestContext } from 'node:test';
import type * as vscode from 'vscode';
import { failed, success } from '../../../../src/core/result.ts';
import { FileType, Uri, workspace } from '../../../faults/support/vscode.ts';

const { createFileReader } = await import('../../../../src/vscode/host/files.ts');

const limits = { maxBytes: 4, timeoutMs: 5000 };

function uri(scheme: string): vscode.Uri {
  return new Uri(scheme, '/p/file') as unknown as vscode.Uri;
}

/** A workspace whose only file has this type and content, and reports this size. */
function serve(t: TestContext, type: number, size: number, content: string) {
  t.mock.method(workspace.fs, 'stat', () => Promise.resolve({ type, size }));
  const bytes = new TextEncoder().encode(content);
  return t.mock.method(workspace.fs, 'readFile', () => Promise.resolve(bytes) as never);
}

const readLocally = createFileReader((path, { maxBytes }) =>
  Promise.resolve(success(new TextEncoder().encode(`${path} ${maxBytes}`))),
);
const read = createFileReader(() => Promise.reject(new Error('No local file is read.')));

describe('createFileReader', () => {
  it('a file with the URI scheme file: is read directly, not through VS Code', async () => {
    const expected = success(new TextEncoder().encode('/p/file 4'));
    assert.deepEqual(await readLocally(uri('file'), limits), expected);
  });

  it('a file with the URI scheme vscode-vfs: is read through VS Code, even if VS Code reports the size 0', async (t) => {
    for (const size of [3, 0]) {
      serve(t, FileType.File, size, 'abc');
      const expected = success(new TextEncoder().encode('abc'));
      assert.deepEqual(await read(uri('vscode-vfs'), limits), expected);
      t.mock.restoreAll();
    }
  });

  for (const [what, type, size, cause] of [
    ['a folder', FileType.Directory, 0, 'directory'],
    ['a link to a folder', FileType.Directory | FileType.SymbolicLink, 0, 'directory'],
    ['a pipe', FileType.Unknown, 0, 'not-a-file'],
    ['a file that is too large', FileType.File, 5, 'too-large'],
  ] as const) {
    it(`reading ${what} through VS Code is refused without a read of the contents`, async (t) => {
      const reads = serve(t, type, size, 'abc');
      assert.deepEqual(await read(uri('vscode-remote'), limits), failed(cause));
      assert.equal(reads.mock.callCount(), 0);
    });
  }

  it('a file over the size limit is refused although VS Code reports a smaller size', async (t) => {
    serve(t, FileType.File, 1, 'abcde');
    assert.deepEqual(await read(uri('vscode-vfs'), limits), failed('too-large'));
  });

  it('a file with the URI scheme vscode-remote: whose reported size is 0 counts as empty and isn’t read', async (t) => {
    const reads = serve(t, FileType.File, 0, 'abc');
    assert.deepEqual(await read(uri('vscode-remote'), limits), success(new Uint8Array()));
    assert.equal(reads.mock.callCount(), 0);
  });

  for (const call of ['stat', 'readFile'] as const) {
    it(`reading a file fails at the deadline if VS Code’s ${call} hangs`, async (t) => {
      serve(t, FileType.File, 3, 'abc');
      t.mock.method(workspace.fs, call, () => new Promise<never>(() => undefined));
      t.mock.timers.enable({ apis: ['setTimeout'] });
      const answer = read(uri('vscode-remote'), limits);
      await setImmediate();
      t.mock.timers.tick(limits.timeoutMs);
      assert.deepEqual(await answer, failed('too-slow'));
    });
  }

  for (const [code, message, cause] of [
    ['FileNotFound', '', 'not-found'],
    ['NoPermissions', '', 'no-permission'],
    ['Unknown', 'EACCES: permission denied', 'no-permission'],
    ['FileIsADirectory', '', 'directory'],
    ['Unknown', 'ELOOP: too many symbolic links', 'link-loop'],
    ['Unavailable', '', 'other'],
  ] as const) {
    it(`a failed read has the cause ${cause} if VS Code fails with ${code} ${message}`, async (t) => {
      const error = Object.assign(new Error(message), { code });
      t.mock.method(workspace.fs, 'stat', () => Promise.reject(error));
      assert.deepEqual(await read(uri('vscode-remote'), limits), failed(cause));
    });
  }
});
