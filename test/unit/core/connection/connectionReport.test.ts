import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  isAboutDerivedApi,
  isBlocked,
  isNetworkProblem,
  isStrange,
  outcomeOfSkew,
  planOf,
  skewOf,
  verdictOf,
  type Outcome,
  type PlannedStep,
  type Problem,
  type CheckStep,
  type StepName,
} from '../../../../src/core/connection/connectionReport.ts';
import type { Failure } from '../../../../src/core/failure.ts';

const oneHost = { token: 'https://geo.example/oauth/token', api: 'https://geo.example/api' };
const twoHosts = {
  token: 'https://id.api.isogeo.com/oauth/token',
  api: 'https://v1.api.isogeo.com',
};

const good: Outcome = { state: 'passed', finding: { kind: 'connected', host: 'x' } };
const skipped: Outcome = { state: 'skipped' };
const clockIsOff: Outcome = { state: 'failed', problem: { kind: 'clock', skewMs: 90_000 } };
const nothingShared: Outcome = { state: 'noted', note: { kind: 'nothing-shared' } };
const noToken: Outcome = { state: 'noted', note: { kind: 'no-token' } };
const unreachable: Failure = { reason: 'unreachable', host: 'x', code: 'ECONNREFUSED' };
const failing: Outcome = { state: 'failed', problem: { kind: 'failure', failure: unreachable } };

function label({ name, server, host }: PlannedStep): string {
  return [name, server, host].filter((part) => part !== undefined).join(' ');
}

/** Runs a plan with the given outcomes; all other steps succeed. */
function run(
  outcomes: Readonly<Record<string, Outcome>>,
  endpoints = twoHosts,
): readonly CheckStep[] {
  const done: CheckStep[] = [];
  for (const step of planOf(endpoints)) {
    const outcome = isBlocked(step, done)
      ? skipped
      : (outcomes[`${step.server ?? ''} ${step.name}`.trim()] ?? good);
    done.push({ ...step, outcome, durationMs: 0 });
  }
  return done;
}

function skippedIn(steps: readonly CheckStep[]): readonly string[] {
  return steps
    .filter(({ outcome }) => outcome.state === 'skipped')
    .map(({ name, server }) => `${server ?? ''} ${name}`.trim());
}

describe('the plan of a connection check', () => {
  it('Check Connection plans 13 steps: the credentials, then six steps for the identity server, then six for the API', () => {
    const [id, api] = ['id.api.isogeo.com', 'v1.api.isogeo.com'];
    assert.deepEqual(planOf(twoHosts).map(label), [
      'credentials',
      ...['dns', 'proxy', 'tcp', 'tls', 'clock', 'token'].map((name) => `${name} identity ${id}`),
      ...['dns', 'proxy', 'tcp', 'tls', 'about', 'shares'].map((name) => `${name} api ${api}`),
    ]);
  });

  it('Check Connection plans the steps from DNS to TLS only once if the identity server and the API have the same host', () => {
    const names = planOf(oneHost).map(({ name }) => name);
    assert.deepEqual(names, [
      ...['credentials', 'dns', 'proxy', 'tcp', 'tls', 'clock', 'token', 'about', 'shares'],
    ]);
  });

  it('Check Connection plans as many steps as for a single host, without a host’s name, if there are no credentials', () => {
    const plan = planOf(undefined);
    assert.equal(plan.length, planOf(oneHost).length);
    assert.ok(plan.every(({ host }) => host === undefined));
  });
});

