import '../../../faults/support/withVscode.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Failure } from '../../../../src/core/failure.ts';
import type { Token } from '../../../../src/core/token/token.ts';
import { ApplicationReader } from '../../../../src/session/applications/reader.ts';
import type { ActiveApplication } from '../../../../src/vscode/host/activeApplication.ts';
import { env, shown, UIKind } from '../../../faults/support/vscode.ts';
import {
  applicationId as id,
  fakePorts,
  hourMs,
  identityHost,
  ManualTimer,
  recordWith,
  startOfTest,
  storeRecord,
  tokenWith,
  userCredentials,
} from '../../session/fakes.ts';

// Imported after the hook is in place.
const { StatusBar } = await import('../../../../src/vscode/token/statusBar.ts');
const { showMenu } = await import('../../../../src/vscode/token/menu.ts');

const unreachable: Failure = { reason: 'unreachable', host: identityHost, code: 'ENOTFOUND' };
const rejected: Failure = {
  reason: 'rejected',
  host: identityHost,
  oauthError: 'invalid_client',
};
const expired = tokenWith('expired-token', startOfTest - 2 * hourMs);
const valid = tokenWith('valid-token');

interface Given {
  readonly token?: Token;
  readonly failure?: Failure;
  readonly isOfUser?: boolean;
  readonly isRefused?: boolean;
  /** No application is active. */
  readonly none?: boolean;
  /** The record was lost. */
  readonly lost?: boolean;
  /** VS Code runs in a browser tab. */
  readonly inBrowser?: boolean;
  readonly others?: number;
}

/** The status bar item and the menu of a window in that situation. */
async function windowWith(given: Given) {
  const { token, failure, isOfUser, none, lost, others = 0 } = given;
  shown.reset();
  env.uiKind = given.inBrowser ? UIKind.Web : UIKind.Desktop;
  const ports = fakePorts();
  const reader = new ApplicationReader(ports);
  const applications = new (await importedApplications())(ports, reader);
  if (!none)
    await storeRecord(
      { ...ports, applications },
      recordWith(token, isOfUser ? userCredentials : {}),
    );
  if (lost) {
    ports.vault.records.clear();
    reader.states.forget(id);
    await applications.load(id);
  }
  if (failure) applications.setFailure(id, failure, startOfTest);
  for (let other = 0; other < others; other += 1) await ports.markers.add(`other-${other}@host`);
  const active = {
    id: none ? undefined : id,
    isSigningIn: false,
    onDidChange: () => ({ dispose: () => undefined }),
  } as unknown as ActiveApplication;
  const bar = new StatusBar({
    applications: reader.states,
    savedIds: () => reader.knownIds(),
    active,
    clock: ports.clock,
    timer: new ManualTimer(ports.clock),
    causeOf: ({ reason }) => `Cause: ${reason}.`,
  });
  const { value, isTrusted } = shown.statusBar.tooltip;
  bar.dispose();
  const menu = async (pick?: string) => {
    shown.pick = () => pick;
    await showMenu({ ...ports, applications, active });
    return shown.pickers.at(-1) ?? [];
  };
  return { tooltip: value, commands: isTrusted?.enabledCommands ?? [], menu };
}

async function importedApplications() {
  return (await import('../../../../src/session/applications/applications.ts')).Applications;
}

const inMenu = {
  copy: '$(copy) Copy Bearer Header',
  copyToken: '$(copy) Copy Access Token',
  renew: '$(refresh) Renew Token',
  tryAgain: '$(refresh) Try Again',
  reload: '$(refresh) Reload Window',
  check: '$(pulse) Check Connection',
  signIn: '$(sign-in) Authenticate',
  load: '$(folder-opened) Load Credentials File…',
  getStarted: '$(book) Get Started',
  switch: '$(arrow-swap) Switch Application',
  details: '$(info) Show Application Details',
  terminal: '$(terminal) New Terminal with Token',
  signOut: '$(sign-out) Sign Out',
  forget: '$(trash) Sign Out and Remove Credentials',
  log: '$(output) Show Log',
} as const;
type InMenu = keyof typeof inMenu;

