import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { copyShareAddress, shareLenses } from '../../src/vscode/applications/shareLenses.ts';
import { referenceShare, riskShare } from '../sandbox/shares.ts';
import {
  authenticate,
  authenticateExpired,
  copied,
  startPlatform,
  statusFor,
  type Platform,
} from './support.ts';

describe('the token', () => {
  let platform: Platform;

  beforeEach(async () => {
    platform = await startPlatform();
  });

  afterEach(() => platform.dispose());

  it('copying the bearer header twice and then the token sends no token request after the one of the sign-in', async () => {
    await authenticate(platform.files.json);
    const first = await copied('isogeo.copyBearerHeader');
    assert.equal(await copied('isogeo.copyBearerHeader'), first);
    assert.equal(first, `Authorization: Bearer ${await copied('isogeo.copyAccessToken')}`);
    assert.equal(platform.sandbox.tokenRequests.length, 1);
  });

  it('twenty Copy Bearer Header commands at once renew an expired token with one request, and copy a header that the API accepts', async () => {
    assert.equal((await authenticateExpired(platform)).ok, true);

    await vscode.env.clipboard.writeText('');
    await Promise.all(
      Array.from({ length: 20 }, () => vscode.commands.executeCommand('isogeo.copyBearerHeader')),
    );
    assert.equal(platform.sandbox.tokenRequests.length, 2);
    const header = await vscode.env.clipboard.readText();
    assert.equal(await statusFor(platform.sandbox, header), 200);
  });

  it('Copy Access Token copies another token after Renew Token has sent one token request', async () => {
    await authenticate(platform.files.json);
    const before = await copied('isogeo.copyAccessToken');
    await vscode.commands.executeCommand('isogeo.renewToken');
    const after = await copied('isogeo.copyAccessToken');
    assert.notEqual(after, before);
    assert.equal(platform.sandbox.tokenRequests.length, 2);
  });

  it('Copy Access Token still copies the valid token after Renew Token has failed with a server error', async () => {
    await authenticate(platform.files.json);
    const before = await copied('isogeo.copyAccessToken');
    platform.sandbox.failNext('token', { status: 503 }, 3);
    await vscode.commands.executeCommand('isogeo.renewToken');
    assert.equal(await copied('isogeo.copyAccessToken'), before);
  });

  it('Copy Bearer Header copies nothing if the token has expired and the renewal fails with a server error', async () => {
    await authenticateExpired(platform);
    platform.sandbox.failNext('token', { status: 503 }, 3);
    assert.equal(await copied('isogeo.copyBearerHeader'), '');
  });
});

describe('Show Application Details', () => {
  let platform: Platform;

  before(async () => {
    platform = await startPlatform();
    await authenticate(platform.files.json);
    await vscode.commands.executeCommand('isogeo.showApplication');
    // An already open document is updated a moment later.
    await documentShows(platform.sandbox.applications[0]?.clientId ?? '?');
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await platform.dispose();
  });

  it('Show Application Details lists eight values by their names in Isogeo’s SDK, such as client_id, and shows neither secret nor token', async () => {
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    const names = [...text.matchAll(/^(\w+):/gm)].map(([, name]) => name);
    assert.deepEqual(names, [
      'auth_mode',
      'client_id',
      'client_secret',
      'scopes',
      'uri_auth',
      'uri_base',
      'uri_redirect',
      'uri_token',
    ]);
    const [application] = platform.sandbox.applications;
    assert.ok(text.includes(application?.clientId ?? '?'));
    assert.ok(!text.includes(application?.clientSecret ?? '?'));
    assert.ok(!text.includes(await copied('isogeo.copyAccessToken')));
  });

  it('Show Application Details counts the catalogs of each share, and hides the share’s key', async () => {
    await documentShows('# It can read 2 shares.');
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(text, /^# - "Référentiels géographiques": 4 catalogs$/m);
    assert.match(text, /^# - "Risques et environnement": one catalog$/m);
    for (const { urlToken } of [referenceShare, riskShare]) assert.ok(!text.includes(urlToken));
  });

  it('two CodeLenses above a share in Show Application Details copy the share’s OpenCatalog and CSW addresses as secrets', async () => {
    const secrets: string[] = [];
    const copySecret = (secret: string) => Promise.resolve(void secrets.push(secret));
    const shown = { platform: 'prod', shares: [{ id: 'a1', name: 'x', urlToken: 'k1' }] } as const;
    const lenses = shareLenses('# - Me (Production)\n# - "x"\n', shown);
    assert.deepEqual(
      lenses.map(({ range, command }) => `${range.start.line} ${command?.title}`),
      ['1 Copy OpenCatalog Address', '1 Copy CSW Address'],
    );
    assert.ok(!JSON.stringify(lenses).includes('k1'));
    for (const { command } of lenses) {
      const [view, index] = (command?.arguments ?? []) as unknown[];
      await copyShareAddress(shown, view, index, { copySecret });
    }
    assert.match(
      secrets.join(' '),
      /^https:\/\/open\S+\/s\/a1\/k1 https:\/\/services\S+\/s\/a1\/k1\?/,
    );
  });

  it('typing doesn’t change the document that Show Application Details opens', async () => {
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    const before = editor.document.getText();
    await vscode.commands.executeCommand('type', { text: 'x' });
    assert.equal(editor.document.getText(), before);
    assert.equal(editor.document.isDirty, false);
  });
});

/** Waits until the active document contains the text. */
async function documentShows(text: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const look = () => {
    const shown = vscode.window.activeTextEditor?.document.getText() ?? '';
    if (shown.includes(text)) resolve(undefined);
  };
  const subscription = vscode.workspace.onDidChangeTextDocument(look);
  look();
  try {
    await promise;
  } finally {
    subscription.dispose();
  }
}
