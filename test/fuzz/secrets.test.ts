import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { rawBasic } from '../../src/core/signIn/basic.ts';
import { parseCredentialsFile } from '../../src/core/credentials/file.ts';
import type { Failure } from '../../src/core/failure.ts';
import { authenticate } from '../../src/session/signIn/authenticate.ts';
import { loggable } from '../../src/session/http/loggable.ts';
import { recordingLog } from '../faults/support/logChannel.ts';
import { iniFile, jsonFile } from '../unit/core/credentials/samples.ts';
import { answerOf, credentials, fakePorts, noCancel } from '../unit/session/fakes.ts';
import { assertMeets, cases, character } from './cases.ts';

/** Like the platform's: long, with digits among the letters. */
const secret = fc
  .string({
    unit: fc.constantFrom(...Array.from('ABCDEFxyz0123456789')),
    minLength: 24,
    maxLength: 64,
  })
  .filter((text) => /\d/.test(text));

const host = fc.webAuthority();
const word = fc.constantFrom('ECONNRESET', 'CERT_HAS_EXPIRED', '407');

/** Failures of every kind that has a text field; fields for the user's own words contain a secret. */
function failureWith(leak: string): fc.Arbitrary<Failure> {
  const position = { line: 1, column: 1 };
  return fc.oneof(
    fc.constantFrom<Failure>(
      { reason: 'cancelled' },
      { reason: 'credentials-unreadable', cause: 'other', path: `/home/${leak}/x` },
      {
        reason: 'credentials-invalid',
        problem: { kind: 'duplicate', key: leak, position },
        path: leak,
      },
      {
        reason: 'credentials-invalid',
        problem: { kind: 'missing', key: leak },
      },
      { reason: 'endpoint-refused', problem: 'user-info', origin: `https://${leak}.example` },
      { reason: 'storage', problem: 'write' },
    ),
    fc.record({ reason: fc.constantFrom('unreachable', 'tls', 'proxy'), host, code: word }),
    fc.record({ reason: fc.constant('server-error'), host, status: fc.nat(599) }),
    fc.record({ reason: fc.constant('timed-out'), host, timeoutMs: fc.nat() }),
    fc.record({ reason: fc.constant('rejected'), host, oauthError: fc.constant('invalid_client') }),
  );
}

it('a logged failure takes one line in the log, without the secret that the failure’s data contain', () => {
  const leaky = secret.chain((leak) => fc.tuple(fc.constant(leak), failureWith(leak)));
  fc.assert(
    fc.property(leaky, fc.json(), ([leak, failure], more) => {
      const { log, lines } = recordingLog();
      const careless = { ...failure, detail: leak, body: `{"client_secret":"${leak}"}`, more };
      log.warn('authentication failed', loggable(careless));
      log.warn('authentication failed', { ...careless, ...loggable(careless) } as never);
      assert.equal(lines.length, 2);
      for (const line of lines) {
        assert.ok(!line.includes(leak), line);
        assert.match(
          line,
          /^authentication failed( (applicationId|host|status|reason|code|problem|durationMs|count|keys)=[^\r\n ]*)+$/,
        );
      }
    }),
    cases,
  );
});

it('the log leaves out an unknown key of a credentials file if the key may be a secret', () => {
  const around = fc.constantFrom('', 'web.', '[', 'client_secret ', 'client_secret=');
  fc.assert(
    fc.property(secret, around, fc.string({ unit: character }), (leak, before, after) => {
      const { log, lines } = recordingLog();
      log.info('unknown keys ignored', {
        count: 3,
        keys: ['web.extra', before + leak, leak + after],
      });
      assert.deepEqual(lines, ['unknown keys ignored count=3 keys=web.extra']);
    }),
    cases,
  );
});

it('the reported fault of a damaged credentials file doesn’t contain the secret', () => {
  const damage = fc.tuple(secret, fc.boolean(), fc.nat(), fc.nat(12), fc.string({ maxLength: 3 }));
  const damaged = damage.map(([leak, isJson, at, length, put]) => {
    const text = isJson ? jsonFile({ client_secret: leak }) : iniFile({ CLIENT_SECRET: leak });
    // The secret stays whole: half of one can't be recognised.
    const start = text.indexOf(leak);
    const offset = at % text.length;
    const isSpared = offset + length > start && offset < start + leak.length;
    const changed = isSpared
      ? text.slice(0, start) + put + text.slice(start)
      : text.slice(0, offset) + put + text.slice(offset + length);
    return { leak, changed };
  });
  assertMeets(damaged, ({ changed }) => !parseCredentialsFile(changed).ok);
  fc.assert(
    fc.property(damaged, ({ leak, changed }) => {
      const outcome = parseCredentialsFile(changed);
      if (outcome.ok) return;
      assert.ok(!JSON.stringify(outcome.failure).includes(leak), JSON.stringify(outcome.failure));
    }),
    cases,
  );
});

it('a failed sign-in puts no secret into its failure or into the log, even if the server’s answer contains the secret', async () => {
  const words = fc.constantFrom('error', 'error_description', 'access_token', 'expires_in', 'x');
  const answers = fc.record({
    leak: secret,
    status: fc.oneof(
      fc.constantFrom(200, 302, 400, 401, 407, 429, 503),
      fc.integer({ min: 100, max: 599 }),
    ),
    type: fc.constantFrom('application/json', 'text/html', ''),
    names: fc.array(words, { maxLength: 5 }),
    shape: fc.constantFrom('object', 'text', 'page'),
  });
  await fc.assert(
    fc.asyncProperty(answers, async ({ leak, status, type, names, shape }) => {
      const leaky = { ...credentials, clientSecret: leak };
      const echoed = `${leak} ${rawBasic(leaky.clientId, leak)}\r\n`;
      const object = Object.fromEntries(names.map((name) => [name, echoed]));
      const body =
        shape === 'object' ? object : shape === 'text' ? echoed : `<html>${echoed}</html>`;
      const { log, lines } = recordingLog();
      const ports = { ...fakePorts(), log };
      const headers = { 'content-type': type, location: `https://x.example/?s=${leak}` };
      ports.http.answering(...Array.from({ length: 5 }, () => answerOf(status, body, headers)));
      const result = await authenticate(leaky, [], ports, noCancel());
      // The echoed text isn't a token: it has white space.
      assert.ok(!result.ok);
      const said = JSON.stringify([result.failure, lines]);
      assert.ok(!said.includes(leak) && !said.includes(btoa(`:${leak}`).slice(4, 20)), said);
    }),
    cases,
  );
});
