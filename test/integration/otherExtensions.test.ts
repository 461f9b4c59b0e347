import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  answeredBoxes,
  answeredLists,
  authenticate,
  copied,
  instead,
  startPlatform,
  startSilentServer,
  statusFor,
  type Platform,
  type SilentServer,
} from './support.ts';

/** An argument that claims to have every property, each of which is an object. */
const everything = new Proxy({}, { has: () => true, get: () => ({}) });
const cyclic: Record<string, unknown> = {};
cyclic['credentialsFile'] = cyclic;

/** Values that a command could receive; `port` belongs to a server that must get no connection. */
function argumentsFor(port: number): Readonly<Record<string, unknown>> {
  const elsewhere = `http://127.0.0.1:${port}/client_secrets.json`;
  return {
    nothing: undefined,
    null: null,
    'a number': Number.NaN,
    'a large integer': 10n ** 40n,
    'a symbol': Symbol('isogeo'),
    'a function': () => 'isogeo',
    'the ID of no application': '__proto__',
    'a text of a million characters': '../'.repeat(333_334),
    'a list': [['isogeo']],
    'an object without a prototype': Object.create(null) as object,
    'an object with every property': everything,
    'an object that contains itself': cyclic,
    'an application of another kind': { applicationId: { id: 1 } },
    'an application with a name of Object': { applicationId: 'constructor' },
    'a credentials file that is an address': { credentialsFile: elsewhere },
    'a credentials file that is a device': { credentialsFile: '/dev/zero' },
    'a credentials file with a NUL': { credentialsFile: '/tmp/a\0.json' },
    'a credentials file that is a command': {
      credentialsFile: 'command:workbench.action.closeAllEditors',
    },
    'a web address': vscode.Uri.parse(elsewhere),
    'a place beyond every file': new vscode.Location(
      vscode.Uri.parse('untitled:isogeo-other.http'),
      new vscode.Range(1e9, 1e9, 1e9, 1e9),
    ),
    'a place at a web address': new vscode.Location(
      vscode.Uri.parse(elsewhere),
      new vscode.Position(0, 0),
    ),
  };
}

/** Errors of a program that used a value as something else. */
function isProgramError(error: unknown): boolean {
  return [TypeError, RangeError, ReferenceError, SyntaxError].some((kind) => error instanceof kind);
}

describe('another extension', () => {
  let platform: Platform;
  let silent: SilentServer;
  let restore: () => void;

  before(async () => {
    platform = await startPlatform();
    silent = await startSilentServer();
    assert.equal((await authenticate(platform.files.json)).ok, true);
    // The internal command for the address of a share exists once the details were shown.
    await vscode.commands.executeCommand('isogeo.showApplication');
    restore = instead({
      ...answeredLists(() => undefined),
      ...answeredBoxes(() => undefined),
      showOpenDialog: () => Promise.resolve(undefined),
      showInformationMessage: () => Promise.resolve(undefined),
      showWarningMessage: () => Promise.resolve(undefined),
      showErrorMessage: () => Promise.resolve(undefined),
      // A terminal would start a shell each time.
      createTerminal: () => ({ show: () => undefined }) as unknown as vscode.Terminal,
    });
  });

  after(async () => {
    restore();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await silent.stop();
    await platform.dispose();
  });

  it('another extension gets no program error and no secret from any Isogeo command with invalid or hostile arguments', async function () {
    this.timeout(120_000);
    const ids = (await vscode.commands.getCommands(true)).filter((id) => id.startsWith('isogeo.'));
    assert.ok(ids.length > 16, String(ids));
    const secrets = [
      await copied('isogeo.copyAccessToken'),
      platform.sandbox.applications[0]?.clientSecret ?? '?',
    ];
    const faults: string[] = [];
    for (const id of ids) {
      for (const [name, argument] of Object.entries(argumentsFor(silent.port))) {
        let text: string;
        try {
          const given = id === 'isogeo.copyShareAddress' ? ['csw', argument] : [argument, argument];
          const answer: unknown = await vscode.commands.executeCommand(id, ...given);
          text = answer === undefined ? '' : JSON.stringify(answer);
        } catch (error) {
          text = String((error as Error).stack);
          if (isProgramError(error)) faults.push(`${id} with ${name}: ${text}`);
        }
        if (secrets.some((secret) => text.includes(secret))) faults.push(`${id} with ${name}`);
      }
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
    assert.deepEqual(faults, []);
    assert.equal(silent.connections(), 0);
    // The application is still there and works.
    const header = await copied('isogeo.copyBearerHeader');
    assert.equal(await statusFor(platform.sandbox, header), 200);
  });

  it('another extension’s silent requests get no session without the user’s consent, even with invalid scopes or accounts', async () => {
    const requests = platform.sandbox.tokenRequests.length;
    const id = (await authenticate(platform.files.json)).application?.id ?? '?';
    const asked = platform.sandbox.tokenRequests.length;
    for (const scopes of [
      [],
      [''],
      ['openid', 'openid'],
      ['\u202e\u{e0041}[x](command:isogeo.copyAccessToken)'],
      Array.from({ length: 1000 }, (_, index) => `scope${index}`),
      ['a'.repeat(100_000)],
      [7, null, {}],
      'resources:read',
    ]) {
      for (const account of [undefined, { id, label: 'x' }, { id: '__proto__', label: '' }, {}]) {
        const session = await vscode.commands.executeCommand<
          { readonly accessToken?: string } | undefined
        >('sessionClient.getSession', { silent: true, ...(account && { account }) }, scopes);
        assert.equal(session?.accessToken, undefined);
      }
    }
    assert.ok(asked > requests);
    assert.equal(platform.sandbox.tokenRequests.length, asked);
  });
});
