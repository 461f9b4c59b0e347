import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lacksIssuerAlone, type Certificate } from '../../src/core/certificates/certificate.ts';
import { issue, issueChain } from '../certificates/make.ts';
import {
  connectionWays,
  factsOf,
  pemFile,
  secret,
  sender,
  sendSecret,
  serveTls,
  tlsFailure,
} from './support/tlsServer.ts';

async function repeated<T>(count: number, run: () => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  // After an answer, its connection becomes available in a later turn.
  for (let number = 0; number < count; number += 1) all.push(await run());
  return all;
}

for (const [name, way] of Object.entries(connectionWays)) {
  describe(`fault 19: a trusted certificate of a server with ${name}`, () => {
    it(`fault 19: ${name}: a trusted certificate is accepted for fifty requests in a row`, async (t) => {
      const own = await issue({ name: 'Self' });
      const server = await serveTls(t, { own, ...way });
      const send = sender({ pinned: { [server.host]: factsOf(own) } });
      const outcomes = await repeated(50, () => send(server.host));
      assert.deepEqual(
        outcomes.filter(({ ok }) => !ok),
        [],
      );
      assert.deepEqual(server.received, Array(50).fill(secret));
    });

    it(`fault 19: ${name}: a trusted certificate is accepted for ten requests at once`, async (t) => {
      const own = await issue({ name: 'Self' });
      const server = await serveTls(t, { own, ...way });
      const send = sender({ pinned: { [server.host]: factsOf(own) } });
      for (let round = 0; round < 3; round += 1) {
        const sent = await Promise.all(Array.from({ length: 10 }, () => send(server.host)));
        assert.ok(sent.every(({ ok }) => ok));
      }
      assert.equal(server.received.length, 30);
    });

    it(`fault 19: ${name}: a certificate that replaces the trusted one after five requests is refused before a byte is sent`, async (t) => {
      const own = await issue({ name: 'Self' });
      const server = await serveTls(t, { own, ...way });
      const send = sender({ pinned: { [server.host]: factsOf(own) } });
      const outcomes = await repeated(5, () => send(server.host));
      assert.ok(outcomes.every(({ ok }) => ok));
      const impostor = await issue({ name: 'Self' });
      server.present(impostor);
      for (const sent of await repeated(5, () => send(server.host))) {
        assert.deepEqual(tlsFailure(sent).certificate, factsOf(impostor));
      }
      assert.equal(server.received.length, 5);
      server.present(own);
      const again = await repeated(5, () => send(server.host));
      assert.ok(again.every(({ ok }) => ok));
    });

    it(`fault 19: ${name}: a certificate that replaces the trusted one while connections stay open is refused before a byte is sent`, async (t) => {
      const own = await issue({ name: 'Self' });
      const server = await serveTls(t, { own, ...way });
      const send = sender({ pinned: { [server.host]: factsOf(own) } });
      assert.ok((await repeated(5, () => send(server.host))).every(({ ok }) => ok));
      server.present(await issue({ name: 'Self' }), { keepsOpen: true });
      for (const sent of await repeated(5, () => send(server.host))) tlsFailure(sent);
      assert.equal(server.received.length, 5);
    });

    it(`fault 19: ${name}: the failure of each of five requests contains the untrusted certificate, for the user to trust it`, async (t) => {
      const own = await issue({ name: 'Self' });
      const server = await serveTls(t, { own, ...way });
      for (const sent of await repeated(5, () => sendSecret(server.host))) {
        const { certificate, code } = tlsFailure(sent);
        assert.deepEqual(certificate, factsOf(own));
        assert.ok(lacksIssuerAlone(code), code);
      }
      assert.deepEqual(server.received, []);
    });

    it(`fault 19: ${name}: a certificate whose trust the user revokes is refused on the next request`, async (t) => {
      const own = await issue({ name: 'Self' });
      const server = await serveTls(t, { own, ...way });
      const pinned: Record<string, Certificate> = { [server.host]: factsOf(own) };
      const send = sender({ pinned });
      assert.ok((await repeated(5, () => send(server.host))).every(({ ok }) => ok));
      Reflect.deleteProperty(pinned, server.host);
      for (const sent of await repeated(5, () => send(server.host))) {
        assert.deepEqual(tlsFailure(sent).certificate, factsOf(own));
      }
      assert.equal(server.received.length, 5);
    });

    it(`fault 19: ${name}: a certificate that a CA file makes valid is accepted for fifty requests in a row`, async (t) => {
      const { root, between, server: own } = await issueChain();
      const server = await serveTls(t, { own, chain: [between], ...way });
      const send = sender({ caFiles: [await pemFile(t, root.cert)] });
      const outcomes = await repeated(50, () => send(server.host));
      assert.ok(outcomes.every(({ ok }) => ok));
      assert.equal(server.received.length, 50);
    });
  });
}

it('fault 19: requests with a CA file reuse kept-alive connections, and resume the TLS session on a new connection', async (t) => {
  const { root, between, server: own } = await issueChain();
  const send = sender({ caFiles: [await pemFile(t, root.cert)] });
  const seen: Record<string, string> = {};
  for (const [name, way] of Object.entries(connectionWays)) {
    const server = await serveTls(t, { own, chain: [between], ...way });
    await repeated(5, () => send(server.host));
    seen[name] = server.handshakes.join(' ');
  }
  assert.deepEqual(seen, {
    'TLS 1.3 and kept-alive connections': 'full',
    'TLS 1.3 and Connection: close': 'full resumed resumed resumed resumed',
    'TLS 1.2 and kept-alive connections': 'full',
    'TLS 1.2 and Connection: close': 'full resumed resumed resumed resumed',
  });
});
