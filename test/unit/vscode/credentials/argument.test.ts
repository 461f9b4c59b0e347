import '../../../faults/support/withVscode.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';

const { pathOfArgument, uriOfArgument } =
  await import('../../../../src/vscode/credentials/credentialsFiles.ts');
const { unreadable } = await import('../../../../src/vscode/words/credentials.ts');

describe('the credentials file in a command’s argument', () => {
  for (const argument of [undefined, null, 42, true, [], ['/a.json'], {}, '', '  ', '\n']) {
    it(`the refusal of ${inspect(argument)} as a file is a whole sentence that names the argument`, () => {
      const path = pathOfArgument(argument);
      assert.equal(uriOfArgument(path), undefined);
      assert.equal(unreadable('not-absolute', path), 'credentialsFile isn’t an absolute path.');
    });
  }

  for (const argument of [
    'file:///tmp/a.json',
    'FILE:///tmp/a.json',
    'File:/tmp/a.json',
    'file://localhost/tmp/a.json',
    'FILE://LocalHost/tmp/a.json',
  ]) {
    it(`the file URI ${argument} names a file of this machine, since case and the host localhost have no meaning (RFC 8089)`, () => {
      const uri = uriOfArgument(argument);
      assert.equal(uri?.scheme, 'file');
      assert.match(uri.path, /^(\/\/)?\/tmp\/a\.json$/);
    });
  }

  it('a file URI of another host keeps its host', () => {
    assert.match(
      uriOfArgument('file://localhost.example/a.json')?.path ?? '',
      /localhost\.example/,
    );
  });
});