describe('steps after a failed step', () => {
  it('Check Connection skips all twelve other steps if the step of the credentials fails', () => {
    assert.equal(skippedIn(run({ credentials: failing })).length, 12);
  });

  for (const [name, following] of [
    ['dns', ['tcp', 'tls', 'clock', 'token']],
    ['tcp', ['tls', 'clock', 'token']],
    ['tls', ['clock', 'token']],
  ] as const) {
    it(`Check Connection skips the identity server’s later steps except proxy, and the API’s step shares, if the identity server’s step ${name} fails`, () => {
      assert.deepEqual(skippedIn(run({ [`identity ${name}`]: failing })), [
        ...following.map((each) => `identity ${each}`),
        'api shares',
      ]);
    });
  }

  it('Check Connection skips all further steps except the proxy step if DNS doesn’t find the platform’s only host', () => {
    assert.deepEqual(skippedIn(run({ 'identity dns': failing }, oneHost)), [
      'identity tcp',
      'identity tls',
      'identity clock',
      'identity token',
      'api about',
      'api shares',
    ]);
  });

  for (const [what, outcome] of [
    ['fails', failing],
    ['needs the user', noToken],
    ['has expired', { state: 'noted', note: { kind: 'token-expired' } }],
    [
      'can’t be requested from an address that the user hasn’t confirmed',
      { state: 'noted', note: { kind: 'not-confirmed', origin: 'x' } },
    ],
  ] as const) {
    it(`Check Connection skips only the step that requests the shares if the token ${what}`, () => {
      assert.deepEqual(skippedIn(run({ 'identity token': outcome })), ['api shares']);
    });
  }

  it('Check Connection skips no step if the clock is wrong and the request to the API’s route /about fails', () => {
    assert.deepEqual(skippedIn(run({ 'identity clock': clockIsOff, 'api about': failing })), []);
  });
});

describe('the verdict of a connection check', () => {
  const shares = (count: number): Outcome => ({
    state: 'passed',
    finding: { kind: 'shares', count },
  });

  it('Check Connection’s verdict is that the connection works, with the number of shares if it is known', () => {
    assert.deepEqual(verdictOf(run({ 'api shares': shares(2) })), { kind: 'works' });
    const accepted: Outcome = { state: 'passed', finding: { kind: 'token-accepted' } };
    assert.deepEqual(verdictOf(run({ 'api shares': accepted })), { kind: 'works' });
  });

  it('Check Connection’s verdict says that nothing is shared, if all steps work but there is no share', () => {
    assert.deepEqual(verdictOf(run({ 'api shares': nothingShared })), { kind: 'nothing-shared' });
  });

  it('Check Connection’s verdict is the first failed step other than the clock, even if later steps fail too', () => {
    const verdict = verdictOf(
      run({ 'identity clock': clockIsOff, 'identity token': failing, 'api about': failing }),
    );
    assert.ok(verdict.kind === 'fails');
    assert.equal(verdict.step.name, 'token');
  });

  it('Check Connection’s verdict is the wrong clock if every other step works', () => {
    const steps = run({ 'identity clock': clockIsOff, 'api shares': shares(1) });
    assert.deepEqual(verdictOf(steps), { kind: 'clock', skewMs: 90_000 });
  });

  it('Check Connection’s verdict is the missing token if the token step has only this note and no step fails', () => {
    assert.deepEqual(verdictOf(run({ 'identity token': noToken })), {
      kind: 'no-token',
      note: { kind: 'no-token' },
    });
  });

  it('Check Connection’s verdict is that the connection works if the DNS and TCP steps note that only VS Code reaches the server', () => {
    const notes = { state: 'noted', note: { kind: 'other-way' } } as const;
    const steps = run({ 'identity dns': notes, 'identity tcp': notes, 'api shares': shares(1) });
    assert.equal(verdictOf(steps).kind, 'works');
    const accepted: Outcome = { state: 'passed', finding: { kind: 'token-accepted' } };
    assert.deepEqual(verdictOf(run({ 'identity dns': notes, 'api shares': accepted })), {
      kind: 'works',
    });
  });
});

describe('the clock compared with the server’s', () => {
  const noon = Date.UTC(2026, 0, 1, 12);
  const header = 'Thu, 01 Jan 2026 12:00:00 GMT';

  it('a server’s date is compared with this machine’s time halfway between the request and its answer', () => {
    assert.equal(skewOf(header, noon - 1000, noon + 3000), 1000);
    assert.equal(skewOf(header, noon - 3_600_000, noon - 3_600_000), -3_600_000);
  });

  for (const odd of [
    undefined,
    '',
    'yesterday',
    '2026-01-01T12:00:00Z',
    'Thu, 01 Jan 2026 12:00:00 +0100',
    'Thu, 45 Foo 2026 12:00:00 GMT',
    `${header}, ${header}`,
  ]) {
    it(`the value ${JSON.stringify(odd)} of a server’s Date header (undefined: no header) can’t be compared with this machine’s clock`, () => {
      assert.equal(skewOf(odd, noon, noon), undefined);
    });
  }

  for (const skewMs of [0, 60_000, -60_000]) {
    it(`Check Connection accepts a clock that differs from the server’s by ${skewMs} ms`, () => {
      const finding = { kind: 'clock', skewMs } as const;
      assert.deepEqual(outcomeOfSkew(skewMs), { state: 'passed', finding });
    });
  }

  for (const skewMs of [60_001, -60_001, 365 * 86_400_000]) {
    it(`Check Connection’s clock step fails if the clock differs from the server’s by ${skewMs} ms`, () => {
      const problem = { kind: 'clock', skewMs } as const;
      assert.deepEqual(outcomeOfSkew(skewMs), { state: 'failed', problem });
    });
  }

  it('Check Connection’s clock step has only a note if the server sends no date', () => {
    assert.deepEqual(outcomeOfSkew(undefined), { state: 'noted', note: { kind: 'no-date' } });
  });
});

