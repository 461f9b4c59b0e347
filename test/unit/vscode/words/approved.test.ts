import '../../../faults/support/withVscode.ts';
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type {
  Outcome,
  StepName,
  Verdict,
} from '../../../../src/core/connection/connectionReport.ts';
import type { ConnectionReport } from '../../../../src/session/connection/checkConnection.ts';
import { allFailures, doubts, host, outcomes, problems, steps } from './samples.ts';

const [failures, credentials, reasons, times, applications, connection, advice, status, boxes] =
  await Promise.all([
    import('../../../../src/vscode/words/failures.ts'),
    import('../../../../src/vscode/words/credentials.ts'),
    import('../../../../src/vscode/words/reasons.ts'),
    import('../../../../src/vscode/words/times.ts'),
    import('../../../../src/vscode/words/applications.ts'),
    import('../../../../src/vscode/connection/connectionWords.ts'),
    import('../../../../src/vscode/connection/adviceWords.ts'),
    import('../../../../src/vscode/token/statusText.ts'),
    import('../../../../src/vscode/credentials/boxMessages.ts'),
  ]);

/** With ISOGEO_TEST_APPROVE=1 the texts of today are written into it: read the difference. */
const file = new URL('approved.json', import.meta.url);

function reportOf(outcome: Outcome, name: StepName, about: Partial<ConnectionReport>) {
  const server = name === 'about' || name === 'shares' ? 'api' : 'identity';
  return {
    isApiDerived: false,
    steps: [{ name, server, outcome, durationMs: 0 }],
    verdict: { kind: 'works' },
    startedAt: 0,
    ...about,
  } as const satisfies ConnectionReport;
}

const addresses = { identity: 'https://id.test', api: 'https://api.test' };
const applicationOf = (platform: 'prod' | 'custom') =>
  ({ id: 'i', name: 'n', kind: 'group', platform }) as const;

function adviceOn(outcome: Outcome): Readonly<Record<string, readonly string[]>> {
  return {
    'of the DNS step': advice.adviceFor(reportOf(outcome, 'dns', {})),
    'of Isogeo’s API': advice.adviceFor(
      reportOf(outcome, 'about', { addresses, application: applicationOf('prod') }),
    ),
    'of an API on premises, derived': advice.adviceFor(
      reportOf(outcome, 'shares', {
        addresses,
        application: applicationOf('custom'),
        isApiDerived: true,
      }),
    ),
  };
}

const verdicts: readonly Verdict[] = [
  { kind: 'works' },
  { kind: 'nothing-shared' },
  { kind: 'no-token', note: { kind: 'no-token' } },
  { kind: 'clock', skewMs: 1 },
  ...steps.flatMap((name) => {
    const problem = { kind: 'clock', skewMs: 1 } as const;
    const step = { name, outcome: { state: 'failed', problem }, durationMs: 0 } as const;
    return [
      { kind: 'fails', step, problem } as const,
      { kind: 'fails', step: { ...step, host }, problem } as const,
    ];
  }),
];

const platforms = ['prod', 'qa', 'custom'] as const;
const kinds = ['group', 'user', 'public'] as const;
const lefts = [
  { unit: 'hours', amount: 3 },
  { unit: 'minutes', amount: 59 },
  { unit: 'minutes', amount: 1 },
  { unit: 'seconds', amount: 9 },
] as const;

/** The text of each sample, in order. */
function textsOf<Sample>(samples: readonly Sample[], wordsOf: (sample: Sample) => unknown) {
  return samples.map((sample) => wordsOf(sample));
}

const texts: Readonly<Record<string, () => readonly unknown[]>> = {
  'the cause of a failure': () => textsOf(allFailures, failures.causeOf),
  'the reason in the status bar': () => textsOf(allFailures, reasons.reasonInShort),
  'a problem of credentials in the editor': () => textsOf(problems, credentials.problemInWords),
  'a doubt about credentials': () => textsOf(doubts, credentials.doubtInWords),
  'a kind of application': () => textsOf(kinds, applications.kindInWords),
  'a platform': () => textsOf(platforms, applications.platformInWords),
  'the time left': () => textsOf(lefts, times.timeInWords),
  'a duration': () => textsOf([-1, 0, 999, 60_000, 11_000_000], times.durationInWords),
  'a step of Check Connection': () => textsOf(steps, connection.stepInWords),
  'the verdict of Check Connection': () => textsOf(verdicts, connection.verdictInWords),
  'the outcome of a step': () => textsOf(outcomes, connection.outcomeInWords),
  'the advice on an outcome': () => textsOf(outcomes, adviceOn),
  'the status bar item': () =>
    textsOf(
      [
        { kind: 'signed-out' },
        { kind: 'asking' },
        ...([...lefts, { unit: 'expired' }, { unit: 'unknown' }] as const).flatMap((left) =>
          [true, false].map((warn) => ({ kind: 'valid', left, warn }) as const),
        ),
        ...[true, false].map((warn) => ({ kind: 'expired', warn }) as const),
        ...[true, false].map(
          (mustAct) => ({ kind: 'failing', mustAct, failure: { reason: 'cancelled' } }) as const,
        ),
      ] as const,
      status.statusText,
    ),
  'a fault of a typed address': () =>
    textsOf(
      ['', 'a\u0001', 'x y', 'http://a.test', 'https://u:p@a.test', 'https://a.test'],
      boxes.addressProblem,
    ),
  'a fault of a typed redirect URI': () => textsOf(['', 'x', 'x:y'], boxes.redirectProblem),
};

describe('words', () => {
  if (process.env['ISOGEO_TEST_APPROVE'] === '1') {
    const written = Object.fromEntries(Object.entries(texts).map(([name, of]) => [name, of()]));
    writeFileSync(file, `${JSON.stringify(written, null, 2)}\n`);
  }
  const approved = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>;
  for (const [name, wordsOf] of Object.entries(texts)) {
    it(`${name} has the approved text for each member of its union`, () => {
      assert.deepEqual(JSON.parse(JSON.stringify(wordsOf())), approved[name]);
    });
  }
});
