import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { applicationIdOf, summaryOf } from '../../src/core/applications/application.ts';
import { success } from '../../src/core/result.ts';
import { createCaFileReader } from '../../src/node/certificates/caFiles.ts';
import { readCertificate } from '../../src/node/certificates/certificates.ts';
import { readLocalFile } from '../../src/node/files/localFile.ts';
import { createTrust } from '../../src/node/certificates/trust.ts';
import { createProbe } from '../../src/node/connection/probe.ts';
import { checkConnection } from '../../src/session/connection/checkConnection.ts';
import { authenticate } from '../../src/session/signIn/authenticate.ts';
import { TrustedCertificates } from '../../src/vscode/certificates/trustedCertificates.ts';
import { issue } from '../certificates/make.ts';
import { credentials, noCancel } from '../unit/session/fakes.ts';
import { memento } from './support/memento.ts';
import { connectionWays, factsOf, serveTls } from './support/tlsServer.ts';
import { world } from './support/world.ts';

/** The answer of a working platform without shares. */
function answerFor(path: string): string {
  if (path.endsWith('/shares')) return JSON.stringify([{ applications: [{ name: 'Atlas' }] }]);
  if (path.endsWith('/about')) return '{"version": "1.0.0"}';
  return '{"access_token": "new-token", "token_type": "bearer", "expires_in": 3599}';
}

for (const [name, way] of Object.entries(connectionWays)) {
  for (const hosts of ['one host', 'two hosts'] as const) {
    for (const until of ['session', 'revoked'] as const) {
      describe(`fault 19: a platform on ${hosts} that is trusted until ${until}, with ${name}`, () => {
        it(`fault 19: a user who trusts the server’s certificate signs in, renews six times and passes Check Connection (${hosts}, ${until}, ${name})`, async (t) => {
          const options = { answer: answerFor, ...way };
          const [certificateOfIdentity, certificateOfApi] = [
            await issue({ name: 'Identity' }),
            await issue({ name: 'API' }),
          ];
          const identity = await serveTls(t, { own: certificateOfIdentity, ...options });
          const api =
            hosts === 'one host'
              ? identity
              : await serveTls(t, { own: certificateOfApi, ...options });
          const trusted = new TrustedCertificates(memento(), readCertificate);
          await trusted.trust({
            host: api.host,
            certificate: factsOf(certificateOfApi),
            until,
          });
          await trusted.trust({
            host: identity.host,
            certificate: factsOf(certificateOfIdentity),
            until,
          });
          const trust = createTrust({
            caFiles: () => [],
            readCaFile: createCaFileReader(readLocalFile),
            useSystem: () => false,
            pinned: (host) => trusted.pinned(host),
          });
          const ports = world({ trust });
          // The server's time is this machine's.
          ports.clock.set(Date.now());
          const endpoints = {
            token: `https://${identity.host}/oauth/token`,
            api: `https://${api.host}`,
          };
          const signedIn = await authenticate({ ...credentials, endpoints }, [], ports, noCancel());
          assert.ok(signedIn.ok, JSON.stringify(signedIn));
          assert.equal(signedIn.value.shareCount, 1);
          assert.equal(signedIn.value.application.name, 'Atlas');

          const id = applicationIdOf(credentials.clientId, endpoints.token);
          for (let renewal = 0; renewal < 6; renewal += 1) {
            const renewed = await ports.tokens.renew(id, noCancel());
            assert.ok(renewed.ok, JSON.stringify(renewed));
          }

          const probe = createProbe({
            timeoutMs: () => 10_000,
            proxyFor: () => ({ via: 'direct', because: 'loopback' }),
            trust,
          });
          const { application } = signedIn.value;
          const subject = success({
            application: summaryOf(application),
            credentials: application.credentials,
          });
          for (let check = 0; check < 2; check += 1) {
            const report = await checkConnection(subject, { ...ports, probe }, noCancel());
            assert.ok(report.ok);
            assert.deepEqual(report.value.verdict, { kind: 'works' });
          }
        });
      });
    }
  }
}
