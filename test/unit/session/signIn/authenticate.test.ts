import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { applicationIdOf } from '../../../../src/core/applications/application.ts';
import { accountLabelOf } from '../../../../src/core/applications/accountLabel.ts';
import { fullAccountLabel } from '../../../../src/core/applications/givenLabel.ts';
import type { Credentials } from '../../../../src/core/credentials/credentials.ts';
import type { Failure } from '../../../../src/core/failure.ts';
import { failed, success } from '../../../../src/core/result.ts';
import { parseRecord, serialiseRecord } from '../../../../src/core/applications/record.ts';
import {
  authenticate,
  checkEndpoints,
  unconfirmedOrigins,
} from '../../../../src/session/signIn/authenticate.ts';
import {
  answerOf,
  apiHost,
  applicationId as id,
  credentials,
  fakePorts,
  foreignCredentials,
  foreignOrigins,
  identityHost,
  noCancel,
  recordWith,
  startOfTest,
  tokenAnswer,
  tokenWith,
  storeRecord,
} from '../fakes.ts';

const foreignId = recordWith(undefined, foreignCredentials).application.id;
const token = {
  accessToken: 'new-token',
  obtainedAt: startOfTest,
  expiresAt: startOfTest + 3_599_000,
};
const shares = (name: string) => answerOf(200, [{ applications: [{ name }] }]);

