import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { eventually } from '../../tools/registry-vscode/system/wait.ts';
import { createCaFileReader } from '../../src/node/certificates/caFiles.ts';
import { readCertificate } from '../../src/node/certificates/certificates.ts';
import { readLocalFile } from '../../src/node/files/localFile.ts';
import { createTrust } from '../../src/node/certificates/trust.ts';
import { createHttp } from '../../src/node/http/http.ts';
import { readProxySettings } from '../../src/vscode/host/proxySettings.ts';
import { connectProxy, tlsFront, type Front } from '../certificates/front.ts';
import { issue, issueChain } from '../certificates/make.ts';
import { toJson } from '../sandbox/credentialsFiles.ts';
import { authenticate, instead, startPlatform, type Platform } from './support.ts';

async function set(section: string, name: string, value: unknown): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(section);
  await configuration.update(name, value, vscode.ConfigurationTarget.Global);
}

const setCaFiles = (paths: readonly string[] | undefined) =>
  set('isogeo', 'network.caCertificates', paths);

describe('a platform with its own authority', () => {
  let platform: Platform;
  let front: Front;
  let credentials: string;
  let authority: string;

  before(async () => {
    platform = await startPlatform();
    const { root, between, server } = await issueChain();
    front = await tlsFront(platform.sandbox.origin, server, between);
    authority = await platform.write('authority.pem', root.cert);
    const [application] = platform.sandbox.applications;
    assert.ok(application);
    const file = toJson(`https://127.0.0.1:${front.port}`, application);
    credentials = await platform.write('encrypted.json', file);
  });

  afterEach(() => setCaFiles(undefined));

  after(async () => {
    await front.stop();
    await platform.dispose();
  });

  it('fault 19: a platform with its own certificate authority is refused if the authority is unknown, and the message names the authority', async () => {
    const requests = platform.sandbox.tokenRequests.length;
    const { ok, reason, message } = await authenticate(credentials);
    assert.deepEqual({ ok, reason }, { ok: false, reason: 'tls' });
    assert.match(message ?? '', /The issuer of .* isn’t trusted on this machine/);
    assert.match(message ?? '', /Issued to Test server by Test authority, valid from /);
    assert.equal(platform.sandbox.tokenRequests.length, requests);
  });

  it('fault 19: a platform with its own authority is accepted if isogeo.network.caCertificates lists the authority’s file', async () => {
    await setCaFiles([authority]);
    const { ok, message } = await authenticate(credentials);
    assert.equal(ok, true, message);
  });

  it('fault 20: a missing CA file is named in the message, and requests to other servers continue', async () => {
    const missing = join(platform.folder, 'gone.pem');
    await setCaFiles([missing]);
    const { reason, message } = await authenticate(credentials);
    assert.equal(reason, 'tls');
    assert.ok(message?.includes(`The CA file ${missing} doesn’t exist.`), message);
    const other = await startPlatform();
    try {
      const unencrypted = await authenticate(other.files.json);
      assert.equal(unencrypted.ok, true, unencrypted.message);
    } finally {
      await other.dispose();
    }

    await setCaFiles([missing, authority]);
    const { ok } = await authenticate(credentials);
    assert.equal(ok, true);
  });

  it('fault 38: CA files and proxies aren’t taken from the settings of a workspace', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const settings = join(folder.uri.fsPath, '.vscode');
    await mkdir(settings, { recursive: true });
    const tabSize = () => vscode.workspace.getConfiguration('editor').get('tabSize');
    try {
      await writeFile(
        join(settings, 'settings.json'),
        JSON.stringify({
          'isogeo.network.caCertificates': [authority],
          'http.proxy': 'http://127.0.0.1:9',
          'editor.tabSize': 7,
        }),
      );
      // A setting that a workspace can set shows that VS Code has read the file.
      await eventually(() => {
        assert.equal(tabSize(), 7);
        return Promise.resolve();
      });
      const { reason } = await authenticate(credentials);
      assert.equal(reason, 'tls');
      assert.equal(readProxySettings().proxy, '');
    } finally {
      await rm(settings, { recursive: true });
      await eventually(() => {
        assert.notEqual(tabSize(), 7);
        return Promise.resolve();
      });
    }
  });
});

