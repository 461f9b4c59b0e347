import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Credentials } from '../../src/core/credentials/credentials.ts';
import { endpointsOf } from '../../src/core/platform/endpoints.ts';
import { originsToConfirm } from '../../src/core/platform/origins.ts';
import { failed } from '../../src/core/result.ts';
import { serialiseRecord } from '../../src/core/applications/record.ts';
import { authenticate, unconfirmedOrigins } from '../../src/session/signIn/authenticate.ts';
import { Tokens } from '../../src/session/token/tokens.ts';
import {
  answerOf,
  applicationId,
  credentials,
  fakePorts,
  foreignCredentials,
  foreignOrigins,
  hourMs,
  noCancel,
  recordWith,
  tokenAnswer,
  tokenWith,
} from '../unit/session/fakes.ts';

const at = (identity: string) => ({ ...credentials, endpoints: endpointsOf(identity) });

describe('endpoints', () => {
  for (const [identity, problem, origin] of [
    ['http://id.api.isogeo.com', 'scheme', 'http://id.api.isogeo.com'],
    ['http://127.0.0.1.example', 'scheme', 'http://127.0.0.1.example'],
    ['http://localhost.example:80', 'scheme', 'http://localhost.example'],
    ['ftp://127.0.0.1', 'scheme', 'ftp://127.0.0.1'],
    ['https://id.api.isogeo.com@evil.example', 'user-info', 'https://evil.example'],
    ['https://user:pass@id.api.isogeo.com', 'user-info', 'https://id.api.isogeo.com'],
  ] as const) {
    it(`fault 36: the identity server’s address ${identity} is refused even after the user’s consent, and nothing is sent`, async () => {
      const ports = fakePorts();
      assert.deepEqual(
        await authenticate(at(identity), [origin], ports, noCancel()),
        failed({ reason: 'endpoint-refused', problem, origin }),
      );
      assert.deepEqual([ports.http.requests, ports.vault.records.size], [[], 0]);
    });
  }

  for (const [name, identity, shown] of [
    ['a Cyrillic letter', 'https://id.api.іsogeo.com', 'https://id.api.xn--sogeo-m2e.com'],
    ['a full-width letter', 'https://id.api.isogeo.ｃom:8443', 'https://id.api.isogeo.com:8443'],
    ['a look-alike', 'https://id.api.isogeo.com.example', 'https://id.api.isogeo.com.example'],
    ['a name that ends alike', 'https://notisogeo.com', 'https://notisogeo.com'],
    ['another port', 'https://id.api.isogeo.com:444', 'https://id.api.isogeo.com:444'],
    ['a number for a host', 'https://2130706433.example', 'https://2130706433.example'],
  ] as const) {
    it(`fault 36: the origin to confirm for an address with ${name} is ${shown}, and nothing is sent without confirmation`, async () => {
      const ports = fakePorts();
      const asked = await unconfirmedOrigins(at(identity), ports.applications);
      assert.equal(asked[0], shown);
      assert.match(asked.join(), /^[\x21-\x7e]+$/);
      const refused = failed({
        reason: 'endpoint-refused',
        problem: 'not-confirmed',
        origin: shown,
      } as const);
      assert.deepEqual(await authenticate(at(identity), [], ports, noCancel()), refused);
      assert.deepEqual([ports.http.requests, ports.vault.records.size], [[], 0]);
    });
  }

  it('fault 37: an origin outside isogeo.com and loopback needs one confirmation, and no second one for later sign-ins and renewals', async () => {
    const ports = fakePorts();
    assert.deepEqual(originsToConfirm(foreignCredentials.endpoints), foreignOrigins);
    assert.ok(!(await authenticate(foreignCredentials, [], ports, noCancel())).ok);
    ports.http.answering(tokenAnswer(), answerOf(200, []));
    assert.ok((await authenticate(foreignCredentials, foreignOrigins, ports, noCancel())).ok);
    assert.deepEqual(await unconfirmedOrigins(foreignCredentials, ports.applications), []);
    ports.http.answering(
      tokenAnswer('again-token'),
      answerOf(200, []),
      tokenAnswer('renewed-token'),
    );
    assert.ok((await authenticate(foreignCredentials, [], ports, noCancel())).ok);
    ports.clock.advance(hourMs);
    const [id = ''] = ports.vault.records.keys();
    assert.ok((await new Tokens(ports).forUse(id, true, noCancel())).ok);
  });

  it('fault 37: nothing is sent if new credentials, or a changed saved record, contain an unconfirmed API origin', async () => {
    const ports = fakePorts();
    ports.http.answering(tokenAnswer(), answerOf(200, []));
    await authenticate(foreignCredentials, foreignOrigins, ports, noCancel());
    const elsewhere = {
      ...foreignCredentials,
      endpoints: { ...foreignCredentials.endpoints, api: 'https://api.evil.example' },
    };
    const sent = ports.http.requests.length;
    assert.ok(!(await authenticate(elsewhere, [], ports, noCancel())).ok);
    const moved = serialiseRecord(recordWith(tokenWith('old-token'))).replace(
      'https://v1.api.isogeo.com',
      'https://api.evil.example',
    );
    ports.vault.records.set(applicationId, moved);
    assert.deepEqual(
      await new Tokens(ports).forUse(applicationId, true, noCancel()),
      failed({ reason: 'storage', problem: 'damaged-record' }),
    );
    assert.equal(ports.http.requests.length, sent);
    assert.equal(ports.vault.records.get(applicationId), moved);
  });

  const local = (token: number, api = token, clientId = 'local-app') => ({
    ...credentials,
    clientId,
    endpoints: {
      token: `http://127.0.0.1:${token}/oauth/token`,
      api: `http://127.0.0.1:${api}`,
    },
  });

  async function signedIn(...all: readonly Credentials[]) {
    const ports = fakePorts();
    for (const each of all) {
      ports.http.answering(tokenAnswer(), answerOf(200, []));
      const asked = await unconfirmedOrigins(each, ports.applications);
      assert.ok((await authenticate(each, asked, ports, noCancel())).ok);
    }
    return ports;
  }

  const prod = credentials;
  const prodWith = (changes: Partial<Credentials['endpoints']>) => ({
    ...prod,
    endpoints: { ...prod.endpoints, ...changes },
  });

  for (const [name, saved, given, asked] of [
    ['loopback alone, with nothing saved', [], local(9000), []],
    ['loopback alone, on several ports', [], local(9000, 9001), []],
    ['the same again', [local(9000)], local(9000), []],
    ['another client beside it', [local(9000)], local(9001, 9001, 'other'), []],
    ['another loopback port', [local(9000)], local(9001), ['http://127.0.0.1:9001']],
    ['another port for the API', [local(9000)], local(9000, 9001), ['http://127.0.0.1:9001']],
    [
      'another port for the page of the sign-in',
      [local(9000)],
      {
        ...local(9000),
        endpoints: { ...local(9000).endpoints, authorization: 'http://[::1]:1/a' },
      },
      ['http://[::1]:1'],
    ],
    ['the first port again, after the second', [local(9000), local(9001)], local(9000), []],
    [
      'a client that is saved for Isogeo’s own platform',
      [prod],
      local(9000, 9000, prod.clientId),
      ['http://127.0.0.1:9000'],
    ],
    ['prod with its API on loopback', [], prodWith({ api: 'http://[::1]:1' }), ['http://[::1]:1']],
    [
      'prod with its page on loopback',
      [],
      prodWith({ authorization: 'http://localhost:1/a' }),
      ['http://localhost:1'],
    ],
    [
      'loopback with an API of Isogeo beside it, though the loopback server is known',
      [local(9000)],
      { ...local(9000), endpoints: { ...local(9000).endpoints, api: 'https://v1.api.isogeo.com' } },
      ['http://127.0.0.1:9000'],
    ],
    [
      'loopback with a foreign API',
      [],
      { ...local(9000), endpoints: { ...local(9000).endpoints, api: 'https://api.example' } },
      ['http://127.0.0.1:9000', 'https://api.example'],
    ],
    [
      'the same mixture again',
      [prodWith({ api: 'http://[::1]:1' })],
      prodWith({ api: 'http://[::1]:1' }),
      [],
    ],
  ] as const) {
    it(`fault 37: a sign-in for ${name} needs a confirmation for ${asked.length > 0 ? asked.join(' and ') : 'nothing'}`, async () => {
      const ports = await signedIn(...saved);
      assert.deepEqual(await unconfirmedOrigins(given, ports.applications), asked);
      const requests = ports.http.requests.length;
      const stored = new Map(ports.vault.records);
      if (asked.length === 0) return;
      const refused = await authenticate(given, [], ports, noCancel());
      assert.deepEqual(
        refused,
        failed({ reason: 'endpoint-refused', problem: 'not-confirmed', origin: asked[0] }),
      );
      assert.equal(ports.http.requests.length, requests);
      assert.deepEqual(ports.vault.records, stored);
      ports.http.answering(tokenAnswer(), answerOf(200, []));
      assert.ok((await authenticate(given, asked, ports, noCancel())).ok);
      // Confirmed once, for this window and the next.
      assert.deepEqual(await unconfirmedOrigins(given, ports.applications), []);
      assert.deepEqual(await unconfirmedOrigins(given, ports.openWindow()), []);
    });
  }

  it('fault 37: a saved record whose API address was changed to loopback counts as damaged, and nothing is sent', async () => {
    const ports = fakePorts();
    const moved = serialiseRecord(recordWith(tokenWith('old-token'))).replace(
      'https://v1.api.isogeo.com',
      'http://127.0.0.1:9000',
    );
    ports.vault.records.set(applicationId, moved);
    assert.deepEqual(
      await new Tokens(ports).forUse(applicationId, true, noCancel()),
      failed({ reason: 'storage', problem: 'damaged-record' }),
    );
    assert.deepEqual(ports.http.requests, []);
  });
});
