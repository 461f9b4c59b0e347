import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { endpointsOf, originsToConfirm } from '../../src/core/platform/endpoints.ts';
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

describe('an endpoint', () => {
  for (const [identity, problem, origin] of [
    ['http://id.api.isogeo.com', 'scheme', 'http://id.api.isogeo.com'],
    ['http://127.0.0.1.example', 'scheme', 'http://127.0.0.1.example'],
    ['http://localhost.example:80', 'scheme', 'http://localhost.example'],
    ['ftp://127.0.0.1', 'scheme', 'ftp://127.0.0.1'],
    ['https://id.api.isogeo.com@evil.example', 'user-info', 'https://evil.example'],
    ['https://user:pass@id.api.isogeo.com', 'user-info', 'https://id.api.isogeo.com'],
  ] as const) {
    it(`fault 36: ${identity} is refused whatever was agreed to, and nothing is sent`, async () => {
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
    it(`fault 36: ${name} is shown as what it is (${shown}), and nothing is sent unasked`, async () => {
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

  it('fault 37: outside isogeo.com and loopback it is confirmed once, and a renewal asks no more', async () => {
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

  it('fault 37: the secret is bound to the origin: neither another API nor a changed record gets it', async () => {
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
});
