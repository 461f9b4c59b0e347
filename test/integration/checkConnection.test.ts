import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { groupApplication } from '../sandbox/applications.ts';
import { toJson } from '../sandbox/credentialsFiles.ts';
import { authenticate, copied, startPlatform, type Platform } from './support.ts';

/** The result of the command for another extension. */
interface Answer {
  readonly verdict: string;
  readonly failedStep?: string;
  readonly report: string;
}

async function check(credentialsFile?: string): Promise<Answer> {
  const argument = credentialsFile === undefined ? undefined : { credentialsFile };
  const answer = await vscode.commands.executeCommand<Answer | undefined>(
    'isogeo.checkConnection',
    argument,
  );
  assert.ok(answer, 'the check was not cancelled');
  return answer;
}

/** The marks of the table by step, such as `TCP ✓`. */
function marksOf(report: string): readonly string[] {
  return [...report.matchAll(/^\| ([^|]+) \| ([✓✗–]) \|/gm)].map(
    ([, step = '', mark = '']) => `${step} ${mark}`,
  );
}

const before = ['Credentials', 'DNS', 'Proxy in use', 'TCP', 'TLS', 'Clock', 'Token'] as const;
const steps = [...before, 'API /about', 'Shares'];

describe('Check Connection', () => {
  let platform: Platform;

  beforeEach(async () => {
    platform = await startPlatform();
  });

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await platform.dispose();
  });

  function assertNoSecret(report: string, ...others: readonly string[]): void {
    const { clientSecret = '?' } = platform.sandbox.applications[0] ?? {};
    for (const secret of [clientSecret, ...others]) assert.ok(!report.includes(secret));
    assert.doesNotMatch(report, /Bearer|Basic|https?:\/\/[^\s`]*[?@]/);
  }

  it('Check Connection reports that the connection works, and the user’s own token stays in use', async () => {
    await authenticate(platform.files.json);
    const token = await copied('isogeo.copyAccessToken');
    const { verdict, report } = await check();

    assert.equal(verdict, 'works', report);
    assert.deepEqual(
      marksOf(report),
      steps.map((step) => `${step} ${step === 'TLS' ? '–' : '✓'}`),
    );
    assert.match(report, /^# ✓ The connection to Isogeo works\.$/m);
    assert.match(report, /It can read 2 shares\./);
    assert.match(report, /`1\.0\.0-sandbox`/);
    assert.match(report, /Application: `Sandbox catalog viewer`/);
    assertNoSecret(report, token);
    assert.equal(platform.sandbox.tokenRequests.length, 2);
    assert.equal(await copied('isogeo.copyAccessToken'), token);
  });

  it('Check Connection shows the report as a read-only document', async () => {
    await authenticate(platform.files.json);
    const { report } = await check();
    await documentShows(report);
    // A second report replaces the first.
    await documentShows((await check(await platform.write('nothing.json', '{}'))).report);
    await vscode.commands.executeCommand('vscode.open', reportUri());
    await vscode.commands.executeCommand('type', { text: 'x' });
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.uri.scheme, 'isogeo-report');
    assert.equal(editor.document.isDirty, false);
    assert.doesNotMatch(editor.document.getText(), /^x/);
  });

  it('Check Connection checks a credentials file, and the signed-in application’s token stays in use', async () => {
    await authenticate(platform.files.json);
    const header = await copied('isogeo.copyBearerHeader');
    const other = await startPlatform();
    try {
      assert.equal((await check(other.files.json)).verdict, 'works');
      assert.equal(other.sandbox.tokenRequests.length, 1);
      assert.equal(await copied('isogeo.copyBearerHeader'), header);
    } finally {
      await other.dispose();
    }
  });

  it('Check Connection names the step that fails at a stopped server, without naming Isogeo’s hosts', async () => {
    await platform.sandbox.stop();
    const { verdict, failedStep, report } = await check(platform.files.json);
    assert.deepEqual([verdict, failedStep], ['fails', 'tcp']);
    assert.deepEqual(marksOf(report), [
      ...['Credentials ✓', 'DNS ✓', 'Proxy in use ✓', 'TCP ✗'],
      ...['TLS –', 'Clock –', 'Token –', 'API /about –', 'Shares –'],
    ]);
    assert.match(report, /ECONNREFUSED/);
    assert.match(report, /## What to do\n\n- Nothing is listening at this address/);
    assert.doesNotMatch(report, /isogeo\.com/);
    assertNoSecret(report);
  });

  it('Check Connection shows the subject and issuer of an untrusted certificate, and sends that server no request', async () => {
    const requests: (string | undefined)[] = [];
    const server = await untrustedServer((authorization) => requests.push(authorization));
    const { port } = server.address() as AddressInfo;
    try {
      const [application] = platform.sandbox.applications;
      assert.ok(application);
      const text = toJson(`https://localhost:${port}`, application);
      const { failedStep, report } = await check(await platform.write('tls.json', text));
      assert.equal(failedStep, 'tls', report);
      assert.match(report, /DEPTH_ZERO_SELF_SIGNED_CERT/);
      assert.match(
        report,
        /Issued to Isogeo extension unit tests by Isogeo extension unit tests, valid from /,
      );
      assert.match(report, /is self-signed/);
      assert.deepEqual(requests, []);
      assertNoSecret(report);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('Check Connection reports that nothing is shared with the application, with a link to a page about shares', async () => {
    const empty = await startPlatform({ applications: [groupApplication({ shares: [] })] });
    try {
      const { verdict, report } = await check(empty.files.json);
      assert.equal(verdict, 'nothing-shared', report);
      assert.match(
        report,
        /^# ✓ You’re signed in, but nothing is shared with this application yet\.$/m,
      );
      assert.match(report, /\(https:\/\/help\.isogeo\.com\/[^)]*shares\)/);
      assert.ok(marksOf(report).includes('Shares –'));
      assert.ok(marksOf(report).includes('Token ✓'));
    } finally {
      await empty.dispose();
    }
  });

  it('Check Connection reports a wrong clock', async () => {
    const past = await startPlatform({ clock: () => Date.now() - 2 * 3_600_000 });
    try {
      const { verdict, report } = await check(past.files.json);
      assert.equal(verdict, 'clock', report);
      assert.match(report, /\| Clock \| ✗ \| (119|120) min ahead of the server’s clock\./);
    } finally {
      await past.dispose();
    }
  });

  it('Check Connection reports a secret that the platform has replaced, and names the command to load other credentials', async () => {
    const { sandbox, files } = platform;
    sandbox.rotateSecret(sandbox.applications[0]?.clientId ?? '');
    const { failedStep, report } = await check(files.json);
    assert.equal(failedStep, 'token');
    assert.match(report, /doesn’t accept this client ID and secret/);
    assert.match(report, /\*\*Isogeo: Load Credentials File…\*\*/);
  });

  it('Check Connection stops at the credentials step, before any network step, if the credentials file is missing', async () => {
    const { failedStep, report } = await check(join(platform.folder, 'missing.json'));
    assert.equal(failedStep, 'credentials');
    assert.match(report, /missing\.json` doesn’t exist/);
    assert.equal(marksOf(report).filter((mark) => mark.endsWith('–')).length, 8);
  });

  it('Check Connection stops a TLS step without an answer at the time limit in the settings', async () => {
    const configuration = vscode.workspace.getConfiguration('isogeo');
    const target = vscode.ConfigurationTarget.Global;
    await configuration.update('network.timeoutSeconds', 1, target);
    const server = await untrustedServer(() => undefined, 'silent');
    const { port } = server.address() as AddressInfo;
    try {
      const [application] = platform.sandbox.applications;
      assert.ok(application);
      const text = toJson(`https://localhost:${port}`, application);
      const { failedStep, report } = await check(await platform.write('silent.json', text));
      assert.equal(failedStep, 'tls', report);
      assert.match(report, /within 1 second\./);
    } finally {
      await configuration.update('network.timeoutSeconds', undefined, target);
      server.close();
    }
  });
});