describe('a platform whose certificate the user trusts', () => {
  let platform: Platform;
  let front: Front;

  before(async () => {
    platform = await startPlatform();
  });

  after(async () => {
    await front.stop();
    await platform.dispose();
  });

  it('fault 19: after the user chooses to always trust a platform’s certificate, a sign-in and six renewals in a row succeed', async () => {
    const own = await issue({ name: 'Self' });
    front = await tlsFront(platform.sandbox.origin, own);
    const [application] = platform.sandbox.applications;
    const certificate = readCertificate(own.cert);
    assert.ok(application && certificate);
    const host = `127.0.0.1:${front.port}`;
    const file = await platform.write('trusted.json', toJson(`https://${host}`, application));
    const refused = await authenticate(file);
    assert.equal(refused.reason, 'tls', refused.message);
    const requests = () => platform.sandbox.tokenRequests.length;
    assert.equal(requests(), 0);

    // The first action trusts the certificate, the last answer trusts it always.
    const signedInTo = Promise.withResolvers<string>();
    const restore = instead({
      showInformationMessage: (message: string) => {
        signedInTo.resolve(message);
        return Promise.resolve();
      },
      showErrorMessage: ((_message: string, ...actions: readonly string[]) =>
        Promise.resolve(actions[0])) as never,
      showWarningMessage: (_message: string, _options: unknown, ...actions: readonly string[]) =>
        Promise.resolve(actions.at(-1)),
    });
    try {
      await vscode.commands.executeCommand('isogeo.loadCredentials', vscode.Uri.file(file));
      await signedInTo.promise;
    } finally {
      restore();
    }
    assert.equal(requests(), 1);
    for (let renewal = 1; renewal <= 6; renewal += 1) {
      await vscode.commands.executeCommand('isogeo.renewToken');
      assert.equal(requests(), 1 + renewal);
    }
  });
});

describe('a server behind a proxy', () => {
  const host = 'id.geo.invalid';
  let platform: Platform;
  const running: Front[] = [];

  before(async () => {
    platform = await startPlatform();
  });

  after(async () => {
    await set('http', 'proxy', undefined);
    for (const each of running) await each.stop();
    await platform.dispose();
  });

  it('a server with an unknown issuer behind a proxy is accepted only with a CA file or a trusted certificate', async () => {
    const names = [{ type: 'dns', value: host }] as const;
    const root = await issue({ name: 'Test root', isAuthority: true });
    const own = await issue({ name: 'Test server', by: root, names });
    const front = await tlsFront(platform.sandbox.origin, own);
    const asked: string[] = [];
    // A proxy that requires credentials: reading a certificate needs them, too.
    const login = 'jane:s3cr3t';
    const proxy = await connectProxy(front.port, asked, login);
    running.push(front, proxy);
    const address = `http://${login}@127.0.0.1:${proxy.port}`;
    await set('http', 'proxy', address);
    await eventually(() => {
      assert.equal(readProxySettings().proxy, address);
      return Promise.resolve();
    });
    const authority = await platform.write('proxied.pem', root.cert);
    const pinned = readCertificate(own.cert);
    const another = readCertificate((await issue({ name: 'Other', names })).cert);
    assert.ok(pinned && another);

    const readCaFile = createCaFileReader(readLocalFile);
    const outcomes: unknown[] = [];
    for (const [caFiles, pins] of [
      [[], []],
      [[authority], []],
      [[], [pinned]],
      [[], [another]],
    ] as const) {
      const trust = createTrust({
        caFiles: () => caFiles,
        readCaFile,
        useSystem: () => true,
        pinned: () => pins,
      });
      const http = createHttp(trust);
      const inARow: unknown[] = [];
      for (let request = 0; request < 6; request += 1) {
        const sent = await http.send(
          { method: 'GET', url: `https://${host}/about`, headers: {} },
          new AbortController().signal,
        );
        inARow.push(sent.ok ? sent.value.status : sent.failure);
      }
      assert.deepEqual(inARow, Array(6).fill(inARow[0]));
      outcomes.push(inARow[0]);
    }
    const refused = {
      reason: 'tls',
      host,
      code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      certificate: pinned,
    };
    assert.deepEqual(outcomes, [refused, 200, 200, refused]);
    assert.deepEqual([...new Set(asked)], [`${host}:443`]);
  });
});
