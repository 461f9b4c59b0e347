import assert from 'node:assert/strict';
import { it } from 'node:test';
import { authenticate } from '../../src/session/signIn/authenticate.ts';
import type { Credentials } from '../../src/core/credentials/credentials.ts';
import { createHttp } from '../../src/node/http/http.ts';
import { closedPort } from '../unit/node/servers.ts';
import {
  credentials,
  fakePorts,
  noCancel,
  recordWith,
  tokenWith,
  storeRecord,
} from '../unit/session/fakes.ts';

/** A platform and another saved application, which must be kept. */
async function withSavedApplication() {
  const ports = { ...fakePorts(), http: createHttp() };
  await storeRecord(ports, recordWith(tokenWith('kept-token')));
  return { ports, kept: new Map(ports.vault.records) };
}

function at(origin: string): Credentials {
  return { ...credentials, endpoints: { token: `${origin}/oauth/token`, api: origin } };
}

it('fault 1: a sign-in with a host that can’t be resolved fails as unreachable with the host’s name, and the saved data are kept', async () => {
  const { ports, kept } = await withSavedApplication();
  const origin = 'https://id.nowhere.invalid';
  const result = await authenticate(at(origin), [origin], ports, noCancel());
  assert.ok(!result.ok && result.failure.reason === 'unreachable');
  assert.equal(result.failure.host, 'id.nowhere.invalid');
  // A resolver without an answer reports EAI_AGAIN.
  assert.match(result.failure.code, /^(ENOTFOUND|EAI_AGAIN)$/);
  assert.deepEqual(ports.vault.records, kept);
});

it('fault 2: a sign-in whose connection is refused fails as unreachable with the host and port, and the saved data are kept', async () => {
  const { ports, kept } = await withSavedApplication();
  const host = await closedPort();
  const origin = `http://${host}`;
  // The client ID is saved for another origin, so this one needs a confirmation.
  const result = await authenticate(at(origin), [origin], ports, noCancel());
  assert.deepEqual(result, {
    ok: false,
    failure: { reason: 'unreachable', host, code: 'ECONNREFUSED' },
  });
  assert.deepEqual(ports.vault.records, kept);
});