describe('authenticating', () => {
  it('Authenticate requests a token, tests the token on the API, and saves the credentials and the token', async () => {
    const { http, vault, markers, ...ports } = fakePorts();
    http.answering(tokenAnswer(), shares('My application'));
    const done = await authenticate(credentials, [], { ...ports, http }, noCancel());
    const unnamed = recordWith(token, { name: 'My application' });
    const record = {
      ...unnamed,
      accountLabel: accountLabelOf(unnamed.application, []),
    };
    assert.deepEqual(
      done,
      success({ application: record.application, token, shareCount: 1, saved: true }),
    );
    assert.deepEqual(
      http.requests.map(({ method, url }) => `${method} ${url}`),
      [`POST ${credentials.endpoints.token}`, `GET ${credentials.endpoints.api}/shares`],
    );
    assert.equal(vault.records.get(id), serialiseRecord(record));
    assert.deepEqual(markers.ids(), [id]);
    assert.deepEqual(ports.applications.get(id), { record, stored: 'this', asking: false });
    assert.deepEqual(ports.log.entries, [
      { event: 'authenticated', fields: { applicationId: id, durationMs: 0, count: 1 } },
    ]);
  });

  it('Authenticate makes the new application active before storage has finished writing its record, in case the window is killed in between', async () => {
    const ports = fakePorts();
    ports.http.answering(tokenAnswer(), answerOf(503, ''));
    const writing = ports.vault.hold('write');
    const done = authenticate(credentials, [], ports, noCancel());
    await writing.arrived;
    assert.deepEqual(ports.active.read(), [id]);
    writing.release();
    assert.equal((await done).ok, true);
  });

  it('Authenticate saves the application with an unknown number of shares if the API answers 503', async () => {
    const ports = fakePorts();
    ports.http.answering(tokenAnswer(), answerOf(503, ''));
    const done = await authenticate(credentials, [], ports, noCancel());
    const { application } = recordWith(token, { name: 'app' });
    assert.deepEqual(done, success({ application, token, saved: true }));
  });

  it('a secret that was entered as the client ID isn’t in the log after a storage failure and a refused sign-in', async () => {
    const secret = 'a-secret-in-the-wrong-place';
    const ports = fakePorts();
    ports.vault.failing.set('read', 'read');
    ports.http.answering(answerOf(400, { error: 'invalid_client' }));
    const swapped = { ...credentials, clientId: secret, clientSecret: credentials.clientId };
    await ports.applications.load(applicationIdOf(secret, credentials.endpoints.token));
    assert.equal((await authenticate(swapped, [], ports, noCancel())).ok, false);
    assert.ok(ports.log.events.includes('storage failed'));
    assert.ok(ports.log.events.includes('authentication failed'));
    assert.doesNotMatch(JSON.stringify(ports.log.entries), new RegExp(secret));
  });

  it('the log entry of a failed sign-in contains the application’s ID if the application is saved', async () => {
    const ports = fakePorts();
    await storeRecord(ports, recordWith(token));
    ports.http.answering(answerOf(400, { error: 'invalid_client' }));
    await authenticate(credentials, [], ports, noCancel());
    assert.equal(ports.log.entries.at(-1)?.fields.applicationId, id);
  });

  const rejected = answerOf(400, { error: 'invalid_client' });
  const failures: readonly {
    name: string;
    answers: readonly ReturnType<typeof answerOf>[];
    failure: Failure;
  }[] = [
    {
      name: 'the client ID and secret are rejected',
      answers: [rejected],
      // The fakes' secret is unlike any of the live platform.
      failure: {
        reason: 'rejected',
        host: identityHost,
        oauthError: 'invalid_client',
        doubts: ['unusual-secret'],
      },
    },
    {
      name: 'the server cannot be reached',
      answers: [failed({ reason: 'unreachable', host: identityHost, code: 'ENOTFOUND' })],
      failure: { reason: 'unreachable', host: identityHost, code: 'ENOTFOUND' },
    },
    {
      name: 'a portal answers',
      answers: [answerOf(200, '<html></html>')],
      failure: {
        reason: 'unexpected-response',
        host: identityHost,
        problem: 'web-page',
        status: 200,
      },
    },
    {
      name: 'the token is unusable',
      answers: [tokenAnswer('a\r\nb')],
      failure: {
        reason: 'unexpected-response',
        host: identityHost,
        problem: 'bad-field',
        status: 200,
      },
    },
    {
      name: 'the API belongs to another platform',
      answers: [tokenAnswer(), answerOf(401, '')],
      failure: { reason: 'wrong-platform', host: apiHost },
    },
    {
      name: 'the trial of the token is cancelled',
      answers: [tokenAnswer(), failed({ reason: 'cancelled' })],
      failure: { reason: 'cancelled' },
    },
  ];
  for (const { name, answers, failure } of failures) {
    it(`Authenticate for a new application fails and saves nothing if ${name}`, async () => {
      const ports = fakePorts();
      ports.http.answering(...answers);
      assert.deepEqual(await authenticate(credentials, [], ports, noCancel()), failed(failure));
      assert.deepEqual(
        ports.log.events,
        failure.reason === 'cancelled' ? [] : ['authentication failed'],
      );
      assert.deepEqual(
        ports.vault.calls.filter((call) => call.startsWith('write')),
        [],
      );
      assert.equal(ports.applications.get(id), undefined);
      assert.deepEqual(ports.markers.ids(), []);
    });

    it(`Authenticate with a changed secret leaves the saved application unchanged if ${name}`, async () => {
      const ports = fakePorts();
      const before = recordWith(tokenWith('old-token'));
      await storeRecord(ports, before);
      ports.http.answering(...answers);
      const changed = { ...credentials, clientSecret: 'other' };
      await authenticate(changed, [], ports, noCancel());
      assert.equal(ports.vault.records.get(id), serialiseRecord(before));
      assert.deepEqual(ports.applications.get(id)?.record, before);
    });
  }

  it('Authenticate saves nothing if cancelled just after the API has answered', async () => {
    const ports = fakePorts();
    const controller = new AbortController();
    ports.http.answering(tokenAnswer());
    const held = ports.http.hold();
    const asked = authenticate(credentials, [], ports, controller.signal);
    await held.arrived;
    held.answer(shares('x'));
    controller.abort();
    assert.deepEqual(await asked, failed({ reason: 'cancelled' }));
    assert.equal(ports.vault.records.size, 0);
  });

  it('Authenticate saves nothing if cancelled while the account label is chosen', async () => {
    const ports = fakePorts();
    ports.http.answering(tokenAnswer(), shares('x'));
    const controller = new AbortController();
    const held = ports.vault.hold('ids');
    const asked = authenticate(credentials, [], ports, controller.signal);
    await held.arrived;
    controller.abort();
    held.release();
    assert.deepEqual(await asked, failed({ reason: 'cancelled' }));
    assert.equal(ports.vault.records.size, 0);
    assert.deepEqual(ports.log.events, []);
  });

  it('Authenticate fails and doesn’t bring back an application that is removed during the token request, in this or another window', async () => {
    const ports = fakePorts();
    await storeRecord(ports, recordWith(tokenWith('old-token')));
    const gone = failed({ reason: 'interaction-required', need: 'choose-application' });
    for (const remove of [
      () => ports.applications.remove(id),
      // In another window.
      async () => {
        ports.vault.records.delete(id);
        await ports.markers.remove(id);
      },
    ]) {
      const held = ports.http.hold();
      ports.http.answering(shares('x'));
      const asked = authenticate(credentials, [], ports, noCancel());
      await held.arrived;
      await remove();
      held.answer(tokenAnswer());
      assert.deepEqual(await asked, gone);
      assert.equal(ports.vault.records.size, 0);
      assert.equal(ports.applications.get(id), undefined);
      await storeRecord(ports, recordWith(tokenWith('old-token')));
    }
  });

  it('Authenticate fails and doesn’t bring back an application whose removal is running when Authenticate saves', async () => {
    const ports = fakePorts();
    await storeRecord(ports, recordWith(tokenWith('old-token')));
    ports.http.answering(tokenAnswer());
    const trial = ports.http.hold();
    const asked = authenticate(credentials, [], ports, noCancel());
    await trial.arrived;
    const held = ports.vault.hold('remove');
    const removed = ports.applications.remove(id);
    await held.arrived;
    trial.answer(shares('x'));
    held.release();
    assert.ok((await removed).ok);
    assert.ok(!(await asked).ok);
    assert.equal(ports.vault.records.size, 0);
  });

  it('a token that expires before the API refuses it is reported by Authenticate as expired, not as a token of another platform', async () => {
    const ports = fakePorts();
    ports.http.answering(tokenAnswer('brief-token', 1));
    const held = ports.http.hold();
    const asked = authenticate(credentials, [], ports, noCancel());
    await held.arrived;
    ports.clock.advance(1000);
    held.answer(answerOf(401, ''));
    assert.deepEqual(
      await asked,
      failed({
        reason: 'unexpected-response',
        host: identityHost,
        problem: 'expired-on-arrival',
      }),
    );
    assert.equal(ports.vault.records.size, 0);
  });

  it('Authenticate keeps the token in memory if storage refuses the write, and reports that the token wasn’t saved', async () => {
    const ports = fakePorts();
    ports.vault.failing.set('write', 'write');
    ports.http.answering(tokenAnswer(), shares('x'));
    const done = await authenticate(credentials, [], ports, noCancel());
    assert.equal(done.ok && done.value.saved, false);
    assert.deepEqual(ports.applications.get(id)?.record.token, token);
  });

  it('Authenticate succeeds if storage can be neither read nor written, and reports that nothing was saved', async () => {
    const ports = fakePorts();
    ports.vault.failing.set('read', 'too-slow').set('write', 'too-slow');
    ports.http.answering(tokenAnswer(), shares('x'));
    const done = await authenticate(credentials, [], ports, noCancel());
    assert.equal(done.ok && done.value.saved, false);
  });

  it('Authenticate replaces the saved secret of an application, but keeps its saved name although the API gives another name', async () => {
    const ports = fakePorts();
    await storeRecord(ports, recordWith(undefined, { name: 'First' }));
    ports.http.answering(tokenAnswer(), shares('Second'));
    const changed = { ...credentials, clientSecret: 'other' };
    await authenticate(changed, [], ports, noCancel());
    const updated = recordWith(token, { name: 'First', clientSecret: 'other' });
    assert.deepEqual(parseRecord(id, ports.vault.records.get(id) ?? ''), {
      ...updated,
      accountLabel: fullAccountLabel(updated.application),
    });
  });

  it('Authenticate uses the application’s name from memory, not from the API, if storage can’t be read', async () => {
    const ports = fakePorts();
    await storeRecord(ports, recordWith(undefined, { name: 'First' }));
    ports.vault.failing.set('read', 'too-slow');
    ports.http.answering(tokenAnswer(), shares('Second'));
    const done = await authenticate(credentials, [], ports, noCancel());
    assert.equal(done.ok && done.value.application.name, 'First');
    assert.equal(ports.applications.get(id)?.record.application.name, 'First');
  });

  it('Authenticate overwrites no record of a newer version of the extension, and reports that nothing was saved', async () => {
    const ports = fakePorts();
    ports.vault.records.set(id, '{"version":2}');
    ports.http.answering(tokenAnswer(), shares('x'));
    const done = await authenticate(credentials, [], ports, noCancel());
    assert.equal(done.ok && done.value.saved, false);
    assert.equal(ports.vault.records.get(id), '{"version":2}');
  });

  it('Authenticate names an application after the part of its client ID before the UUID if the API gives no name', async () => {
    const ports = fakePorts();
    ports.http.answering(tokenAnswer(), answerOf(200, []));
    const done = await authenticate(credentials, [], ports, noCancel());
    assert.equal(done.ok && done.value.application.name, 'app');
  });

  it('Authenticate logs neither secret nor token', async () => {
    const ports = fakePorts();
    ports.http.answering(rejected, tokenAnswer(), shares('x'));
    await authenticate(credentials, [], ports, noCancel());
    await authenticate(credentials, [], ports, noCancel());
    assert.deepEqual(ports.log.events, ['authentication failed', 'authenticated']);
    assert.doesNotMatch(JSON.stringify(ports.log.entries), /s3cr3t|new-token/);
  });
});

