import assert from 'node:assert/strict';
import { it } from 'node:test';
import { summaryOf } from '../../src/core/applications/application.ts';
import { success } from '../../src/core/result.ts';
import { createProbe } from '../../src/node/connection/probe.ts';
import { checkConnection } from '../../src/session/connection/checkConnection.ts';
import { hourMs, noCancel, recordWith, startOfTest } from '../unit/session/fakes.ts';
import { httpServer } from '../unit/node/servers.ts';
import { rawServer, tokenReply } from './support/rawServer.ts';
import { groupAt, withSaved, world } from './support/world.ts';

const yearMs = 365 * 24 * hourMs;

for (const [name, aheadMs] of [
  ['an hour', hourMs],
  ['a year', yearMs],
] as const) {
  it(`fault 21: a saved token that was issued ${name} in the future isn’t used, and one new token is requested`, async (t) => {
    const server = await rawServer(t, tokenReply());
    const saved = await withSaved(groupAt(server.host), {
      obtainedAt: startOfTest + aheadMs,
      expiresAt: startOfTest + aheadMs + hourMs,
    });
    const uses = [0, 1].map(() => saved.tokens.forUse(saved.id, true, noCancel()));
    for (const used of await Promise.all(uses)) {
      assert.equal(used.ok && used.value.accessToken, 'new-token');
      assert.equal(used.ok && used.value.expiresAt, startOfTest + 3_599_000);
    }
    assert.equal(server.requests.length, 1);
  });

  for (const [direction, sign] of [
    ['fast', 1],
    ['slow', -1],
  ] as const) {
    it(`fault 21: Check Connection reports that the clock is ${name} ${direction}`, async (t) => {
      const host = await httpServer(t, (request, response) => {
        response.setHeader('date', new Date(startOfTest).toUTCString());
        response.end(request.method === 'POST' ? tokenBody : '[]');
      });
      const ports = world();
      ports.clock.set(startOfTest + sign * aheadMs);
      const { application } = recordWith(undefined, groupAt(host));
      const { credentials } = application;
      const probe = createProbe({
        timeoutMs: () => 10_000,
        proxyFor: () => ({ via: 'direct', because: 'loopback' }),
      });
      const subject = success({ application: summaryOf(application), credentials });
      const checked = await checkConnection(subject, { ...ports, probe }, noCancel());
      assert.ok(checked.ok);
      assert.equal(checked.value.verdict.kind, 'clock');
      assert.deepEqual(checked.value.steps.find((step) => step.name === 'clock')?.outcome, {
        state: 'failed',
        problem: { kind: 'clock', skewMs: sign * aheadMs },
      });
    });
  }
}

const tokenBody = '{"access_token":"new-token","token_type":"bearer","expires_in":3599}';
