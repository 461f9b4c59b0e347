import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { eventually } from '../../tools/registry-vscode/system/wait.ts';
import {
  answeredBoxes,
  answeredLists,
  authenticate,
  instead,
  startPlatform,
  startSilentServer,
  type Platform,
  type SilentServer,
} from './support.ts';

const onWindows = process.platform === 'win32';
const hostileName = 'client_secrets [look](command:quit) $(verified-filled)\u202e.json';

/** A workspace setting for every setting of the extension, each with a value that would do harm. */
function hostileSettings(port: number): Readonly<Record<string, unknown>> {
  return {
    'isogeo.token.renewal': 'automatic',
    'isogeo.token.warnMinutes': 1_000_000,
    'isogeo.network.timeoutSeconds': 1_000_000,
    'isogeo.network.caCertificates': ['/dev/zero'],
    'isogeo.clients.shareToken': true,
    'isogeo.clipboard.clearSeconds': 1,
    'http.proxy': `http://127.0.0.1:${port}`,
    'rest-client.environmentVariables': { $shared: { token: 'from-settings' } },
    'editor.tabSize': 7,
  };
}

describe('a hostile repository', () => {
  let platform: Platform;
  let silent: SilentServer;
  let root: string;
  const made: string[] = [];
  const shown: string[] = [];
  let restore: () => void = () => undefined;

  const put = async (name: string, make: (path: string) => Promise<unknown>) => {
    const path = join(root, name);
    made.push(path);
    await make(path);
  };
  const pipe = (path: string) => promisify(execFile)('mkfifo', [path]);
  const tabSize = () => vscode.workspace.getConfiguration('editor').get('tabSize');

  before(async function () {
    if (onWindows) this.skip();
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    root = folder.uri.fsPath;
    [platform, silent] = await Promise.all([startPlatform(), startSilentServer()]);
    const credentials = await readFile(await platform.writeFor('https://id.evil.invalid/token'));
    await put('.env', pipe);
    await put('.env.local', (path) => symlink('/dev/zero', path));
    await put('huge.env', async (path) => {
      await writeFile(path, 'ISOGEO_CLIENT_ID=a\n');
      await truncate(path, 100 * 1024 * 1024);
    });
    await put('client_secrets.json', (path) => symlink('/proc/self/pagemap', path));
    await put('client_secrets_loop.json', (path) => symlink(path, path));
    await put('client_secrets_pipe.ini', pipe);
    await put('client_secrets_lines.ini', (path) =>
      writeFile(path, `x${'\u2028'.repeat(65_500)}y`),
    );
    await put('client_secrets_deep.json', (path) => writeFile(path, '['.repeat(60_000)));
    await put(hostileName, (path) => writeFile(path, credentials));
    await put('http-client.env.json', pipe);
    await put('http-client.private.env.json', (path) => symlink('/proc/self/pagemap', path));
    await put('requests.http', (path) =>
      writeFile(path, `GET ${platform.sandbox.origin}/shares?token={{token}}&x={{constructor}}\n`),
    );
    await put('.vscode', async (path) => {
      await mkdir(path);
      const settings = JSON.stringify(hostileSettings(silent.port));
      await writeFile(join(path, 'settings.json'), settings);
    });
    // A setting that a workspace may set shows that VS Code has read the file.
    await eventually(() => {
      assert.equal(tabSize(), 7);
      return Promise.resolve();
    });
    restore = instead({
      ...answeredLists((items) => {
        shown.push(...items.map(({ label }) => label));
        return undefined;
      }),
      ...answeredBoxes(() => undefined),
    });
  });

  after(async () => {
    if (onWindows) return;
    restore();
    for (const path of made) await rm(path, { recursive: true, force: true });
    await eventually(() => {
      assert.notEqual(tabSize(), 7);
      return Promise.resolve();
    });
    await silent.stop();
    await platform.dispose();
  });

  it('the workspace settings of a hostile repository can’t change any setting of the extension or the proxy', () => {
    const names = Object.keys(hostileSettings(silent.port)).filter((name) =>
      /^(isogeo|http)\./.test(name),
    );
    const { contributes } = vscode.extensions.getExtension('isogeo.isogeo-api')?.packageJSON as {
      readonly contributes: { readonly configuration: readonly { readonly properties: object }[] };
    };
    for (const name of contributes.configuration.flatMap((each) => Object.keys(each.properties))) {
      assert.ok(names.includes(name), `${name} isn’t tried`);
    }
    for (const name of names) {
      const [section = '', ...rest] = name.split('.');
      const inspected = vscode.workspace.getConfiguration(section).inspect(rest.join('.'));
      assert.equal(inspected?.workspaceValue, undefined, name);
      assert.equal(inspected?.workspaceFolderValue, undefined, name);
    }
    assert.equal(process.env['ISOGEO_ACCESS_TOKEN'], undefined);
  });

  it('Authenticate lists credentials files five times in a repository with pipes, device links and huge files, without a hang, a memory leak or a connection', async function () {
    this.timeout(60_000);
    const before = process.memoryUsage.rss();
    for (let time = 0; time < 5; time += 1) {
      shown.length = 0;
      await vscode.commands.executeCommand('isogeo.authenticate');
      assert.ok(
        shown.some((label) => label.includes('client_secrets')),
        String(shown),
      );
      for (const label of shown) assert.doesNotMatch(label, /(?<!\\)\$\(verified|\u202e/);
    }
    const grownBytes = process.memoryUsage.rss() - before;
    assert.ok(grownBytes < 80 * 1024 * 1024, `${grownBytes} bytes more`);
    assert.equal(silent.connections(), 0);
    assert.deepEqual(platform.sandbox.tokenRequests, []);
    // No thread that reads files still waits for a pipe.
    assert.equal((await authenticate(platform.files.json)).ok, true);
  });

  it('isogeo.authenticate refuses a hostile repository’s credentials file for an unconfirmed host, with a message free of links and icons', async () => {
    const answer = await authenticate(join(root, hostileName));
    assert.equal(answer.reason, 'endpoint-refused', answer.message);
    assert.doesNotMatch(answer.message ?? '', /\]\(|\$\(|\u202e/);
  });

  it('Copy Request As… works in a hostile repository whose variable files are pipes and links to devices', async () => {
    const uri = vscode.Uri.file(join(root, 'requests.http'));
    const at = new vscode.Location(uri, new vscode.Position(0, 0));
    const prompts: string[] = [];
    const box = instead(
      answeredBoxes((remarkOn) => {
        prompts.push(String(remarkOn('v')));
        return 'v';
      }),
    );
    try {
      await vscode.env.clipboard.writeText('');
      await vscode.commands.executeCommand('isogeo.copyRequest', at);
    } finally {
      box();
    }
    const copied = await vscode.env.clipboard.readText();
    // The workspace’s setting gives a value; the name of a property of every object is asked for.
    assert.match(copied, /shares\?token=from-settings&x=v/);
    assert.equal(prompts.length, 1);
  });
});
