import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { rawBasic } from '../../../../src/core/signIn/basic.ts';

describe('the value of a Basic header', () => {
  const cases = [
    // RFC 7617 §2 and §2.1.
    { clientId: 'Aladdin', clientSecret: 'open sesame', basic: 'QWxhZGRpbjpvcGVuIHNlc2FtZQ==' },
    { clientId: 'test', clientSecret: '123£', basic: 'dGVzdDoxMjPCow==' },
    { clientId: 'é', clientSecret: '漢😀', basic: 'w6k65ryi8J+YgA==' },
    { clientId: 'a', clientSecret: '', basic: 'YTo=' },
    { clientId: 'a b', clientSecret: '%2B+:', basic: 'YSBiOiUyQis6' },
  ];
  for (const { clientId, clientSecret, basic } of cases) {
    it(`the Basic header of ${clientId}:${clientSecret} is encoded as UTF-8`, () => {
      assert.equal(rawBasic(clientId, clientSecret), `Basic ${basic}`);
    });
  }

  it('a Basic header, decoded from Base64, gives back any client ID and secret unchanged', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 300 });
    fc.assert(
      fc.property(text, text, (clientId, clientSecret) => {
        const encoded = rawBasic(clientId, clientSecret).slice('Basic '.length);
        const pair = Buffer.from(encoded, 'base64').toString('utf8');
        assert.equal(pair, `${clientId}:${clientSecret}`);
      }),
    );
  });

  it('a Basic header can contain a secret of 64 KiB, the size of a whole credentials file', () => {
    const clientSecret = 'x'.repeat(64 * 1024);
    assert.equal(atob(rawBasic('a', clientSecret).slice('Basic '.length)), `a:${clientSecret}`);
  });
});
