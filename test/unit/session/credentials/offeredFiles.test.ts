import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseCredentialsFile } from '../../../../src/core/credentials/file.ts';
import type { Credentials } from '../../../../src/core/credentials/credentials.ts';
import { failed, success, type Result } from '../../../../src/core/result.ts';
import { inOrder, offeredFiles } from '../../../../src/session/credentials/offeredFiles.ts';

const never = new Promise<undefined>(() => undefined);
const over = Promise.resolve(undefined);

const isogeo = {
  web: { client_id: 'a', client_secret: 'b', token_uri: 'https://id.api.isogeo.com/oauth/token' },
};

/** A file from Google's console. */
const google = {
  installed: {
    client_id: '1-a.apps.googleusercontent.com',
    project_id: 'a',
    auth_uri: 'https://accounts.google.com/o/oauth2/auth',
    token_uri: 'https://oauth2.googleapis.com/token',
    auth_provider_x509_cert_url: 'https://www.googleapis.com/oauth2/v1/certs',
    client_secret: 'b',
    redirect_uris: ['http://localhost'],
  },
};

function read(content: object): Promise<Result<Credentials>> {
  const file = parseCredentialsFile(JSON.stringify(content));
  assert.ok(file.ok, JSON.stringify(file));
  return Promise.resolve(success(file.value.credentials));
}

function broken(): Promise<Result<Credentials>> {
  return Promise.resolve(
    failed({ reason: 'credentials-unreadable', cause: 'not-a-file', path: '/a' }),
  );
}

describe('offered credentials files', () => {
  it('the list of offered credentials files shows each file’s kind of application, and keeps the given order of the files', async () => {
    const offered = await offeredFiles(['b', 'a'], () => read(isogeo), never);
    assert.deepEqual(
      offered.map(({ file, credentials }) => [file, credentials?.kind]),
      [
        ['b', 'group'],
        ['a', 'group'],
      ],
    );
  });

  for (const [what, content] of [
    ['as its console writes it', google],
    [
      'of an older console',
      {
        installed: { ...google.installed, token_uri: 'https://accounts.google.com/o/oauth2/token' },
      },
    ],
    [
      'of a web application',
      { web: { ...google.installed, token_uri: 'https://www.googleapis.com/oauth2/v3/token' } },
    ],
  ] as const) {
    it(`Google’s credentials file ${what} isn’t offered`, async () => {
      assert.deepEqual(await offeredFiles(['a'], () => read(content), never), []);
    });
  }

  for (const host of ['google.com.example.org', 'id.notgoogle.com', 'id.example.org']) {
    it(`a credentials file whose server is ${host} is offered`, async () => {
      const content = { web: { ...isogeo.web, token_uri: `https://${host}/oauth/token` } };
      assert.equal((await offeredFiles(['a'], () => read(content), never)).length, 1);
    });
  }

  it('a credentials file that can’t be read is still offered, together with the reason why it can’t be read', async () => {
    assert.deepEqual(await offeredFiles(['a'], broken, never), [
      {
        file: 'a',
        failure: { reason: 'credentials-unreadable', cause: 'not-a-file', path: '/a' },
      },
    ]);
  });

  it('a credentials file that doesn’t name its platform, so that the user must choose it, is offered without a failure', async () => {
    const open = () =>
      Promise.resolve(failed({ reason: 'interaction-required', need: 'choose-platform' } as const));
    assert.deepEqual(await offeredFiles(['a'], open, never), [{ file: 'a' }]);
  });

  for (const [what, paths] of [
    [
      'the names that Isogeo gives first',
      [
        '/w/z/client_secrets.json',
        '/w/client_secrets.ini',
        '/w/client_secrets-qa.json',
        '/w/.env',
        '/w/qa.env',
      ],
    ],
    [
      'numbers by their value',
      ['/w/client_secrets2.json', '/w/client_secrets3.json', '/w/client_secrets10.json'],
    ],
    [
      'numbers of folders by their value',
      ['/w/site2/client_secrets.json', '/w/site10/client_secrets.json'],
    ],
    ['.env files by name', ['/w/.env', '/w/.env.2', '/w/.env.11', '/w/prod.env']],
  ] as const) {
    it(`the offered credentials files are sorted with ${what}`, () => {
      const files = paths.map((file) => ({ file }));
      for (const mixed of [files, files.toReversed()]) {
        assert.deepEqual(
          inOrder(mixed, (path) => path),
          files,
        );
      }
    });
  }

  it('a faulty credentials file comes after all valid files in the list of offered credentials files', () => {
    const failure = { reason: 'credentials-unreadable', cause: 'other', path: '' } as const;
    const faulty = [
      { file: '/w/client_secrets.json', failure },
      { file: '/w/client_secrets.ini', failure },
    ];
    const good = [{ file: '/w/client_secrets9.json' }, { file: '/w/.env' }];
    assert.deepEqual(
      inOrder([...faulty, ...good], (path) => path),
      [...good, ...faulty],
    );
  });

  it('the list of offered credentials files waits no longer than its deadline, and then shows an unread file by its name alone', async () => {
    const files = { slow: () => new Promise<never>(() => undefined), quick: () => read(isogeo) };
    const deadline = Promise.withResolvers<undefined>();
    const offering = offeredFiles(
      ['slow', 'quick'] as const,
      (name) => files[name](),
      deadline.promise,
    );
    deadline.resolve(undefined);
    assert.deepEqual(
      (await offering).map(({ file, credentials }) => [file, credentials?.kind]),
      [
        ['slow', undefined],
        ['quick', 'group'],
      ],
    );
  });

  it('the list of offered credentials files shows the kind of application of a file that is read at once, although the deadline is already over', async () => {
    const [offered] = await offeredFiles(['a'], () => read(isogeo), over);
    assert.equal(offered?.credentials?.kind, 'group');
  });
});