describe('network problems', () => {
  const host = 'x';
  const failure = (given: Failure): Problem => ({ kind: 'failure', failure: given });
  for (const [what, problem, isNetwork] of [
    ['an unreachable host', failure(unreachable), true],
    ['a deadline', failure({ reason: 'timed-out', host, timeoutMs: 1 }), true],
    ['a proxy', failure({ reason: 'proxy', host, code: '407' }), true],
    ['a certificate', failure({ reason: 'tls', host, code: 'x' }), true],
    [
      'a redirect in place of a token',
      failure({ reason: 'unexpected-response', host, problem: 'redirect' }),
      false,
    ],
    [
      'a portal',
      { kind: 'strange-answer', address: 'https://x/about', status: 200, isWebPage: true },
      true,
    ],
    [
      'a portal in place of a token',
      failure({ reason: 'unexpected-response', host, problem: 'web-page' }),
      true,
    ],
    [
      'a strange answer',
      { kind: 'strange-answer', address: 'https://x/about', status: 404, isWebPage: false },
      false,
    ],
    ['a bad pair', failure({ reason: 'rejected', host, oauthError: 'invalid_client' }), false],
    ['a busy server', failure({ reason: 'server-error', host, status: 503 }), false],
    ['the clock', { kind: 'clock', skewMs: 1 }, false],
  ] as const satisfies readonly (readonly [string, Problem, boolean])[]) {
    it(`Check Connection: ${what} ${isNetwork ? 'counts' : 'does not count'} as a network problem`, () => {
      assert.equal(isNetworkProblem(problem), isNetwork);
    });
  }
});

describe('answers of another server than an Isogeo API', () => {
  const failure = (given: Failure): Problem => ({ kind: 'failure', failure: given });
  for (const [what, problem, expected] of [
    [
      'an answer that no Isogeo API gives',
      { kind: 'strange-answer', address: 'https://x/about', status: 404, isWebPage: false },
      true,
    ],
    [
      'a web page in place of a token',
      failure({ reason: 'unexpected-response', host: 'x', problem: 'web-page' }),
      true,
    ],
    ['an unreachable host', failure(unreachable), false],
    ['a wrong clock', { kind: 'clock', skewMs: 1 }, false],
  ] as const satisfies readonly (readonly [string, Problem, boolean])[]) {
    it(`Check Connection: ${what} ${expected ? 'counts' : 'does not count'} as an answer of another server`, () => {
      assert.equal(isStrange(problem), expected);
    });
  }
});

describe('a failed check with a derived API address', () => {
  for (const [what, isApiDerived, outcomes, expected] of [
    ['a failed step of the API, whose address is derived,', true, { 'api about': failing }, true],
    ['a failed step of the API, whose address is given,', false, { 'api about': failing }, false],
    ['a failed step of the identity server', true, { 'identity token': failing }, false],
    ['a check without a failed step', true, {}, false],
  ] as const) {
    it(`Check Connection: ${what} ${expected ? 'may' : 'doesn’t'} come from a derived API address`, () => {
      assert.equal(isAboutDerivedApi({ isApiDerived, steps: run(outcomes) }), expected);
    });
  }
});

it('Check Connection plans exactly these kinds of steps: credentials, DNS, proxy, TCP, TLS, clock, token, about, shares', () => {
  const known: readonly StepName[] = [
    ...([
      'credentials',
      'dns',
      'proxy',
      'tcp',
      'tls',
      'clock',
      'token',
      'about',
      'shares',
    ] as const),
  ];
  assert.deepEqual([...new Set(planOf(twoHosts).map(({ name }) => name))], known);
});
