import '../../../faults/support/withVscode.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { Failure } from '../../../../src/core/failure.ts';
import type { FailurePorts } from '../../../../src/vscode/failures/failures.ts';
import { env, shown, UIKind, window } from '../../../faults/support/vscode.ts';

const { showFailure } = await import('../../../../src/vscode/failures/failures.ts');

const host = 'id.example.org';
const certificate = {
  subject: 'Subject',
  issuer: 'Issuer',
  validFrom: 0,
  validTo: 1,
  fingerprint: 'AA',
  pem: '',
};
const position = { line: 2, column: 5 };
const withPosition = { kind: 'duplicate', key: 'web', position } as const;

/** The buttons of each failure: with every action of a command, and with nothing but another try. */
const cases: readonly (readonly [Failure, all: readonly string[], least: readonly string[]])[] = [
  [{ reason: 'credentials-invalid', problem: withPosition }, ['Open File'], ['Show Log']],
  [{ reason: 'credentials-invalid', problem: { kind: 'empty' } }, ['Enter Again…'], ['Show Log']],
  [
    { reason: 'credentials-unreadable', cause: 'not-found', path: '/a' },
    ['Enter Again…'],
    ['Show Log'],
  ],
  [
    { reason: 'endpoint-refused', problem: 'scheme', origin: 'http://a.test' },
    ['Enter Again…'],
    ['Show Log'],
  ],
  [{ reason: 'rejected', host, oauthError: 'invalid_client' }, ['Enter Again…'], ['Show Log']],
  [{ reason: 'rejected', host, oauthError: 'invalid_grant' }, ['Sign In'], ['Try Again']],
  [{ reason: 'interaction-required', need: 'renew' }, ['Renew Token'], ['Renew Token']],
  [{ reason: 'interaction-required', need: 'renew-uncertain' }, ['Renew Token'], ['Renew Token']],
  [{ reason: 'interaction-required', need: 'browser-sign-in' }, ['Sign In'], ['Show Log']],
  [{ reason: 'interaction-required', need: 'choose-head' }, ['Choose Another File…'], ['Show Log']],
  [{ reason: 'storage', problem: 'write' }, ['Try Again'], ['Try Again']],
  [{ reason: 'storage', problem: 'lost' }, ['Choose Another File…'], ['Show Log']],
  [{ reason: 'consent-denied', host }, ['Try Again'], ['Try Again']],
  [{ reason: 'unreachable', host, code: 'ENOTFOUND' }, ['Try Again'], ['Try Again']],
  [{ reason: 'timed-out', host, timeoutMs: 1000 }, ['Try Again'], ['Try Again']],
  [{ reason: 'throttled', host }, ['Try Again'], ['Try Again']],
  [{ reason: 'server-error', host, status: 500 }, ['Try Again'], ['Try Again']],
  [
    { reason: 'unexpected-response', host, problem: 'web-page' },
    ['Check Connection'],
    ['Show Log'],
  ],
  [{ reason: 'wrong-platform', host }, ['Check Connection', 'Correct API Address…'], ['Show Log']],
  [
    { reason: 'proxy', host, code: '403' },
    ['Check Connection', 'Copy Hosts'],
    ['Show Log', 'Copy Hosts'],
  ],
  [
    { reason: 'tls', host, code: 'CERT_HAS_EXPIRED', certificate },
    ['Check Connection', 'Copy Hosts'],
    ['Show Log', 'Copy Hosts'],
  ],
  [
    { reason: 'tls', host, code: 'DEPTH_ZERO_SELF_SIGNED_CERT', certificate },
    ['Trust This Certificate…', 'Add CA File…', 'Copy Hosts'],
    ['Trust This Certificate…', 'Add CA File…', 'Copy Hosts'],
  ],
];

/** Shows the failure, presses the button if there is one of that label, and returns what was run. */
async function press(
  label: string | undefined,
  failure: Failure,
  { least = false, inBrowser = false } = {},
) {
  const run: string[] = [];
  const action = (name: string) => (given?: unknown) => {
    run.push(given === undefined ? name : `${name} ${JSON.stringify(given)}`);
    return Promise.resolve();
  };
  shown.reset();
  env.uiKind = inBrowser ? UIKind.Web : UIKind.Desktop;
  shown.choose = () => label;
  const ports = {
    applications: { inMemory: () => [] },
    channel: { show: action('log') },
  } as unknown as FailurePorts;
  showFailure(failure, '', ports, {
    tryAgain: action('again'),
    ...(!least && {
      chooseAnotherFile: action('file'),
      enterAgain: action('enter'),
      openFile: action('open'),
      signIn: action('sign in'),
      correctApiAddress: action('correct'),
      checkConnection: action('check'),
    }),
  });
  await setImmediate();
  return run;
}

describe('the notification of a failure', () => {
  for (const [failure, all, least] of cases) {
    it(`the buttons of the failure ${JSON.stringify(failure)} are ${all.join(', ')}; if the command has no action but another try, they are ${least.join(', ')}`, async () => {
      await press(undefined, failure);
      assert.deepEqual(
        shown.notifications.map(({ actions }) => actions),
        [all],
      );
      await press(undefined, failure, { least: true });
      assert.deepEqual(
        shown.notifications.map(({ actions }) => actions),
        [least],
      );
    });
  }

  for (const [label, failure, ran] of [
    ['Try Again', { reason: 'consent-denied', host }, 'again'],
    ['Renew Token', { reason: 'interaction-required', need: 'renew' }, 'again'],
    ['Sign In', { reason: 'interaction-required', need: 'browser-sign-in' }, 'sign in'],
    ['Choose Another File…', { reason: 'storage', problem: 'lost' }, 'file'],
    ['Enter Again…', { reason: 'rejected', host, oauthError: 'other' }, 'enter'],
    [
      'Open File',
      { reason: 'credentials-invalid', problem: withPosition },
      `open ${JSON.stringify(position)}`,
    ],
    ['Check Connection', { reason: 'wrong-platform', host }, 'check'],
    ['Correct API Address…', { reason: 'wrong-platform', host }, 'correct'],
  ] as const) {
    it(`the button ${label} in the notification of a failure runs its own action, and closing the notification runs none`, async () => {
      assert.deepEqual(await press(label, failure), [ran]);
      assert.deepEqual(await press(undefined, failure), []);
    });
  }

  it('the button Show Log in the notification of a failure shows the log', async () => {
    assert.deepEqual(await press('Show Log', { reason: 'wrong-platform', host }, { least: true }), [
      'log',
    ]);
  });

  it('the button Reload Window in the notification of a secret that a browser window can’t read reloads the window', async () => {
    await press('Reload Window', { reason: 'storage', problem: 'lost' }, { inBrowser: true });
    assert.deepEqual(shown.commands, [['workbench.action.reloadWindow']]);
  });

  it('a request to the user is shown as an information, and any other failure as an error', async (t) => {
    const error = t.mock.method(window, 'showErrorMessage');
    await press(undefined, { reason: 'interaction-required', need: 'renew' });
    assert.equal(error.mock.callCount(), 0);
    await press(undefined, { reason: 'wrong-platform', host });
    assert.equal(error.mock.callCount(), 1);
  });

  it('a cancellation shows no notification', async () => {
    await press(undefined, { reason: 'cancelled' });
    assert.deepEqual(shown.notifications, []);
  });
});
