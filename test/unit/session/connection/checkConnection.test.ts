import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { summaryOf } from '../../../../src/core/applications/application.ts';
import type { Credentials } from '../../../../src/core/credentials/credentials.ts';
import type { Certificate } from '../../../../src/core/certificates/certificate.ts';
import type { Failure } from '../../../../src/core/failure.ts';
import { failed, success, type Result } from '../../../../src/core/result.ts';
import { hostOf, type Proxy, type ProxyUse } from '../../../../src/core/http/proxy.ts';
import type { Token } from '../../../../src/core/token/token.ts';
import {
  checkConnection,
  type ConnectionReport,
  type Subject,
} from '../../../../src/session/connection/checkConnection.ts';
import type {
  Handshake,
  Http,
  HttpAnswer,
  HttpRequest,
  Probe,
  ProbeTarget,
} from '../../../../src/session/ports.ts';
import {
  answerOf,
  apiHost,
  credentials,
  hourMs,
  identityHost,
  ManualClock,
  noCancel,
  RecordingLog,
  recordWith,
  settled,
  startOfTest,
  tokenAnswer,
  tokenWith,
} from '../fakes.ts';

const certificate: Certificate = {
  subject: 'api.isogeo.com',
  issuer: 'An authority',
  validFrom: startOfTest - hourMs,
  validTo: startOfTest + hourMs,
  fingerprint: 'AA:BB',
  pem: 'PEM',
};

const proxy: Proxy = { scheme: 'http', hostname: 'proxy.example', port: 3128, from: 'setting' };

/** A network that works, except for the test's failures. */
class FakeProbe implements Probe {
  readonly calls: string[] = [];
  /** Keyed by call, such as `connect host:443`. */
  readonly failing = new Map<string, Failure>();
  fault: string | undefined;
  use: ProxyUse = { via: 'direct', because: 'not-configured' };
  readonly #clock: ManualClock;

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  proxyFor(): ProxyUse {
    return this.use;
  }

  resolve(hostname: string): Promise<Result<readonly string[]>> {
    return this.#answer(`resolve ${hostname}`, ['192.0.2.1']);
  }

  connect(target: ProbeTarget): Promise<Result<void>> {
    return this.#answer(`connect ${hostOf(target)}`, undefined);
  }

  handshake(target: ProbeTarget, through: Proxy | undefined): Promise<Result<Handshake>> {
    const way = through ? ` through ${through.hostname}` : '';
    return this.#answer(`handshake ${hostOf(target)}${way}`, {
      certificate,
      ...(this.fault !== undefined && { fault: this.fault }),
    });
  }

  #answer<T>(call: string, value: T): Promise<Result<T>> {
    this.calls.push(call);
    this.#clock.advance(5);
    const failure = this.failing.get(call);
    return Promise.resolve(failure ? failed(failure) : success(value));
  }
}

type Routes = Readonly<Record<string, Result<HttpAnswer>>>;

/** Answers by method, host and path. */
class RoutedHttp implements Http {
  readonly requests: HttpRequest[] = [];
  readonly #routes: Routes;

  constructor(routes: Routes) {
    this.#routes = routes;
  }

  send(request: HttpRequest): Promise<Result<HttpAnswer>> {
    this.requests.push(request);
    const { host, pathname } = new URL(request.url);
    const answer = this.#routes[`${request.method} ${host}${pathname}`];
    if (!answer) throw new Error(`There is no answer to ${request.method} ${request.url}.`);
    return Promise.resolve(answer);
  }
}

const identityAbout = `GET ${identityHost}/about`;
const askToken = `POST ${identityHost}/oauth/token`;
const apiAbout = `GET ${apiHost}/about`;
const apiShares = `GET ${apiHost}/shares`;

function aboutAt(moment: number): Result<HttpAnswer> {
  return answerOf(200, { version: '1.2.3' }, { date: new Date(moment).toUTCString() });
}

const healthy: Routes = {
  [identityAbout]: aboutAt(startOfTest),
  [askToken]: tokenAnswer('fresh-token'),
  [apiAbout]: aboutAt(startOfTest),
  [apiShares]: answerOf(200, [{ name: 'a' }, { name: 'b' }]),
};

