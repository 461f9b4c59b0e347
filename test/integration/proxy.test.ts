import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import * as tls from 'node:tls';
import * as vscode from 'vscode';
import { toJson } from '../sandbox/credentialsFiles.ts';
import {
  startProxy,
  startTls,
  type Listening,
  type TestProxy,
  type TestProxyOptions,
} from './proxy.ts';
import { authenticate, copied, startPlatform, type Platform } from './support.ts';

/** Looks like Isogeo's to the extension; only the proxy of these tests resolves it. */
const hosts = { id: 'id.nowhere.isogeo.com', api: 'v1.nowhere.isogeo.com' };

const fixture = (name: string) =>
  readFile(
    `${vscode.extensions.getExtension('isogeo.isogeo-api')?.extensionPath}/test/unit/node/fixtures/${name}`,
    'utf8',
  );

describe('a proxy', () => {
  let platform: Platform;
  /** A platform without a proxy, with a client ID of its own. */
  let loopback: Platform;
  let front: Listening;
  let file: string;
  let trusted: readonly string[];
  let proxy: TestProxy | undefined;

  before(async () => {
    platform = await startPlatform();
    loopback = await startPlatform();
    const cert = await fixture('nowhere.cert.pem');
    front = await startTls(
      { cert, key: await fixture('nowhere.key.pem') },
      Number(new URL(platform.sandbox.origin).port),
    );
    trusted = tls.getCACertificates('default');
    tls.setDefaultCACertificates([...trusted, cert]);
    file = await writeFor(`https://${hosts.id}`);
  });

  after(async () => {
    tls.setDefaultCACertificates(trusted);
    await front.stop();
    await platform.dispose();
    await loopback.dispose();
  });

  afterEach(async () => {
    await configure({});
    await proxy?.stop();
    proxy = undefined;
  });

  function writeFor(origin: string): Promise<string> {
    const [application] = platform.sandbox.applications;
    assert.ok(application);
    return platform.write(`${new URL(origin).hostname}.json`, toJson(origin, application));
  }

  async function behind(refuse?: TestProxyOptions['refuse']): Promise<TestProxy> {
    proxy = await startProxy({ port: front.port, ...(refuse && { refuse }) });
    return proxy;
  }

  it('a proxy carries every request of a sign-in and a renewal', async () => {
    const { host, heads } = await behind();
    await configure({ proxy: `http://${host}` });
    const answer = await authenticate(file);
    assert.equal(answer.ok, true, answer.message);
    await vscode.commands.executeCommand('isogeo.renewToken');
    assert.notEqual(await copied('isogeo.copyAccessToken'), '');
    const targets = proxy?.targets ?? [];
    // The API's connection opens during the token request, so either may be first.
    assert.deepEqual(targets.slice(0, 2).sort(), [`${hosts.id}:443`, `${hosts.api}:443`]);
    assert.deepEqual(targets.slice(2), [`${hosts.id}:443`]);
    // The tunnel's content is encrypted, and the request for the tunnel contains no secret.
    assert.doesNotMatch(heads.join(''), /authorization|basic|bearer|client/i);
  });

  it('a proxy receives the user name and password from the setting http.proxy', async () => {
    const { host, heads } = await behind((head) =>
      head.includes(`Proxy-Authorization: Basic ${btoa('jane:s3cr3t')}`) ? undefined : '407 No',
    );
    await configure({ proxy: `http://jane:s3cr3t@${host}` });
    const answer = await authenticate(file);
    assert.equal(answer.ok, true, answer.message);
    assert.equal(heads.length, 2);
  });

  for (const [name, refusal] of [
    ['asks for a sign-in', '407 Proxy Authentication Required\r\nProxy-Authenticate: NTLM'],
    ['forbids the host', '403 Forbidden'],
    ['can’t reach the host', '503 Service Unavailable'],
  ] as const) {
    it(`fault 18: the message names a proxy that ${name}, without its password, and the saved data are kept`, async () => {
      await authenticate(loopback.files.json);
      const token = await copied('isogeo.copyAccessToken');
      const { host, heads } = await behind(() => refusal);
      await configure({ proxy: `http://jane:s3cr3t@${host}` });
      const { reason, message = '' } = await authenticate(file);
      assert.equal(reason, 'proxy', message);
      assert.ok(message.includes(host), message);
      assert.ok(message.includes(refusal.slice(0, 3)), message);
      assert.doesNotMatch(message, /jane|s3cr3t/);
      // One tunnel per server was requested, and no second one.
      const asked = heads.map((head) => head.split(' ', 2)[1]);
      assert.deepEqual(asked.sort(), [`${hosts.id}:443`, `${hosts.api}:443`]);
      assert.equal(await copied('isogeo.copyAccessToken'), token);
    });
  }

  it('fault 18: the message names a proxy at whose address nothing is listening', async () => {
    const { host } = await behind();
    await proxy?.stop();
    proxy = undefined;
    await configure({ proxy: `http://${host}` });
    const { reason, message = '' } = await authenticate(file);
    assert.equal(reason, 'proxy', message);
    assert.equal(message, `The proxy ${host} can’t be reached (ECONNREFUSED).`);
  });

  it('requests to loopback don’t use the proxy', async () => {
    const { host, heads } = await behind();
    await configure({ proxy: `http://${host}` });
    assert.equal((await authenticate(loopback.files.json)).ok, true);
    assert.deepEqual(heads, []);
  });

  describe('a name that only the proxy resolves', () => {
    const name = 'id.nowhere.invalid';
    let elsewhere: string;

    before(async () => {
      elsewhere = await writeFor(`https://${name}`);
    });

    after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

    const check = (credentialsFile: string) =>
      vscode.commands.executeCommand<{ readonly failedStep?: string }>('isogeo.checkConnection', {
        credentialsFile,
      });

    it('the proxy is used for a host name that only the proxy can resolve', async () => {
      const { host } = await behind();
      await configure({ proxy: `http://${host}` });
      assert.notEqual((await check(elsewhere)).failedStep, 'dns');
      assert.ok(proxy?.targets.includes(`${name}:443`));
    });

    for (const [how, settings] of [
      ['http.noProxy names it', { noProxy: [name] }],
      ['http.noProxy names its domain', { noProxy: ['.nowhere.invalid'] }],
      ['http.proxySupport is off', { proxySupport: 'off' }],
    ] as const) {
      it(`the proxy isn’t used for a host if ${how}`, async () => {
        const { host } = await behind();
        await configure({ proxy: `http://${host}`, ...settings });
        assert.equal((await check(elsewhere)).failedStep, 'dns');
        assert.ok(!proxy?.targets.includes(`${name}:443`));
      });
    }
  });
});

/** Changes these settings of VS Code’s own, and clears the others. */
async function configure(wanted: {
  readonly proxy?: string;
  readonly noProxy?: readonly string[];
  readonly proxySupport?: string;
}): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('http');
  for (const name of ['proxy', 'noProxy', 'proxySupport'] as const) {
    await configuration.update(name, wanted[name], vscode.ConfigurationTarget.Global);
  }
}
