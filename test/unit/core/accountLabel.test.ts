import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accountLabelOf, fullAccountLabel } from '../../../src/core/accountLabel.ts';

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