function subjectWith(changes: Partial<Credentials> = {}, token?: Token): Subject {
  const { application } = recordWith(undefined, changes);
  return {
    application: summaryOf(application),
    credentials: application.credentials,
    ...(token && { token }),
  };
}

interface World {
  readonly clock: ManualClock;
  readonly probe: FakeProbe;
  readonly log: RecordingLog;
  readonly http: RoutedHttp;
}

function world(routes: Routes = healthy): World {
  const clock = new ManualClock();
  return {
    clock,
    probe: new FakeProbe(clock),
    log: new RecordingLog(),
    http: new RoutedHttp(routes),
  };
}

async function check(
  ports: World,
  subject: Result<Subject> = success(subjectWith()),
): Promise<ConnectionReport> {
  const checked = await checkConnection(subject, ports, noCancel());
  assert.ok(checked.ok);
  return checked.value;
}

/** Each step as `tls identity: passed certificate`. */
function linesOf({ steps }: ConnectionReport): readonly string[] {
  return steps.map(({ name, server, outcome }) => {
    const who = [name, server].filter((part) => part !== undefined).join(' ');
    switch (outcome.state) {
      case 'passed':
        return `${who}: ✓ ${outcome.finding.kind}`;
      case 'noted':
        return `${who}: – ${outcome.note.kind}`;
      case 'failed': {
        const { problem } = outcome;
        return `${who}: ✗ ${problem.kind === 'failure' ? problem.failure.reason : problem.kind}`;
      }
      case 'skipped':
        return `${who}: skipped`;
    }
  });
}

function lineOf(report: ConnectionReport, who: string): string | undefined {
  return linesOf(report)
    .find((line) => line.startsWith(`${who}: `))
    ?.slice(who.length + 2);
}

