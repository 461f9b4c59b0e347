import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { shareViewAddress } from '../../../../src/core/platform/shareViews.ts';

const share = { id: 'a1', urlToken: 'k-2_Y' };

describe('views of a share', () => {
  it('a share’s OpenCatalog address on Production and QA, and CSW address on Production, contain the share’s ID and key', () => {
    assert.equal(
      shareViewAddress('openCatalog', 'prod', share),
      'https://open.isogeo.com/s/a1/k-2_Y',
    );
    assert.equal(
      shareViewAddress('openCatalog', 'qa', share),
      'https://qa-isogeo-open.azurewebsites.net/s/a1/k-2_Y',
    );
    assert.equal(
      shareViewAddress('csw', 'prod', share),
      'https://services.api.isogeo.com/ows/s/a1/k-2_Y?service=CSW&version=2.0.2&request=GetCapabilities',
    );
  });

  it('a share without a key or on an on-premises platform has no OpenCatalog address, and a share on QA has no CSW address', () => {
    assert.equal(shareViewAddress('openCatalog', 'custom', share), undefined);
    assert.equal(shareViewAddress('csw', 'qa', share), undefined);
    assert.equal(shareViewAddress('openCatalog', 'prod', { id: 'a1' }), undefined);
  });
});
