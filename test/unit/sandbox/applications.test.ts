import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  groupApplication,
  kindOf,
  newClientSecret,
  publicApplication,
  userApplication,
} from '../../sandbox/applications.ts';
import { firstApplication, sandboxFor } from './helpers.ts';

describe('an application of the sandbox', () => {
  it('the default application of the sandbox is the group application Sandbox catalog viewer', async (t) => {
    const { name, type, kind } = firstApplication(await sandboxFor(t));
    assert.deepEqual(
      { name, type, kind },
      {
        name: 'Sandbox catalog viewer',
        type: 'group',
        kind: 'public',
      },
    );
  });

  it('the kind of a sandbox application is group, user or public, and a confidential group application is a group', () => {
    assert.equal(kindOf(groupApplication()), 'group');
    assert.equal(kindOf(groupApplication({ kind: 'confidential' })), 'group');
    assert.equal(kindOf(userApplication()), 'user');
    assert.equal(kindOf(publicApplication()), 'public');
  });

  it('a user or public application of the sandbox has redirect URIs, and a group application has no redirect URI', () => {
    assert.deepEqual(groupApplication().redirectUris, []);
    assert.deepEqual(userApplication({ redirectUris: ['a:b'] }).redirectUris, ['a:b']);
    assert.notEqual(publicApplication().redirectUris.length, 0);
  });

  it('the client ID of a sandbox application is made of the application’s name and 32 hexadecimal digits', () => {
    assert.match(groupApplication().clientId, /^sandbox-catalog-viewer-[0-9a-f]{32}$/);
  });

  it('the client ID of a sandbox application with an accented name has only plain letters, digits and hyphens', () => {
    assert.match(groupApplication({ name: 'Été – Forêt' }).clientId, /^e-te-fore-t-[0-9a-f]{32}$/);
  });

  it('a new client secret of the sandbox has 64 characters, some of which percent-encoding changes', () => {
    const secret = newClientSecret();
    assert.equal(secret.length, 64);
    for (const character of '+/%=') {
      assert.ok(secret.includes(character));
    }
  });

  it('two new client secrets of the sandbox are different', () => {
    assert.notEqual(newClientSecret(), newClientSecret());
  });
});