describe('authenticating on premises', () => {
  const refused = (origin: string | undefined) =>
    failed({ reason: 'endpoint-refused', problem: 'not-confirmed', origin: origin ?? '' });

  it('Authenticate fails without a request if the user has confirmed none or only one of the two on-premises origins', async () => {
    const ports = fakePorts();
    assert.deepEqual(
      await authenticate(foreignCredentials, [], ports, noCancel()),
      refused(foreignOrigins[0]),
    );
    assert.deepEqual(
      await authenticate(foreignCredentials, foreignOrigins.slice(0, 1), ports, noCancel()),
      refused(foreignOrigins[1]),
    );
    assert.deepEqual([ports.http.requests, ports.vault.records.size], [[], 0]);
  });

  it('Authenticate stores the origins that the user has confirmed, and the next sign-in needs no confirmation', async () => {
    const ports = fakePorts();
    ports.http.answering(tokenAnswer(), answerOf(200, []), tokenAnswer(), answerOf(200, []));
    assert.deepEqual(
      await unconfirmedOrigins(foreignCredentials, ports.applications),
      foreignOrigins,
    );
    await authenticate(foreignCredentials, foreignOrigins, ports, noCancel());
    assert.deepEqual(ports.applications.get(foreignId)?.record.confirmedOrigins, foreignOrigins);
    assert.deepEqual(await unconfirmedOrigins(foreignCredentials, ports.applications), []);
    assert.ok((await authenticate(foreignCredentials, [], ports, noCancel())).ok);
    const stored = parseRecord(foreignId, ports.vault.records.get(foreignId) ?? '');
    assert.deepEqual(typeof stored === 'object' && stored.confirmedOrigins, foreignOrigins);
  });

  it('a sign-in that fails doesn’t save the origins that the user has confirmed for it', async () => {
    const ports = fakePorts();
    ports.http.answering(answerOf(503, ''));
    await authenticate(foreignCredentials, foreignOrigins, ports, noCancel());
    assert.deepEqual(
      await unconfirmedOrigins(foreignCredentials, ports.applications),
      foreignOrigins,
    );
  });

  it('Authenticate fails without a request if a new API origin isn’t confirmed, although the earlier API origin was', async () => {
    const ports = fakePorts();
    ports.http.answering(tokenAnswer(), answerOf(200, []));
    await authenticate(foreignCredentials, foreignOrigins, ports, noCancel());
    const moved = {
      ...foreignCredentials,
      endpoints: { ...foreignCredentials.endpoints, api: 'https://elsewhere.example' },
    };
    assert.deepEqual(
      await authenticate(moved, [], ports, noCancel()),
      refused('https://elsewhere.example'),
    );
    assert.equal(ports.http.requests.length, 2);
  });

  it('origins that the user has confirmed for one client ID must be confirmed again for another client ID', async () => {
    const ports = fakePorts();
    ports.http.answering(tokenAnswer(), answerOf(200, []));
    await authenticate(foreignCredentials, foreignOrigins, ports, noCancel());
    const other = { ...foreignCredentials, clientId: 'other' };
    assert.deepEqual(await unconfirmedOrigins(other, ports.applications), foreignOrigins);
  });
});

