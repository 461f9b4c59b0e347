import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  applicationIdOf,
  isSavedElsewhere,
  nameFromClientId,
  summaryOf,
  type Application,
} from '../../../../src/core/applications/application.ts';
import { defaultScopes } from '../../../../src/core/credentials/credentials.ts';
import { groupCredentials } from '../credentials/samples.ts';

it('the list of default scopes contains exactly one scope, resources:read', () => {
  assert.deepEqual(defaultScopes, ['resources:read']);
});

describe('application IDs', () => {
  const cases = [
    { token: 'https://id.api.isogeo.com/oauth/token', id: 'a@id.api.isogeo.com' },
    { token: 'https://id.api.qa.isogeo.com/oauth/token', id: 'a@id.api.qa.isogeo.com' },
    { token: 'http://127.0.0.1:5000/oauth/token', id: 'a@http://127.0.0.1:5000' },
    { token: 'https://127.0.0.1:5000/oauth/token', id: 'a@127.0.0.1:5000' },
    { token: 'http://localhost/token', id: 'a@http://localhost/token' },
    { token: 'https://geo.example/oauth/token?subscription-key=k3y', id: 'a@geo.example' },
    { token: 'https://geo.example/id/oauth/token', id: 'a@geo.example/id/oauth/token' },
  ];
  for (const { token, id } of cases) {
    it(`an application with the client ID a and the token address ${token} gets the ID ${id}`, () => {
      assert.equal(applicationIdOf('a', token), id);
    });
  }

  it('at signs in client IDs and token addresses can’t give two applications the same ID', () => {
    const pairs = [
      ['x', 'https://h1/p@h2'],
      ['x@h1/p', 'https://h2/oauth/token'],
      ['x%40h1/p', 'https://h2/oauth/token'],
    ] as const;
    assert.equal(
      new Set(pairs.map(([clientId, token]) => applicationIdOf(clientId, token))).size,
      pairs.length,
    );
  });
});

it('an application’s ID escapes the percent and at signs of its client ID, but not a space or the letter é', () => {
  assert.equal(applicationIdOf('a b@c%é', 'https://h/oauth/token'), 'a b%40c%25é@h');
});

describe('one client ID on several servers', () => {
  for (const [id, saved, isElsewhere] of [
    ['a@h1', ['a@h2'], true],
    ['a@h1', ['b@h2', 'a@h1', 'a@http://h1'], true],
    ['a@http://h1', ['a@http://h2'], true],
    ['a@h1', ['b@h2'], false],
    ['a@h1', ['a@h1', 'a@h1/other'], false],
    ['a@http://h1/token', ['a@http://h1'], false],
    ['a@h1/x', ['a@h1/y', 'ab@h2'], false],
    ['a@h1', [], false],
  ] as const) {
    it(`the client ID in the application ID ${id} ${isElsewhere ? 'is' : 'isn’t'} saved for another server if these IDs are saved: ${saved.join(', ') || 'no application'}`, () => {
      assert.equal(isSavedElsewhere(id, saved), isElsewhere);
    });
  }
});

describe('application names', () => {
  const uuid = '0123456789abcdef0123456789abcdef';
  const dashed = '01234567-89ab-cdef-0123-456789abcdef';
  const cases = [
    { clientId: `my-app-${uuid}`, name: 'my-app' },
    { clientId: `my-app-${dashed}`, name: 'my-app' },
    { clientId: `my-app-${dashed.toUpperCase()}`, name: 'my-app' },
    { clientId: `my\u202e  app\u200b-${uuid}`, name: 'my app' },
    { clientId: `${'x'.repeat(90)}-${uuid}`, name: 'x'.repeat(80) },
    { clientId: 'y'.repeat(90), name: 'y'.repeat(80) },
    { clientId: '\u200b', name: '\u200b' },
    { clientId: dashed, name: dashed },
    { clientId: `-${uuid}`, name: `-${uuid}` },
    { clientId: `my-app-${uuid}0`, name: `my-app-${uuid}0` },
    { clientId: groupCredentials.clientId, name: groupCredentials.clientId },
  ];
  for (const { clientId, name } of cases) {
    it(`an application with the client ID ${clientId} gets the name ${name}`, () => {
      assert.equal(nameFromClientId(clientId), name);
    });
  }
});

it('the summary of an application doesn’t contain its credentials', () => {
  const shown = { id: 'a@b', name: 'a', kind: 'group', platform: 'qa' } as const;
  const application: Application = { ...shown, credentials: groupCredentials };
  assert.deepEqual(summaryOf(application), shown);
});
