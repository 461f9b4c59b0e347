import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { openDesk, type Desk } from '../desk/desk.ts';
import type { Workbench } from '../../tools/registry-vscode/index.ts';
import type { Application } from '../sandbox/applications.ts';
import { toIni, toJson } from '../sandbox/credentialsFiles.ts';
import { eventually } from '../../tools/registry-vscode/system/wait.ts';

const wayIn = 'Enter ID and secret…';

describe('Entering an ID and a secret', () => {
  let desk: Desk;
  let workbench: Workbench;
  let pair: { readonly clientId: string; readonly clientSecret: string };

  before(async () => {
    desk = await openDesk({
      env: { ISOGEO_API_GROUP_CLIENT_ID: 'from-the-environment', ISOGEO_PLATFORM: 'staging' },
    });
    workbench = desk.workbench;
    const [application] = desk.sandbox.applications;
    assert.ok(application);
    pair = application;
  });

  after(() => desk.dispose());

  beforeEach(() => workbench.clearNotifications());

  async function message(pattern: RegExp): Promise<void> {
    await eventually(async () => {
      assert.match((await workbench.quickInput.text()).message, pattern);
    });
  }

  async function startOnPremises(): Promise<void> {
    const { quickInput } = workbench;
    await workbench.runCommand('Isogeo: Authenticate');
    await quickInput.pick(wayIn);
    await quickInput.shows('Choose the platform');
    await quickInput.pick('On premises');
    await quickInput.shows('Address of the identity server');
    await quickInput.type(`${desk.sandbox.origin}/`);
    await quickInput.accept();
    await quickInput.shows('Address of the API');
    assert.equal((await quickInput.text()).value, desk.sandbox.origin);
    await quickInput.accept();
    await quickInput.shows('Client ID');
  }

  it('the list of credentials offers to enter an ID and a secret, below the files and the environment', async () => {
    await workbench.runCommand('Isogeo: Authenticate');
    await workbench.quickInput.shows('Choose the credentials to sign in with');
    const labels = await workbench.quickInput.labels();
    assert.deepEqual(labels, [
      'client_secrets.json',
      'client_secrets.ini',
      'From environment variables',
      wayIn,
      'Browse…',
    ]);
    await workbench.quickInput.cancel();
  });

  it('a message names the missing variable if the user chooses “From environment variables” in the list of credentials', async () => {
    await workbench.runCommand('Isogeo: Authenticate');
    await workbench.quickInput.pick('From environment variables');
    await workbench.notification('ISOGEO_API_GROUP_CLIENT_SECRET is missing');
  });

  it('the boxes for the identity server and the client ID show faults while the user types, and Back keeps the address', async () => {
    const { quickInput } = workbench;
    await workbench.runCommand('Isogeo: Authenticate');
    await quickInput.pick(wayIn);
    await quickInput.shows('Choose the platform');
    await workbench.screenshot('20-platform');
    await quickInput.pick('On premises');
    await quickInput.shows('Address of the identity server');
    await quickInput.type('identity');
    await message(/Enter a URL such as/);
    await quickInput.type('http://id.example.com');
    await message(/Secrets are sent over https only/);
    await quickInput.accept();
    await quickInput.shows('Secrets are sent over https only');
    await workbench.screenshot('21-address');
    await quickInput.type('id.example.com');
    await quickInput.accept();
    await quickInput.shows('Address of the API');
    assert.equal((await quickInput.text()).value, 'https://v1.example.com');
    await quickInput.clickButton('Back');
    await quickInput.shows('Address of the identity server');
    assert.equal((await quickInput.text()).value, 'https://id.example.com');
    await quickInput.clickButton('Back');
    await quickInput.shows('Choose the platform');
    await quickInput.pick('Production');
    await quickInput.shows('Client ID');
    await quickInput.type('catalog-tools');
    await message(/usually end with a UUID/);
    await workbench.screenshot('22-id');
    await quickInput.cancel();
    await quickInput.closed();
    await workbench.noNotification();
    assert.equal(desk.sandbox.tokenRequests.length, 0);
  });

  it('a wrong secret that the user enters is reported and not saved, and Enter Again… shows the entered client ID again', async () => {
    const { quickInput } = workbench;
    await startOnPremises();
    await quickInput.type(pair.clientId);
    await quickInput.accept();
    await quickInput.shows('Client secret');
    assert.equal(await quickInput.isPassword(), true);
    await quickInput.type('not-the-secret');
    await quickInput.accept();
    await workbench.notification('doesn’t accept this client ID and secret');
    await workbench.screenshot('23-wrong-secret');
    await desk.itemShows(/^Isogeo: sign in$/);

    await workbench.clickNotificationAction('Enter Again…');
    await quickInput.shows('Choose the platform');
    await quickInput.accept();
    await quickInput.shows('Address of the identity server');
    await quickInput.accept();
    await quickInput.shows('Address of the API');
    await quickInput.accept();
    await quickInput.shows('Client ID');
    assert.equal((await quickInput.text()).value, pair.clientId);
    await quickInput.cancel();
    await workbench.runCommand('Isogeo: Authenticate');
    await quickInput.shows('Choose the credentials to sign in with');
    const labels = await quickInput.labels();
    assert.ok(!labels.includes('Sandbox catalog viewer'), labels.join());
    await quickInput.cancel();
  });

  it('a user can paste the three lines that Isogeo’s manager shows into the Client ID box, and is signed in', async () => {
    const { quickInput } = workbench;
    await startOnPremises();
    await quickInput.type(
      `Sandbox\nClient ID: ${pair.clientId}\nClient Secret: ${pair.clientSecret}\n`,
    );
    await message(/The secret was pasted too/);
    assert.equal((await quickInput.text()).value, pair.clientId);
    await workbench.screenshot('24-pasted');
    await quickInput.accept();
    await workbench.notification('Signed in to Isogeo as Sandbox catalog viewer');
    await desk.itemShows(/^Isogeo 59 min$/);
  });

  for (const [form, fileFor] of [
    ['INI file', toIni],
    ['JSON file', toJson],
  ] as const) {
    it(`a user can paste a whole ${form} into the Client ID box, and is signed in without the secret being shown`, async () => {
      const { quickInput } = workbench;
      const [application] = desk.sandbox.applications;
      assert.ok(application);
      const requests = desk.sandbox.tokenRequests.length;
      await workbench.clearNotifications();
      await startOnPremises();
      await quickInput.type(fileFor(desk.sandbox.origin, application));
      await workbench.notification('Signed in to Isogeo as Sandbox catalog viewer');
      assert.equal(desk.sandbox.tokenRequests.length, requests + 1);
      assert.ok(!(await workbench.page.content()).includes(pair.clientSecret));
    });
  }

  for (const [form, textFor] of [
    [
      'INI file with comments',
      (origin: string, application: Application) =>
        `[global]\nlang = fr\n${toIni(origin, application).replace(/^(?=client_secret)/im, '; the secret\n')}\n# end\n`,
    ],
    [
      '.env file with the secret of another service',
      (origin: string, { clientId, clientSecret }: Application) =>
        [
          '# Isogeo',
          `ISOGEO_ID_URL=${origin}`,
          `ISOGEO_API_URL=${origin}`,
          `ISOGEO_API_GROUP_CLIENT_ID=${clientId}`,
          `ISOGEO_API_GROUP_CLIENT_SECRET='${clientSecret.replace(/[\\']/g, String.raw`\$&`)}'`,
          'AWS_SECRET_ACCESS_KEY=the-secret-of-another-service\n',
        ].join('\n'),
    ],
  ] as const) {
    it(`a user can paste an ${form} with the keyboard into the Client ID box, and only its ID and secret are sent`, async () => {
      const [application] = desk.sandbox.applications;
      assert.ok(application);
      const requests = desk.sandbox.tokenRequests.length;
      await workbench.clearNotifications();
      await startOnPremises();
      const text = JSON.stringify(textFor(desk.sandbox.origin, application));
      await workbench.page.evaluate(`navigator.clipboard.writeText(${text})`);
      await workbench.page.keyboard.press('Control+V');
      await workbench.notification('Signed in to Isogeo as Sandbox catalog viewer');
      assert.equal(desk.sandbox.tokenRequests.length, requests + 1);
    });
  }

  it('a file that has lost its line breaks, and isn’t in the clipboard, is refused in the Client ID box, which keeps nothing of it', async () => {
    const { quickInput } = workbench;
    const requests = desk.sandbox.tokenRequests.length;
    await workbench.clearClipboard();
    await startOnPremises();
    await quickInput.type(
      `[auth] CLIENT_ID = ${pair.clientId} ; the secret CLIENT_SECRET = ${pair.clientSecret}`,
    );
    await message(/has lost its line breaks/);
    await workbench.screenshot('25-lost-line-breaks');
    assert.equal((await quickInput.text()).value, '');
    await quickInput.cancel();
    assert.equal(desk.sandbox.tokenRequests.length, requests);
  });

  it('loading a .env file without a platform asks the user for the platform', async () => {
    const path = join(desk.elsewhere, '.env');
    const { clientId, clientSecret } = pair;
    const text = `# Isogeo\nexport ISOGEO_API_GROUP_CLIENT_ID=${clientId}\nISOGEO_API_GROUP_CLIENT_SECRET='${clientSecret.replace(/[\\']/g, String.raw`\$&`)}'\n`;
    writeFileSync(path, text);
    const requests = desk.sandbox.tokenRequests.length;
    await workbench.runCommand('Isogeo: Load Credentials File…');
    await workbench.quickInput.shows('Load Isogeo Credentials');
    await workbench.quickInput.chooseFile(path);
    await workbench.quickInput.shows('Choose the platform');
    await workbench.quickInput.pick('On premises');
    await workbench.quickInput.shows('Address of the identity server');
    await workbench.quickInput.type(desk.sandbox.origin);
    await workbench.quickInput.accept();
    await workbench.quickInput.shows('Address of the API');
    await workbench.quickInput.accept();
    await workbench.notification('Signed in to Isogeo as Sandbox catalog viewer');
    assert.equal(desk.sandbox.tokenRequests.length, requests + 1);
  });

  it('Open File in the message about a faulty credentials file opens the file at the line and column of the fault', async () => {
    const path = join(desk.elsewhere, 'broken.json');
    writeFileSync(path, '{\n  "web": {\n    "client_id": 7\n  }\n}\n');
    await workbench.runCommand('Isogeo: Load Credentials File…');
    await workbench.quickInput.shows('Load Isogeo Credentials');
    await workbench.quickInput.chooseFile(path);
    await workbench.notification('line 3, column 18: web.client_id must be a text');
    await workbench.clickNotificationAction('Open File');
    await workbench.page.getByText('Ln 3, Col 18').waitFor();
  });
});
