import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { accountLabelOf } from '../../../../src/core/applications/accountLabel.ts';
import { fullAccountLabel } from '../../../../src/core/applications/givenLabel.ts';

const application = {
  id: 'viewer-0123@id.api.isogeo.com',
  name: 'Viewer',
  kind: 'group',
  platform: 'prod',
} as const;

describe('account labels', () => {
  it('the label of an account contains the application’s name, the start of its client ID and the platform', () => {
    assert.equal(accountLabelOf(application, []), 'Viewer (viewer-0, prod)');
  });

  for (const [what, clientId, start] of [
    ['a live id', 'viewer-12345678-9abc-4def-8123-456789abcdef', 'viewer-12345678'],
    ['a live id without dashes', 'viewer-123456789abc4def8123456789abcdef', 'viewer-12345678'],
    [
      'a name with a UUID’s own parts',
      'a-1234-12345678-9abc-4def-8123-456789abcdef',
      'a-1234-12345678',
    ],
    ['a name beyond ASCII', 'été-🗺-12345678-9abc-4def-8123-456789abcdef', 'été-🗺-12345678'],
    ['a name with an at sign', 'a@b-12345678-9abc-4def-8123-456789abcdef', 'a@b-12345678'],
    ['a bare UUID', '12345678-9abc-4def-8123-456789abcdef', '12345678'],
    ['a documented sample', 'python-minimalist-sdk-test-uuid-1a2b3c4d5e6f', 'python-m'],
  ] as const) {
    it(`an account’s label shows the client ID up to the eighth digit of its UUID, or without a UUID its first eight characters: ${what}`, () => {
      const given = { ...application, id: `${clientId}@id.api.isogeo.com` };
      assert.equal(accountLabelOf(given, []), `Viewer (${start}, prod)`);
      assert.ok(given.id.startsWith(start));
    });
  }

  it('the labels of two accounts with the same name differ if the UUIDs in their client IDs begin differently', () => {
    const [one, other] = ['12345678', '87654321'].map((uuid) =>
      accountLabelOf(
        { ...application, id: `viewer-${uuid}-9abc-4def-8123-456789abcdef@id.api.isogeo.com` },
        [],
      ),
    );
    assert.notEqual(one, other);
  });

  it('the label of an account contains more of the ID if another ID on the same platform begins like it', () => {
    const others = ['viewer-0@id.api.isogeo.com', 'viewer-01@id.api.isogeo.com'];
    assert.equal(accountLabelOf(application, others), 'Viewer (viewer-012, prod)');
  });

  it('an account label shows more of the ID if another ID begins like it, even if the ID contains a slash or an invalid server address', () => {
    const custom = { ...application, id: 'viewer-0123@http://[', platform: 'custom' } as const;
    assert.equal(accountLabelOf(custom, ['viewer-01@http://[']), 'Viewer (viewer-012, custom)');
    const slash = { ...application, id: 'a/b-0123456@id.api.isogeo.com' };
    const label = accountLabelOf(slash, ['a/b-0123@id.api.isogeo.com']);
    assert.equal(label, 'Viewer (a/b-01234, prod)');
  });

  it('the label of an account shows no more of its client ID than usual if an application on another platform has the same client ID', () => {
    for (const server of ['id.api.qa.isogeo.com', 'id.geo.example', 'http://127.0.0.1:8080']) {
      const label = accountLabelOf(application, [`viewer-0123@${server}`]);
      assert.equal(label, 'Viewer (viewer-0, prod)');
    }
  });

  it('the account labels of up to 30 random applications on three servers differ from each other', () => {
    const servers = ['id.api.isogeo.com', 'id.api.qa.isogeo.com', 'id.geo.example/a'] as const;
    const platforms = ['prod', 'qa', 'custom'] as const;
    const anyApplication = fc.record({
      client: fc.stringMatching(/^[ab]{1,12}(-[0-9a-f]{1,12}){0,2}$/),
      name: fc.stringMatching(/^[ab() ,]{1,12}$/),
      place: fc.nat({ max: 2 }),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(anyApplication, {
          selector: ({ client, place }) => `${client} ${place}`,
          maxLength: 30,
        }),
        (given) => {
          const ids: string[] = [];
          const labels = given.map(({ client, name, place }) => {
            const id = `${client}@${servers[place] ?? ''}`;
            const platform = platforms[place] ?? 'custom';
            const label = accountLabelOf({ id, name, kind: 'group', platform }, ids);
            ids.push(id);
            return label;
          });
          assert.equal(new Set(labels).size, labels.length);
        },
      ),
    );
  });

  it('the label of an account contains a short ID completely', () => {
    assert.equal(accountLabelOf({ ...application, id: 'a@b' }, []), 'Viewer (a@b, prod)');
    assert.equal(fullAccountLabel({ ...application, id: 'a@b' }), 'Viewer (a@b, prod)');
  });

  it('an account label leaves out a character of the ID that reverses the direction of the text', () => {
    const label = accountLabelOf({ ...application, id: 'ab\u202ecd-0123456@host' }, []);
    assert.doesNotMatch(label, /\u202e/);
  });
});
