import assert from 'node:assert/strict';
import { needs } from '../../needs.ts';
import { mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import {
  groupApplication,
  publicApplication,
  userApplication,
} from '../../sandbox/applications.ts';
import { toIni, toJson, writeCredentialsFiles } from '../../sandbox/credentialsFiles.ts';

const application = groupApplication({
  clientId: 'viewer-0123456789abcdef0123456789abcdef',
  clientSecret: 'a+b/c%d=e%%f',
});
const sandbox = { origin: 'http://127.0.0.1:8123' };

async function folderFor(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'isogeo-sandbox-test-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe('the credentials files of the sandbox', () => {
  it('the sandbox’s JSON credentials file of a group application contains, under "web", the ID, the secret, the kind and the sandbox’s addresses, but no redirect URIs', () => {
    assert.deepEqual(JSON.parse(toJson(sandbox.origin, application)), {
      web: {
        client_id: 'viewer-0123456789abcdef0123456789abcdef',
        client_secret: 'a+b/c%d=e%%f',
        auth_uri: 'http://127.0.0.1:8123/oauth/authorize',
        token_uri: 'http://127.0.0.1:8123/oauth/token',
        scopes: ['resources:read'],
        kind: 'public',
        isogeo_type: 'group',
        isogeo_staff: false,
      },
    });
  });

  it('the sandbox’s INI credentials file doubles each percent sign, as Python’s configparser requires', () => {
    assert.equal(
      toIni(sandbox.origin, application),
      `[auth]
CLIENT_TYPE = group
CLIENT_ID = viewer-0123456789abcdef0123456789abcdef
CLIENT_SECRET = a+b/c%%d=e%%%%f
URI_AUTH = http://127.0.0.1:8123/oauth/authorize
URI_TOKEN = http://127.0.0.1:8123/oauth/token
URI_REDIRECT = http://localhost:5000/callback
`,
    );
  });

  const given = { clientId: 'editor-0123', clientSecret: 'secret', redirectUris: ['a:b', 'c:d'] };
  const ofUser = {
    client_id: 'editor-0123',
    client_secret: 'secret',
    redirect_uris: ['a:b', 'c:d'],
    auth_uri: 'http://127.0.0.1:8123/oauth/authorize',
    token_uri: 'http://127.0.0.1:8123/oauth/token',
    scopes: ['resources:read'],
    isogeo_type: 'user',
    isogeo_staff: false,
  };

  it('the sandbox’s JSON credentials file of a confidential user application has the top-level key "installed"', () => {
    assert.deepEqual(JSON.parse(toJson(sandbox.origin, userApplication(given))), {
      installed: { ...ofUser, kind: 'confidential' },
    });
  });

  it('the sandbox’s JSON credentials file of a public application has the top-level key "web" and the redirect URIs', () => {
    assert.deepEqual(JSON.parse(toJson(sandbox.origin, publicApplication(given))), {
      web: { ...ofUser, kind: 'public' },
    });
  });

  it('the sandbox’s INI credentials file contains the kind of the application and the first redirect URI', () => {
    assert.equal(
      toIni(sandbox.origin, userApplication(given)),
      `[auth]
CLIENT_TYPE = user
CLIENT_ID = editor-0123
CLIENT_SECRET = secret
URI_AUTH = http://127.0.0.1:8123/oauth/authorize
URI_TOKEN = http://127.0.0.1:8123/oauth/token
URI_REDIRECT = a:b
`,
    );
    assert.match(toIni(sandbox.origin, publicApplication(given)), /^CLIENT_TYPE = public$/m);
  });

  it('the sandbox writes the credentials files of a second application beside those of the first, under the given base name', async (t) => {
    const folder = await folderFor(t);
    const group = await writeCredentialsFiles(folder, sandbox, application);
    const user = await writeCredentialsFiles(folder, sandbox, userApplication(given), 'editor');
    assert.deepEqual(user, { json: join(folder, 'editor.json'), ini: join(folder, 'editor.ini') });
    assert.match(await readFile(user.json, 'utf8'), /editor-0123/);
    assert.match(await readFile(group.json, 'utf8'), /viewer-0123/);
  });

  it('the credentials files of the sandbox are written into a folder that is created if missing', async (t) => {
    const folder = join(await folderFor(t), 'a', 'b');
    const files = await writeCredentialsFiles(folder, sandbox, application);
    assert.deepEqual(files, {
      json: join(folder, 'client_secrets.json'),
      ini: join(folder, 'client_secrets.ini'),
    });
    assert.equal(await readFile(files.json, 'utf8'), toJson(sandbox.origin, application));
    assert.equal(await readFile(files.ini, 'utf8'), toIni(sandbox.origin, application));
  });

  it(
    'the credentials files of the sandbox can only be read by the user who started the sandbox',
    { skip: needs('modes') },
    async (t) => {
      const files = await writeCredentialsFiles(await folderFor(t), sandbox, application);
      for (const path of Object.values(files) as string[]) {
        assert.equal((await stat(path)).mode & 0o777, 0o600);
      }
    },
  );

  it(
    'the sandbox overwrites an earlier sandbox’s credentials file, and makes the file readable only by the user',
    { skip: needs('modes') },
    async (t) => {
      const folder = await folderFor(t);
      const path = join(folder, 'client_secrets.json');
      await writeFile(path, toJson('http://127.0.0.1:1', application), { mode: 0o644 });
      await writeCredentialsFiles(folder, sandbox, application);
      assert.equal(await readFile(path, 'utf8'), toJson(sandbox.origin, application));
      assert.equal((await stat(path)).mode & 0o777, 0o600);
    },
  );

  it('the sandbox refuses to overwrite a credentials file of Isogeo’s production platform', async (t) => {
    const folder = await folderFor(t);
    const real = toJson('https://id.api.isogeo.com', application);
    await writeFile(join(folder, 'client_secrets.json'), real);
    await assert.rejects(writeCredentialsFiles(folder, sandbox, application), /not written by/);
    assert.equal(await readFile(join(folder, 'client_secrets.json'), 'utf8'), real);
  });

  it(
    'the sandbox doesn’t write a credentials file through a symbolic link to the link’s target',
    { skip: needs('links') },
    async (t) => {
      const folder = await folderFor(t);
      const target = join(folder, 'elsewhere');
      await symlink(target, join(folder, 'client_secrets.ini'));
      await writeCredentialsFiles(folder, sandbox, application);
      await assert.rejects(stat(target), { code: 'ENOENT' });
    },
  );
});
