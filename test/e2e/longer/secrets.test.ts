import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openDesk, type Desk } from '../../desk/desk.ts';
import type { Workbench } from '../../../tools/registry-vscode/index.ts';
import { inProject, readManifest } from '../../../scripts/lib/project.ts';
import { eventually } from '../../../tools/registry-vscode/system/wait.ts';
import manifestTexts from '../../../package.nls.json' with { type: 'json' };
import { userApplication } from '../../sandbox/applications.ts';
import { writeCredentialsFiles } from '../../sandbox/credentialsFiles.ts';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { filesWith, processesWith } from '../leaks.ts';

/** A typed secret that the platform refused. */
const typedSecret = 'typed-by-hand-+/=%-and-refused';

/** Runs every command of the manifest once, in order; signing out is last. */
describe('No secret is in a file of VS Code or in an argument list', () => {
  let desk: Desk;
  let workbench: Workbench;
  /** A platform where a user signs in with a code. */
  let platform: Sandbox;
  let userFile: string;

  before(async () => {
    desk = await openDesk();
    workbench = desk.workbench;
    const application = userApplication({
      name: 'Night batch',
      redirectUris: ['urn:ietf:wg:oauth:2.0:oob'],
    });
    platform = await startSandbox({ applications: [application] });
    userFile = (await writeCredentialsFiles(desk.elsewhere, platform, application)).json;
  });

  after(async () => {
    await platform.stop();
    await desk.dispose();
  });

  const secrets = (): string[] => [
    typedSecret,
    ...[desk.sandbox, platform].flatMap(({ applications, issued }) => [
      ...applications.map(({ clientSecret }) => clientSecret),
      ...issued,
    ]),
  ];

  async function enterPair(secret: string): Promise<void> {
    const { quickInput } = workbench;
    const [application] = desk.sandbox.applications;
    await workbench.runCommand('Isogeo: Authenticate');
    await quickInput.pick('Enter ID and secret…');
    await quickInput.pick('On premises');
    await quickInput.shows('Address of the identity server');
    await quickInput.type(desk.sandbox.origin);
    await quickInput.accept();
    await quickInput.shows('Address of the API');
    await quickInput.accept();
    await quickInput.shows('Client ID');
    await quickInput.type(application?.clientId ?? '');
    await quickInput.accept();
    await quickInput.shows('Client secret');
    await quickInput.type(secret);
    await quickInput.accept();
  }

  const uses: Readonly<Record<string, () => Promise<unknown>>> = {
    'isogeo.authenticate': async () => {
      await enterPair(typedSecret);
      await workbench.notification('doesn’t accept this client ID and secret');
      await enterPair(desk.sandbox.applications[0]?.clientSecret ?? '');
      await workbench.notification('Signed in to Isogeo as Sandbox catalog viewer');
    },
    'isogeo.loadCredentials': async () => {
      const opened = workbench.page.context().waitForEvent('page');
      await desk.loadCredentials(userFile);
      const tab = await opened;
      await tab.goto(tab.url().replace(/^(http:\/\/127\.0\.0\.1):\d+\/proxy\/(\d+)/, '$1:$2'));
      await tab.getByRole('button', { name: 'Allow' }).click();
      const code = await tab.locator('#code').innerText();
      await tab.close();
      await workbench.quickInput.type(code);
      await workbench.quickInput.accept();
      await workbench.notification('Signed in to Isogeo as Night batch');
    },
    'isogeo.switchApplication': async () => {
      await workbench.runCommand('Isogeo: Switch Application');
      await workbench.quickInput.pick('Sandbox catalog viewer');
      await workbench.quickInput.closed();
      await workbench.runCommand('Isogeo: Switch Application');
      await workbench.quickInput.pick('Night batch');
      await workbench.quickInput.closed();
    },
    'isogeo.copyBearerHeader': () => copied('Isogeo: Copy Bearer Header'),
    'isogeo.copyAccessToken': () => copied('Isogeo: Copy Access Token'),
    'isogeo.insertBearerHeader': async () => {
      await workbench.runCommand('File: New Untitled Text File');
      await workbench.runCommand('Isogeo: Insert Bearer Header');
      await workbench.page.locator('.view-line', { hasText: 'ISOGEO_ACCESS_TOKEN' }).waitFor();
    },
    'isogeo.newTerminal': async () => {
      await workbench.runCommand('Isogeo: New Terminal with Token');
      await workbench.page
        .getByText(/Isogeo until /)
        .first()
        .waitFor();
    },
    'isogeo.renewToken': async () => {
      const before = platform.issued.length;
      await workbench.runCommand('Isogeo: Renew Token');
      await eventually(() => {
        assert.ok(platform.issued.length > before);
        return Promise.resolve();
      });
    },
    'isogeo.showApplication': async () => {
      await workbench.runCommand('Isogeo: Show Application Details');
      await workbench.page.getByText('auth_mode').first().waitFor();
    },
    'isogeo.checkConnection': async () => {
      await workbench.runCommand('Isogeo: Check Connection');
      await workbench.notification('The connection to Isogeo works.');
      await workbench.clickNotificationAction('Copy Report');
      await eventually(async () => {
        assert.match(await workbench.clipboard(), /The connection to Isogeo works\./);
      });
    },
    'isogeo.copyRequest': () => openedAndLeft('Isogeo: Copy Request As…', 'Choose a request'),
    'isogeo.newRequestFile': async () => {
      await workbench.runCommand('Isogeo: New API Request File');
      await workbench.page.locator('.view-line', { hasText: '@api' }).waitFor();
    },
    'isogeo.manageCertificates': () =>
      openedAndLeft('Isogeo: Manage Trusted Certificates', 'Manage Trusted Certificates'),
    'isogeo.showMenu': () => openedAndLeft('Isogeo: Show Menu', 'What would you like to do?'),
    'isogeo.showLog': async () => {
      await workbench.runCommand('Isogeo: Show Log');
      await workbench.page.locator('.part.panel .view-lines').first().waitFor();
    },
    'isogeo.signOut': async () => {
      await workbench.runCommand('Isogeo: Sign Out');
      await workbench.dialog.click('Sign Out and Remove Credentials');
      await desk.itemShows(/^Isogeo: sign in$/);
    },
  };

  async function copied(title: string): Promise<void> {
    await workbench.clearClipboard();
    await workbench.runCommand(title);
    await eventually(async () => {
      const text = await workbench.clipboard();
      assert.ok(platform.issued.some((token) => text.endsWith(token)));
    });
  }

  /** Runs a command with a question, and cancels the question. */
  async function openedAndLeft(title: string, question: string): Promise<void> {
    await workbench.runCommand(title);
    await workbench.quickInput.shows(question);
    await workbench.quickInput.cancel();
  }

  const texts: Readonly<Record<string, string>> = manifestTexts;
  const { commands } = readManifest(inProject()).contributes;
  const isLast = ({ command }: { command: string }) => command === 'isogeo.signOut';
  for (const { command, title } of [...commands].sort(
    (a, b) => Number(isLast(a)) - Number(isLast(b)),
  )) {
    const shown = texts[title.slice(1, -1)] ?? title;
    it(`no file of VS Code and no program’s argument list contains a secret after the command ${shown}`, async () => {
      await (uses[command] ?? assert.fail(`No test uses ${command}.`))();
      assert.deepEqual(processesWith(secrets()), []);
      assert.deepEqual(filesWith(workbench.userDataDir, secrets()), []);
      await workbench.clearNotifications();
    });
  }

  it('the tests’ search for secrets finds a known secret in a file and a known text in a program’s arguments', () => {
    // At least: two codes of the pair, an access token each, and refresh tokens.
    assert.ok(platform.issued.length >= 5, String(platform.issued.length));
    assert.ok(desk.sandbox.issued.length >= 1);
    const [application] = platform.applications;
    assert.deepEqual(filesWith(desk.elsewhere, [application?.clientSecret ?? '']), [userFile]);
    assert.notDeepEqual(filesWith(workbench.userDataDir, ['token renewed']), []);
    assert.notDeepEqual(processesWith([join(workbench.userDataDir, 'code-server.yaml')]), []);
  });
});
