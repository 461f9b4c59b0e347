import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  accountLabelOf,
  fullAccountLabel,
} from '../../../../src/core/applications/accountLabel.ts';

const application = {
  id: 'viewer-0123@id.api.isogeo.com',
  name: 'Viewer',
  kind: 'group',
  platform: 'prod',
} as const;

describe('an account label', () => {
  it('is the name, the start of the id and the platform', () => {
    assert.equal(accountLabelOf(application, new Set()), 'Viewer (viewer-0, prod)');
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
    it(`reaches into the UUID, where ${what} has one after its name`, () => {
      const given = { ...application, id: `${clientId}@id.api.isogeo.com` };
      assert.equal(accountLabelOf(given, new Set()), `Viewer (${start}, prod)`);
      assert.ok(given.id.startsWith(start));
    });
  }

  it('tells two live ids of one name apart', () => {
    const [one, other] = ['12345678', '87654321'].map((uuid) =>
      accountLabelOf(
        { ...application, id: `viewer-${uuid}-9abc-4def-8123-456789abcdef@id.api.isogeo.com` },
        new Set(),
      ),
    );
    assert.notEqual(one, other);
  });

  it('takes as much of the id as makes it unlike the others', () => {
    const taken = new Set(['Viewer (viewer-0, prod)', 'Viewer (viewer-01, prod)']);
    assert.equal(accountLabelOf(application, taken), 'Viewer (viewer-012, prod)');
  });

  it('takes the whole of a short id', () => {
    assert.equal(accountLabelOf({ ...application, id: 'a@b' }, new Set()), 'Viewer (a@b, prod)');
    assert.equal(fullAccountLabel({ ...application, id: 'a@b' }), 'Viewer (a@b, prod)');
  });

  it('does not let an id turn the line around', () => {
    const label = accountLabelOf({ ...application, id: 'ab\u202ecd-0123456@host' }, new Set());
    assert.doesNotMatch(label, /\u202e/);
  });
});