describe('an endpoint that must not get a secret', () => {
  const cases: readonly { endpoints: Credentials['endpoints']; failure: Failure }[] = [
    {
      endpoints: { ...credentials.endpoints, token: 'http://id.api.isogeo.com/oauth/token' },
      failure: {
        reason: 'endpoint-refused',
        problem: 'scheme',
        origin: 'http://id.api.isogeo.com',
      },
    },
    {
      endpoints: { ...credentials.endpoints, api: 'http://v1.api.isogeo.com' },
      failure: {
        reason: 'endpoint-refused',
        problem: 'scheme',
        origin: 'http://v1.api.isogeo.com',
      },
    },
    {
      endpoints: { ...credentials.endpoints, authorization: 'https://me@geo.example/' },
      failure: { reason: 'endpoint-refused', problem: 'user-info', origin: 'https://geo.example' },
    },
    {
      endpoints: { token: 'urn:x', api: 'urn://' },
      failure: { reason: 'endpoint-refused', problem: 'scheme', origin: 'urn://' },
    },
  ];
  for (const { endpoints, failure } of cases) {
    it(`Authenticate fails without a request if an address is unsafe: ${Object.values(endpoints).join(' ')}`, async () => {
      const ports = fakePorts();
      const everything = ['http://id.api.isogeo.com', 'https://geo.example', 'null'];
      const done = await authenticate({ ...credentials, endpoints }, everything, ports, noCancel());
      assert.deepEqual(done, failed(failure));
      assert.deepEqual(ports.http.requests, []);
    });
  }

  it('the check of a sign-in’s addresses accepts http: addresses on loopback for the token and for the API', () => {
    const endpoints = { token: 'http://127.0.0.1:1/oauth/token', api: 'http://localhost:2' };
    assert.deepEqual(checkEndpoints({ ...credentials, endpoints }), success(undefined));
  });
});
