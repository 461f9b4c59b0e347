import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Certificate } from '../../../../src/core/certificates/certificate.ts';
import { TrustedCertificates } from '../../../../src/vscode/certificates/trustedCertificates.ts';
import { memento } from '../../../faults/support/memento.ts';

const key = 'isogeo.trustedCertificates.1';

function certificate(name: string): Certificate {
  const moments = { validFrom: 0, validTo: 1 };
  return { subject: name, issuer: name, ...moments, fingerprint: `of ${name}`, pem: `PEM ${name}` };
}

/** Like Node's parser: anything else isn't a certificate. */
function read(pem: string): Certificate | undefined {
  return pem.startsWith('PEM ') ? certificate(pem.slice(4)) : undefined;
}

const [here, there] = ['id.geo.example', 'id.geo.example:8443'];

describe('trusted certificates', () => {
  it('looking up a host’s trusted certificate parses only this certificate although a thousand hosts are trusted', async () => {
    const parsed: string[] = [];
    const counting = (pem: string) => {
      parsed.push(pem);
      return read(pem);
    };
    const stored = Array.from({ length: 1000 }, (_, number) => ({
      host: `${number}.geo.example`,
      pem: `PEM ${number}`,
    }));
    const trusted = new TrustedCertificates(memento({ [key]: stored }), counting);
    assert.deepEqual(trusted.pinned('7.geo.example'), [certificate('7')]);
    assert.deepEqual(trusted.pinned('none.geo.example'), []);
    assert.deepEqual(parsed, ['PEM 7']);
    await trusted.trust({
      host: '7.geo.example',
      certificate: certificate('new'),
      until: 'session',
    });
    assert.deepEqual(trusted.pinned('7.geo.example'), [certificate('new')]);
    assert.deepEqual(parsed, ['PEM 7']);
  });

  it('a certificate that is trusted for a host isn’t trusted for another port of the same host', async () => {
    const trusted = new TrustedCertificates(memento(), read);
    await trusted.trust({ host: here, certificate: certificate('a'), until: 'revoked' });
    assert.deepEqual(trusted.pinned(here), [certificate('a')]);
    assert.deepEqual(trusted.pinned(there), []);
  });

  it('a certificate that is always trusted is listed in the next window too, a certificate trusted for the session isn’t', async () => {
    const globalState = memento();
    const trusted = new TrustedCertificates(globalState, read);
    await trusted.trust({ host: here, certificate: certificate('a'), until: 'revoked' });
    await trusted.trust({ host: there, certificate: certificate('b'), until: 'session' });
    assert.deepEqual(
      trusted.list().map(({ host, until }) => [host, until]),
      [
        [here, 'revoked'],
        [there, 'session'],
      ],
    );
    const next = new TrustedCertificates(globalState, read);
    assert.deepEqual(next.list(), [
      { host: here, certificate: certificate('a'), until: 'revoked' },
    ]);
  });

  for (const until of ['revoked', 'session'] as const) {
    it(`a host’s trusted certificate is replaced by the next one, and revoking it leaves another host’s certificate trusted (until: ${until})`, async () => {
      const trusted = new TrustedCertificates(memento(), read);
      await trusted.trust({ host: here, certificate: certificate('a'), until: 'revoked' });
      await trusted.trust({ host: here, certificate: certificate('b'), until });
      await trusted.trust({ host: there, certificate: certificate('c'), until });
      assert.deepEqual(trusted.pinned(here), [certificate('b')]);
      await trusted.revoke(here);
      assert.deepEqual(trusted.pinned(here), []);
      assert.deepEqual(trusted.pinned(there), [certificate('c')]);
    });
  }

  it('the next window trusts a host’s always trusted certificate again, although another one was trusted for the session', async () => {
    const globalState = memento();
    const trusted = new TrustedCertificates(globalState, read);
    await trusted.trust({ host: here, certificate: certificate('a'), until: 'revoked' });
    await trusted.trust({ host: here, certificate: certificate('b'), until: 'session' });
    const next = new TrustedCertificates(globalState, read);
    assert.deepEqual(next.pinned(here), [certificate('a')]);
  });

  it('the subject and fingerprint of a trusted certificate come from the certificate, not from other values in storage', () => {
    const stored = [{ host: here, pem: 'PEM a', fingerprint: 'of another', subject: 'another' }];
    const trusted = new TrustedCertificates(memento({ [key]: stored }), read);
    assert.deepEqual(trusted.pinned(here), [certificate('a')]);
  });

  for (const damage of [
    'text',
    { host: here, pem: 'PEM a' },
    [null, 1, 'PEM a', { host: here }, { pem: 'PEM a' }, { host: 1, pem: 'PEM a' }],
    [{ host: here, pem: 'no certificate' }],
  ]) {
    it(`the damaged list ${JSON.stringify(damage)} of trusted certificates in storage counts as empty, and a certificate can still be trusted`, async () => {
      const trusted = new TrustedCertificates(memento({ [key]: damage }), read);
      assert.deepEqual(trusted.list(), []);
      await trusted.trust({ host: here, certificate: certificate('b'), until: 'revoked' });
      assert.deepEqual(trusted.pinned(here), [certificate('b')]);
    });
  }
});
