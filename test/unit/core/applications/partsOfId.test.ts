import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { partsOfId } from '../../../../src/core/applications/partsOfId.ts';

describe('partsOfId', () => {
  it('the name and the server of an application are read from the application’s ID alone', () => {
    const uuid = '0f8fad5b-d9cb-469f-a165-70867728950e';
    assert.deepEqual(partsOfId(`my-app-${uuid}@id.api.isogeo.com`), {
      name: 'my-app',
      server: 'id.api.isogeo.com',
    });
    assert.deepEqual(partsOfId('a%40b%25c@http://127.0.0.1:1/x'), {
      name: 'a@b%c',
      server: 'http://127.0.0.1:1/x',
    });
  });
});
