import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { summaryOf } from '../../../../src/core/applications/application.ts';
import { listed, parseIndex, serialiseIndex } from '../../../../src/core/applications/listed.ts';
import { recordWith, tokenWith } from '../../session/fakes.ts';

const { application } = recordWith(tokenWith('access-token'));
const summary = summaryOf(application);
const user = { ...summary, id: 'other@host', kind: 'user', platform: 'custom' } as const;
const qa = { ...summary, id: 'a@host', platform: 'qa' } as const;
const all = [summary, user, qa];

describe('listed applications', () => {
  it('an application’s entry in the list has the times of the token’s issue and expiry, but neither the token nor the credentials', () => {
    const token = { ...tokenWith('access-token'), refreshToken: 'refresh-token' };
    const { obtainedAt, expiresAt } = token;
    const shown = listed(recordWith(token));
    assert.deepEqual(shown, { ...summary, validity: { obtainedAt, expiresAt } });
    assert.deepEqual(listed(recordWith(undefined)), summary);
    assert.deepEqual(listed(recordWith({ accessToken: 'access-token', obtainedAt: 1 })).validity, {
      obtainedAt: 1,
    });
  });
});

describe('the index of applications', () => {
  it('the index of saved applications is read back with the same entries that were written', () => {
    const read = parseIndex(serialiseIndex(all));
    assert.deepEqual(new Map(all.map((each) => [each.id, each])), read);
  });

  it('the index of applications has the same text if the same applications are given in reverse order', () => {
    assert.equal(serialiseIndex([...all].reverse()), serialiseIndex(all));
  });

  it('the index of applications contains no secrets and no tokens', () => {
    assert.doesNotMatch(serialiseIndex([application]), /s3cr3t|access-token/);
  });

  const text = serialiseIndex(all);
  const stored = JSON.parse(text) as { applications: object[] };
  const with1 = (change: object) =>
    JSON.stringify({ version: 1, applications: [{ ...summary, ...change }] });
  for (const [what, damaged] of [
    ['is missing', undefined],
    ['is empty', ''],
    ['is cut short', text.slice(0, -5)],
    ['is another value', '[]'],
    ['is null', 'null'],
    ['has a newer schema', text.replace('"version":1', '"version":2')],
    ['has no schema', text.replace('"version":1', '"version":null')],
    ['has no list', '{"version":1}'],
    [
      'names an application twice',
      JSON.stringify({ version: 1, applications: [...stored.applications, summary] }),
    ],
    [
      'has an application that is no object',
      JSON.stringify({ version: 1, applications: [summary, 7] }),
    ],
    ['has a null as an application', JSON.stringify({ version: 1, applications: [null] })],
    ['has no ID', with1({ id: '' })],
    ['has no name', with1({ name: '' })],
    ['has a name of another type', with1({ name: {} })],
    ['has another kind', with1({ kind: 'legacy' })],
    ['has another platform', with1({ platform: 'test' })],
  ] as const) {
    it(`the index of applications is read as empty if the index or one of its entries ${what}`, () => {
      assert.deepEqual(parseIndex(damaged), new Map());
    });
  }
});