describe('checking the connection', () => {
  it('Check Connection reports success for each of its 13 steps on a working platform, and the durations of the DNS, TCP and TLS steps', async () => {
    const ports = world();
    const report = await check(ports);
    assert.deepEqual(linesOf(report), [
      'credentials: ✓ credentials',
      'dns identity: ✓ addresses',
      'proxy identity: ✓ proxy',
      'tcp identity: ✓ connected',
      'tls identity: ✓ certificate',
      'clock identity: ✓ clock',
      'token identity: ✓ token',
      'dns api: ✓ addresses',
      'proxy api: ✓ proxy',
      'tcp api: ✓ connected',
      'tls api: ✓ certificate',
      'about api: ✓ version',
      'shares api: ✓ shares',
    ]);
    assert.deepEqual(report.verdict, { kind: 'works' });
    assert.deepEqual(
      report.steps.filter(({ durationMs }) => durationMs > 0).map(({ name }) => name),
      ['dns', 'tcp', 'tls', 'dns', 'tcp', 'tls'],
    );
    assert.deepEqual(ports.log.entries, [
      {
        event: 'connection checked',
        fields: { durationMs: 30, problem: 'works' },
      },
    ]);
  });

  it('Check Connection announces each of its 13 steps with the step’s number and the total, such as 1/13', async () => {
    const seen: string[] = [];
    await checkConnection(success(subjectWith()), world(), noCancel(), (step, number, count) =>
      seen.push(`${number}/${count} ${step.name}`),
    );
    assert.equal(seen.length, 13);
    assert.deepEqual([seen[0], seen[12]], ['1/13 credentials', '13/13 shares']);
  });

  it('Check Connection tests the identity server and the API in parallel', async () => {
    const ports = world();
    const held = Promise.withResolvers<undefined>();
    const { probe } = ports;
    const resolve = probe.resolve.bind(probe);
    probe.resolve = async (hostname) => {
      if (hostname === identityHost) await held.promise;
      return resolve(hostname);
    };
    const begun: string[] = [];
    const checking = checkConnection(success(subjectWith()), ports, noCancel(), (step) =>
      begun.push([step.name, step.server].join(' ')),
    );
    await settled();
    assert.deepEqual(begun, [
      'credentials ',
      'dns identity',
      ...['dns api', 'proxy api', 'tcp api', 'tls api', 'about api'],
    ]);
    held.resolve(undefined);
    const checked = await checking;
    assert.ok(checked.ok);
    assert.deepEqual(checked.value.verdict, { kind: 'works' });
    assert.equal(begun.at(-1), 'shares api');
  });

  it('Check Connection runs its 10 network calls partly in parallel, so that it waits only 6 times', async () => {
    const ports = world();
    const waiting: (() => void)[] = [];
    let answers = 0;
    const held = <T>(answer: () => Promise<T>): Promise<T> => {
      answers += 1;
      return new Promise<void>((resolve) => waiting.push(resolve)).then(answer);
    };
    const [{ probe, http }, plain] = [ports, world()];
    probe.resolve = (hostname) => held(() => plain.probe.resolve(hostname));
    probe.connect = (target) => held(() => plain.probe.connect(target));
    probe.handshake = (target, through) => held(() => plain.probe.handshake(target, through));
    http.send = (request) => held(() => plain.http.send(request));
    const checking = check(ports);
    let rounds = 0;
    for (;;) {
      await settled();
      const answering = waiting.splice(0);
      if (answering.length === 0) break;
      rounds += 1;
      for (const answer of answering) answer();
    }
    assert.equal((await checking).verdict.kind, 'works');
    assert.deepEqual({ rounds, answers }, { rounds: 6, answers: 10 });
  });

  it('Check Connection sends its requests below the base paths of the identity server and the API', async () => {
    const endpoints = {
      token: 'https://geo.example/idp/oauth/token',
      api: 'https://geo.example/isogeo/api',
    };
    const ports = world({
      'GET geo.example/idp/about': aboutAt(startOfTest),
      'POST geo.example/idp/oauth/token': tokenAnswer('fresh-token'),
      'GET geo.example/isogeo/api/about': aboutAt(startOfTest),
      'GET geo.example/isogeo/api/shares': answerOf(200, [{ name: 'a' }]),
    });
    const report = await check(ports, success(subjectWith({ endpoints })));
    assert.deepEqual(report.verdict, { kind: 'works' });
    assert.deepEqual(report.addresses, {
      identity: 'https://geo.example/idp',
      api: 'https://geo.example/isogeo/api',
    });
    assert.equal(report.isApiDerived, false);
  });

  it('the report of Check Connection contains neither the test token nor the secret', async () => {
    const report = await check(world());
    assert.doesNotMatch(JSON.stringify(report), /fresh-token|s3cr3t/);
  });

  it('Check Connection sends the token only in its /shares request, and the secret only to the token address', async () => {
    const ports = world();
    await check(ports);
    assert.deepEqual(
      ports.http.requests.map(({ url, headers }) => [
        new URL(url).pathname,
        headers['authorization']?.split(' ')[0],
      ]),
      [
        ['/about', undefined],
        ['/about', undefined],
        ['/oauth/token', 'Basic'],
        ['/shares', 'Bearer'],
      ],
    );
  });

  it('Check Connection removes the query from the reported addresses of the identity server and the API', async () => {
    const endpoints = {
      token: `https://${identityHost}/oauth/token?key=s3cr3t`,
      api: `https://${apiHost}/api/?key=s3cr3t`,
    };
    const odd = {
      [`GET ${apiHost}/api/about`]: answerOf(200, {}),
      [`GET ${apiHost}/api/`]: answerOf(404, ''),
    };
    const { addresses } = await check(
      world({ ...healthy, ...odd }),
      success(subjectWith({ endpoints })),
    );
    assert.deepEqual(addresses, {
      identity: `https://${identityHost}`,
      api: `https://${apiHost}/api`,
    });
  });

  it('Check Connection sends its /about requests with Cache-Control: no-cache, so that a proxy’s cache can’t give an old server time', async () => {
    const ports = world();
    await check(ports);
    assert.deepEqual(
      ports.http.requests
        .filter(({ url }) => url.endsWith('/about'))
        .map(({ headers }) => headers['cache-control']),
      ['no-cache', 'no-cache'],
    );
  });

  it('Check Connection reports an empty list of shares as neither a success nor a failure', async () => {
    const report = await check(world({ ...healthy, [apiShares]: answerOf(200, []) }));
    assert.equal(lineOf(report, 'shares api'), '– nothing-shared');
    assert.deepEqual(report.verdict, { kind: 'nothing-shared' });
  });

  it('Check Connection reports a difference of an hour between the local clock and the server’s clock, and continues with the other steps', async () => {
    const report = await check(
      world({ ...healthy, [identityAbout]: aboutAt(startOfTest - hourMs) }),
    );
    assert.equal(lineOf(report, 'clock identity'), '✗ clock');
    assert.equal(report.verdict.kind, 'clock');
    assert.equal(lineOf(report, 'shares api'), '✓ shares');
  });

  it('Check Connection without an application fails at the credentials step, and skips all other steps without contacting a server', async () => {
    const ports = world({});
    const report = await check(
      ports,
      failed({ reason: 'interaction-required', need: 'choose-application' }),
    );
    const [first, ...rest] = linesOf(report);
    assert.equal(first, 'credentials: ✗ interaction-required');
    assert.ok(rest.every((line) => line.endsWith('skipped')));
    assert.deepEqual([ports.probe.calls, ports.http.requests], [[], []]);
  });

  it('Check Connection fails at the credentials step and contacts no server if the token address is http: and not loopback', async () => {
    const ports = world({});
    const endpoints = { ...credentials.endpoints, token: 'http://id.api.isogeo.com/oauth/token' };
    const report = await check(ports, success(subjectWith({ endpoints })));
    assert.equal(lineOf(report, 'credentials'), '✗ endpoint-refused');
    assert.deepEqual([ports.probe.calls, ports.http.requests], [[], []]);
  });
});