const situations: readonly (readonly [
  what: string,
  given: Given,
  first: readonly InMenu[],
  absent: readonly InMenu[],
])[] = [
  [
    'nobody is signed in',
    { none: true },
    ['signIn', 'load', 'getStarted'],
    ['copy', 'copyToken', 'renew', 'details', 'switch', 'signOut', 'forget', 'terminal'],
  ],
  [
    'another application is saved',
    { none: true, others: 1 },
    ['signIn', 'load', 'getStarted'],
    ['copy', 'details', 'signOut'],
  ],
  [
    'the application is signed out',
    {},
    ['signIn'],
    ['copy', 'copyToken', 'renew', 'terminal', 'getStarted', 'signOut'],
  ],
  [
    'the user of the application is signed out',
    { isOfUser: true },
    ['signIn'],
    ['copy', 'renew', 'terminal'],
  ],
  [
    'the token is valid',
    { token: valid },
    ['copy', 'renew'],
    ['tryAgain', 'load', 'getStarted', 'forget'],
  ],
  [
    'the token is valid and the last renewal failed',
    { token: valid, failure: unreachable },
    ['copy', 'check', 'tryAgain'],
    ['load'],
  ],
  [
    'the token is valid and the credentials were rejected',
    { token: valid, failure: rejected },
    ['copy', 'load', 'signIn'],
    ['tryAgain'],
  ],
  ['the token has expired', { token: expired }, ['renew', 'copy'], ['load', 'tryAgain']],
  [
    'the token has expired and has no refresh token',
    { token: expired, isOfUser: true },
    ['signIn'],
    ['copy', 'copyToken', 'renew', 'terminal'],
  ],
  [
    'the credentials were rejected',
    { token: expired, failure: rejected },
    ['load', 'signIn'],
    ['copy', 'copyToken', 'renew', 'tryAgain', 'terminal'],
  ],
  [
    'the platform is another one',
    { token: expired, failure: { reason: 'wrong-platform', host: identityHost } },
    ['load', 'signIn'],
    ['copy', 'renew'],
  ],
  [
    'the server is unreachable',
    { token: expired, failure: unreachable },
    ['check', 'tryAgain'],
    ['copy', 'copyToken', 'renew', 'load', 'terminal'],
  ],
  [
    'the server timed out',
    { token: expired, failure: { reason: 'timed-out', host: identityHost, timeoutMs: 1 } },
    ['check', 'tryAgain'],
    ['copy', 'renew', 'load'],
  ],
  [
    'the certificate is not trusted',
    { token: expired, failure: { reason: 'tls', host: identityHost, code: 'X' } },
    ['check', 'tryAgain'],
    ['copy', 'load'],
  ],
  [
    'there were too many requests',
    { token: expired, failure: { reason: 'throttled', host: identityHost } },
    ['tryAgain', 'check'],
    ['copy', 'load'],
  ],
  [
    'consent was denied',
    { token: expired, isOfUser: true, failure: { reason: 'consent-denied', host: identityHost } },
    ['signIn'],
    ['copy', 'renew', 'tryAgain'],
  ],
  [
    'the answer to the last renewal was lost',
    {
      token: expired,
      isOfUser: true,
      failure: { reason: 'interaction-required', need: 'renew-uncertain' },
    },
    ['renew', 'signIn'],
    ['copy', 'load'],
  ],
  [
    'the saved secret was lost',
    { token: valid, lost: true },
    ['signIn', 'tryAgain'],
    ['copy', 'details', 'signOut', 'forget'],
  ],
  [
    'another browser tab has saved the secret',
    { token: valid, lost: true, inBrowser: true },
    ['reload', 'signIn'],
    ['copy', 'details', 'signOut', 'forget'],
  ],
];

describe('the status bar item and its menu', () => {
  for (const [what, given, first, absent] of situations) {
    it(`the status bar item’s tooltip and menu list the most useful commands first, and leave out unsuitable ones, if ${what}`, async () => {
      const window = await windowWith(given);
      const expected = first.map((key) => inMenu[key]);
      const menu = await window.menu();
      assert.deepEqual(menu.slice(0, first.length), expected);
      for (const key of absent) assert.ok(!menu.includes(inMenu[key]), `${inMenu[key]} is there`);
      assert.equal(
        new Set(menu.filter((label) => label !== '')).size,
        menu.filter((label) => label !== '').length,
      );
      for (const key of ['check', 'log', 'signIn'] as const)
        assert.ok(menu.includes(inMenu[key]), inMenu[key]);
      // The hover has the same commands first.
      const positions = expected.map((label) => window.tooltip.indexOf(`[${label}](command:`));
      assert.ok(
        positions.every((at) => at >= 0),
        window.tooltip,
      );
      assert.deepEqual(
        [...positions].sort((a, b) => a - b),
        positions,
      );
      for (const key of absent)
        assert.ok(!window.tooltip.includes(`[${inMenu[key]}](`), inMenu[key]);
    });
  }

  it('the status bar item’s tooltip names the cause of a failure, and it names the application and offers Switch Application if others are saved', async () => {
    const failing = await windowWith({ token: expired, failure: unreachable });
    assert.match(failing.tooltip, /Cause: unreachable/);
    const one = await windowWith({ token: valid });
    assert.equal(shown.statusBar.name, 'Isogeo Token');
    assert.equal(
      shown.statusBar.accessibilityInformation.label,
      'Isogeo: the token is valid for 60 minutes',
    );
    assert.ok(!one.commands.includes('isogeo.switchApplication'));
    const several = await windowWith({ token: valid, others: 2 });
    assert.equal(
      shown.statusBar.accessibilityInformation.label,
      'Isogeo: the token is valid for 60 minutes, application app',
    );
    assert.equal(shown.statusBar.text, '$(key) Isogeo 60 min');
    assert.match(several.tooltip, /\*\*app\*\*/);
    assert.ok(several.commands.includes('isogeo.switchApplication'));
    const none = await windowWith({ none: true, others: 1 });
    assert.ok(none.commands.includes('isogeo.switchApplication'));
    assert.ok((await none.menu()).includes(inMenu.switch));
  });

  it('Get Started in the menu and in the tooltip of the status bar item opens the walkthrough', async () => {
    const { menu, tooltip } = await windowWith({ none: true });
    await menu(inMenu.getStarted);
    assert.deepEqual(shown.commands.at(-1), [
      'workbench.action.openWalkthrough',
      'isogeo.isogeo-api#start',
    ]);
    assert.match(
      tooltip,
      /\(command:workbench\.action\.openWalkthrough\?%22isogeo\.isogeo-api%23start%22\)/,
    );
  });
});
