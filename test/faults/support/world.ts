import assert from 'node:assert/strict';
import type { Failure } from '../../../src/core/failure.ts';
import type { Result } from '../../../src/core/result.ts';
import { applicationIdOf } from '../../../src/core/applications/application.ts';
import type { Credentials } from '../../../src/core/credentials/credentials.ts';
import type { Token } from '../../../src/core/token/token.ts';
import type { Trust } from '../../../src/node/certificates/trust.ts';
import { createHttp, withDeadline } from '../../../src/node/http/http.ts';
import type { Timer } from '../../../src/session/ports.ts';
import { Retrying } from '../../../src/session/http/retrying.ts';
import { Tokens } from '../../../src/session/token/tokens.ts';
import {
  credentials,
  fakePorts,
  noCancel,
  recordWith,
  tokenWith,
  userCredentials,
  storeRecord,
} from '../../unit/session/fakes.ts';

interface WorldOptions {
  readonly timeoutMs?: number;
  readonly trust?: Trust;
}

/** The real HTTP stack, with immediate waits between tries and an adjustable deadline. */
export function world({ timeoutMs = 60_000, trust }: WorldOptions = {}) {
  const ports = fakePorts();
  const { clock } = ports;
  const pausesMs: number[] = [];
  const impatient: Timer = {
    at(moment, run) {
      pausesMs.push(moment - clock.now());
      clock.set(moment);
      queueMicrotask(run);
      return () => undefined;
    },
  };
  const http = withDeadline(
    new Retrying({
      ...ports,
      http: createHttp(trust),
      timer: impatient,
      random: () => 0.5,
      proxyFor: () => ({ via: 'direct', because: 'not-configured' }),
    }),
    () => timeoutMs,
  );
  return { ...ports, http, tokens: new Tokens({ ...ports, http }), pausesMs };
}

/** A group application of the platform at that host. */
export function groupAt(host: string, scheme = 'http'): Credentials {
  return { ...credentials, endpoints: endpointsAt(host, scheme) };
}

/** A confidential user application of the platform at that host. */
export function userAt(host: string): Credentials {
  const authorization = `http://${host}/oauth/authorize`;
  return { ...userCredentials, endpoints: { ...endpointsAt(host), authorization } };
}

function endpointsAt(host: string, scheme = 'http'): Credentials['endpoints'] {
  return { token: `${scheme}://${host}/oauth/token`, api: `${scheme}://${host}/api` };
}

/** One application of that host and another one, both saved with valid tokens. */
export async function withSaved(at: Credentials, changes: Partial<Token> = {}, ports = world()) {
  const id = applicationIdOf(at.clientId, at.endpoints.token);
  const token = { ...tokenWith('saved-token'), ...changes };
  await storeRecord(ports, recordWith(token, at));
  const other = recordWith(tokenWith('other-token'));
  await storeRecord(ports, other);
  const stored = new Map(ports.vault.records);

  const renew = (): Promise<Result<Token>> => ports.tokens.renew(id, noCancel());
  return {
    ...ports,
    id,
    token,
    renew,
    /**
     * Checks that storage is unchanged except for the mark of a lost refresh answer, and that both tokens are
     * returned without a request.
     */
    async assertKept() {
      const unmarked = [...ports.vault.records].map(
        ([saved, record]) => [saved, record.replace(',"refreshHalted":"uncertain"', '')] as const,
      );
      assert.deepEqual(new Map(unmarked), stored);
      for (const [saved, expected] of [
        [id, token.accessToken],
        [other.application.id, 'other-token'],
      ] as const) {
        const used = await ports.tokens.forUse(saved, true, noCancel());
        assert.equal(used.ok && used.value.accessToken, expected);
      }
    },
    /** Checks that the renewal fails with that failure, and loses nothing. */
    async assertFails(failure: Failure) {
      assert.deepEqual(await renew(), { ok: false, failure });
      await this.assertKept();
    },
    /** Checks that the renewal gets and saves the platform's new token. */
    async assertRenews() {
      const renewed = await renew();
      assert.equal(renewed.ok && renewed.value.accessToken, 'new-token');
      assert.match(ports.vault.records.get(id) ?? '', /new-token/);
    },
  };
}