describe('a failed step of the check', () => {
  const closed: Failure = {
    reason: 'unreachable',
    host: `${identityHost}:443`,
    code: 'ECONNREFUSED',
  };

  it('Check Connection skips the identity server’s further steps after a failed TCP step, and still contacts the API', async () => {
    const ports = world({ ...healthy, [identityAbout]: failed(closed) });
    ports.probe.failing.set(`connect ${identityHost}:443`, closed);
    const report = await check(ports);
    assert.deepEqual(linesOf(report).slice(3, 7), [
      'tcp identity: ✗ unreachable',
      'tls identity: skipped',
      'clock identity: skipped',
      'token identity: skipped',
    ]);
    assert.equal(lineOf(report, 'about api'), '✓ version');
    assert.equal(lineOf(report, 'shares api'), 'skipped');
    assert.ok(report.verdict.kind === 'fails' && report.verdict.step.name === 'tcp');
  });

  it('Check Connection reports an untrusted certificate with the certificate’s details, and sends neither secret nor token', async () => {
    const code = 'DEPTH_ZERO_SELF_SIGNED_CERT';
    const failure = { reason: 'tls', host: identityHost, code } as const;
    const ports = world({
      ...healthy,
      [identityAbout]: failed(failure),
      [apiAbout]: failed(failure),
    });
    ports.probe.fault = code;
    const { steps } = await check(ports);
    assert.deepEqual(steps.find(({ name }) => name === 'tls')?.outcome, {
      state: 'failed',
      problem: { kind: 'failure', failure: { ...failure, certificate } },
    });
    assert.ok(ports.http.requests.every(({ headers }) => headers['authorization'] === undefined));
  });

  it('Check Connection succeeds if a real request accepts a certificate that the test connection doesn’t trust', async () => {
    const ports = world();
    ports.probe.fault = 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY';
    const { steps, verdict } = await check(ports);
    assert.deepEqual(steps.find(({ name }) => name === 'tls')?.outcome, {
      state: 'passed',
      finding: { kind: 'certificate', certificate, trusted: 'by-requests' },
    });
    assert.equal(verdict.kind, 'works');
  });

  it('Check Connection succeeds although DNS fails for the identity server, if the real requests are answered', async () => {
    const ports = world();
    ports.probe.failing.set(`resolve ${identityHost}`, { ...closed, code: 'ENOTFOUND' });
    const report = await check(ports);
    assert.deepEqual(linesOf(report).slice(1, 6), [
      'dns identity: – other-way',
      'proxy identity: ✓ proxy',
      'tcp identity: – other-way',
      'tls identity: – other-way',
      'clock identity: ✓ clock',
    ]);
    assert.equal(report.verdict.kind, 'works');
  });

  it('Check Connection shows the proxy’s failure at the failed DNS step if the proxy stopped the real request', async () => {
    const stopped = failed({ reason: 'proxy', host: identityHost, code: '407' });
    const ports = world({ ...healthy, [identityAbout]: stopped });
    ports.probe.failing.set(`resolve ${identityHost}`, { ...closed, code: 'ENOTFOUND' });
    assert.equal(lineOf(await check(ports), 'dns identity'), '✗ proxy');
  });

  it('Check Connection reports a real request’s untrusted certificate if the test connection can’t reach the server', async () => {
    const code = 'SELF_SIGNED_CERT_IN_CHAIN';
    const failure = { reason: 'tls', host: identityHost, code, certificate } as const;
    const ports = world({ ...healthy, [identityAbout]: failed(failure) });
    for (const call of ['resolve', 'connect', 'handshake']) {
      const at = call === 'resolve' ? identityHost : `${identityHost}:443`;
      ports.probe.failing.set(`${call} ${at}`, { ...closed, code: 'ENOTFOUND' });
    }
    const report = await check(ports);
    assert.deepEqual(linesOf(report).slice(1, 6), [
      'dns identity: – other-way',
      'proxy identity: ✓ proxy',
      'tcp identity: – other-way',
      'tls identity: ✗ tls',
      'clock identity: skipped',
    ]);
    assert.ok(report.verdict.kind === 'fails');
    assert.deepEqual(report.verdict.problem, { kind: 'failure', failure });
  });

  it('Check Connection counts a server that answers “too many requests” as reached, although DNS fails', async () => {
    const busy = failed({ reason: 'throttled', host: identityHost });
    const ports = world({ ...healthy, [identityAbout]: busy });
    ports.probe.failing.set(`resolve ${identityHost}`, { ...closed, code: 'ENOTFOUND' });
    assert.equal(lineOf(await check(ports), 'dns identity'), '– other-way');
  });
});

