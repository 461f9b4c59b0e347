import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isCredentialsIni } from '../../../../src/core/credentials/iniName.ts';

describe('credentials files in INI form', () => {
  for (const [path, expected] of [
    ['/work/client_secrets.ini', true],
    ['/work/client_secrets_qa.ini', true],
    ['/work/client_secrets.ini.txt', false],
    ['/work/my_client_secrets.ini', false],
    ['/client_secrets/other.ini', false],
    ['/work/client_secrets.json', false],
  ] as const) {
    it(`the file ${path} is ${expected ? 'recognised' : 'not recognised'} as a credentials file in INI form`, () => {
      assert.equal(isCredentialsIni({ uri: { path, scheme: 'file' } }), expected);
    });
  }

  it('the former text of a credentials file, which a comparison with Git shows, isn’t a credentials file', () => {
    const path = '/work/client_secrets.ini';
    assert.equal(isCredentialsIni({ uri: { path, scheme: 'git' } }), false);
  });
});