function reportUri(): vscode.Uri {
  const found = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'isogeo-report');
  assert.ok(found, 'the report is a document');
  return found.uri;
}

/** VS Code reads a changed document again after a delay. */
async function documentShows(text: string): Promise<void> {
  const isThere = () =>
    vscode.workspace.textDocuments.some(
      (document) => document.uri.scheme === 'isogeo-report' && document.getText() === text,
    );
  if (isThere()) return;
  await new Promise<void>((resolve) => {
    const subscription = vscode.workspace.onDidChangeTextDocument(() => {
      if (!isThere()) return;
      subscription.dispose();
      resolve();
    });
  });
}

/** Serves an untrusted certificate; `silent` never begins the handshake. */
async function untrustedServer(
  onRequest: (authorization: string | undefined) => void,
  manner?: 'silent',
): Promise<Server> {
  const extension = vscode.extensions.getExtension<unknown>('isogeo.isogeo-api');
  assert.ok(extension);
  const fixtures = join(extension.extensionPath, 'test', 'unit', 'node', 'fixtures');
  const [key, cert] = await Promise.all(
    ['selfSigned.key.pem', 'selfSigned.cert.pem'].map((name) => readFile(join(fixtures, name))),
  );
  const server = createServer({ key, cert }, (request, response) => {
    onRequest(request.headers.authorization);
    response.end('{}');
  });
  server.on('tlsClientError', () => undefined);
  if (manner === 'silent') {
    server.removeAllListeners('connection');
    server.on('connection', (socket) => {
      socket.on('error', () => undefined);
    });
  }
  server.listen(0, 'localhost');
  await once(server, 'listening');
  return server;
}