describe('checking through a proxy', () => {
  it('Check Connection tests the network up to the proxy, and TLS to the server behind the proxy', async () => {
    const ports = world();
    ports.probe.use = { via: 'proxy', proxy };
    const report = await check(ports);
    assert.deepEqual(ports.probe.calls, [
      ...['resolve', 'resolve'].map((call) => `${call} proxy.example`),
      ...['connect', 'connect'].map((call) => `${call} proxy.example:3128`),
      `handshake ${identityHost}:443 through proxy.example`,
      `handshake ${apiHost}:443 through proxy.example`,
    ]);
    assert.equal(report.verdict.kind, 'works');
  });

  it('Check Connection reports a note, not a failure, if a proxy asks the test connection for a login but real requests pass', async () => {
    const ports = world();
    ports.probe.use = { via: 'proxy', proxy };
    const asks: Failure = { reason: 'proxy', host: identityHost, code: '407' };
    ports.probe.failing.set(`handshake ${identityHost}:443 through proxy.example`, asks);
    assert.equal(lineOf(await check(ports), 'tls identity'), '– inside-proxy');
  });

  it('Check Connection reports a real request’s untrusted certificate if the proxy blocks the test connection', async () => {
    const code = 'DEPTH_ZERO_SELF_SIGNED_CERT';
    const failure = { reason: 'tls', host: identityHost, code, certificate } as const;
    const ports = world({ ...healthy, [identityAbout]: failed(failure) });
    ports.probe.use = { via: 'proxy', proxy };
    const asks: Failure = { reason: 'proxy', host: identityHost, code: '407' };
    ports.probe.failing.set(`handshake ${identityHost}:443 through proxy.example`, asks);
    const { steps } = await check(ports);
    assert.deepEqual(steps.find(({ name }) => name === 'tls')?.outcome, {
      state: 'failed',
      problem: { kind: 'failure', failure },
    });
  });
});

describe('the token step', () => {
  it('Check Connection reports that the server rejects the client ID and secret, and skips the shares step', async () => {
    const rejected = answerOf(400, { error: 'invalid_client' });
    const report = await check(world({ ...healthy, [askToken]: rejected }));
    assert.equal(lineOf(report, 'token identity'), '✗ rejected');
    assert.equal(lineOf(report, 'shares api'), 'skipped');
  });

  it('Check Connection requests no token if the user hasn’t confirmed the token address’s origin, and notes this', async () => {
    const ports = world();
    const subject = { ...subjectWith(), unconfirmedOrigin: 'https://id.geo.example' };
    assert.equal(lineOf(await check(ports, success(subject)), 'token identity'), '– not-confirmed');
    assert.ok(ports.http.requests.every(({ method }) => method === 'GET'));
  });

  it('Check Connection tests the saved token of a user application without a sign-in or a refresh', async () => {
    const ports = world();
    const token = { ...tokenWith('saved-token'), refreshToken: 'refresh' };
    const report = await check(ports, success(subjectWith({ kind: 'user' }, token)));
    assert.equal(lineOf(report, 'shares api'), '✓ token-accepted');
    assert.ok(ports.http.requests.every(({ method }) => method === 'GET'));
    assert.equal(ports.http.requests.at(-1)?.headers['authorization'], 'Bearer saved-token');
  });

  for (const [what, token, note] of [
    ['there is none', undefined, 'no-token'],
    ['it has expired', tokenWith('old', startOfTest - 2 * hourMs), 'token-expired'],
  ] as const) {
    it(`Check Connection of a user application skips the shares step, and notes about the saved token that ${what}`, async () => {
      const report = await check(world(), success(subjectWith({ kind: 'user' }, token)));
      assert.equal(lineOf(report, 'token identity'), `– ${note}`);
      assert.equal(lineOf(report, 'shares api'), 'skipped');
      assert.equal(report.verdict.kind, 'no-token');
    });
  }
});

describe('the API step', () => {
  for (const [what, answer, line] of [
    ['a web page', answerOf(200, '<html></html>'), '✗ strange-answer'],
    ['404', answerOf(404, {}), '✗ strange-answer'],
    ['an answer that isn’t an object', answerOf(200, '7'), '✗ strange-answer'],
    ['503', answerOf(503, ''), '✗ server-error'],
    ['a redirect', answerOf(302, ''), '✗ unexpected-response'],
    ['no version', answerOf(200, {}), '✓ version'],
  ] as const) {
    it(`Check Connection’s /about step has the result ${line} if the API answers with ${what}, and the shares step still passes`, async () => {
      const report = await check(world({ ...healthy, [apiAbout]: answer }));
      assert.equal(lineOf(report, 'about api'), line);
      assert.equal(lineOf(report, 'shares api'), '✓ shares');
    });
  }

  for (const [what, answer, line] of [
    ['401', answerOf(401, ''), '✗ wrong-platform'],
    ['503', answerOf(503, ''), '✗ server-error'],
    ['404', answerOf(404, ''), '✗ strange-answer'],
    [
      'no answer in time',
      failed({ reason: 'timed-out', host: apiHost, timeoutMs: 1 }),
      '✗ timed-out',
    ],
  ] as const) {
    it(`Check Connection’s /shares step has the result ${line} if its request to the API gets ${what}`, async () => {
      const report = await check(world({ ...healthy, [apiShares]: answer }));
      assert.equal(lineOf(report, 'shares api'), line);
    });
  }
});

describe('a cancelled check', () => {
  it('Check Connection runs no TLS step, sends no HTTP request, and returns no report if cancelled when a TCP step begins', async () => {
    const controller = new AbortController();
    const ports = world();
    const checked = await checkConnection(
      success(subjectWith()),
      ports,
      controller.signal,
      ({ name }) => {
        if (name === 'tcp') controller.abort();
      },
    );
    assert.deepEqual(checked, failed({ reason: 'cancelled' }));
    assert.ok(ports.probe.calls.every((call) => !call.startsWith('handshake')));
    assert.deepEqual([ports.http.requests, ports.log.entries], [[], []]);
  });
});
