import './support/withVscode.ts';
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import type { Probe } from '../../src/session/ports.ts';
import type { SignInPorts } from '../../src/vscode/signIn/authenticateCommand.ts';
import { fakePorts, noCancel } from '../unit/session/fakes.ts';
import { shown, Uri, workspace } from './support/vscode.ts';
import { success } from '../../src/core/result.ts';
import type { ReadFile } from '../../src/vscode/host/files.ts';

// Imported after the hook is registered.
const { authenticateQuietly } = await import('../../src/vscode/signIn/authenticateCommand.ts');
const { createFileReader } = await import('../../src/vscode/host/files.ts');
const { ConnectionCheck } = await import('../../src/vscode/connection/checkConnectionCommand.ts');
const { environmentsFor } = await import('../../src/vscode/requests/requestEnvironment.ts');

/** Each command asks nothing, and returns its view of the file. */
const commands: Readonly<
  Record<string, (credentialsFile: string, services: SignInPorts) => Promise<string>>
> = {
  'isogeo.authenticate': async (credentialsFile, services) => {
    const answer = await authenticateQuietly(credentialsFile, services);
    return answer.ok ? '' : answer.message;
  },
  'isogeo.checkConnection': async (credentialsFile, services) => {
    const check = new ConnectionCheck({ ...services, probe: {} as Probe });
    const answer = await check.run({ credentialsFile });
    return answer?.report ?? '';
  },
};

for (const [id, run] of Object.entries(commands)) {
  it(`fault 39: the command ${id} reads the file in its argument only in a trusted workspace`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'isogeo-untrusted-'));
    t.after(() => rm(folder, { recursive: true }));
    const path = join(folder, 'client_secrets.json');
    await writeFile(path, 'not JSON');
    // Another scheme, so that every access goes through VS Code.
    const address = `vscode-remote:${path}`;
    const reads = [t.mock.method(workspace.fs, 'stat'), t.mock.method(workspace.fs, 'readFile')];
    const readFile = createFileReader(() => Promise.reject(new Error('No local file is read.')));
    const services = { ...fakePorts(), readFile, shutdown: noCancel() } as unknown as SignInPorts;
    shown.reset();
    shown.isTrusted = false;
    assert.match(
      await run(address, services),
      /This workspace isn’t trusted, so its files are read only/,
    );
    assert.deepEqual(
      reads.map(({ mock }) => mock.callCount()),
      [0, 0],
    );
    shown.isTrusted = true;
    assert.match(await run(address, services), /isn’t a credentials file/);
    assert.deepEqual(
      reads.map(({ mock }) => mock.callCount()),
      [1, 1],
    );
  });
}

it('fault 39: no variables are read from files beside a request file in an untrusted workspace', async () => {
  const uri = Uri.file('/project/requests.http') as never;
  const read: string[] = [];
  const readFile: ReadFile = ({ path }) => {
    read.push(path);
    const text = path.endsWith('.json') ? '{"dev": {"secret": "s3cr3t"}}' : '';
    return Promise.resolve(success(new TextEncoder().encode(text)));
  };
  shown.reset();
  shown.isTrusted = false;
  const untrusted = await environmentsFor(uri, readFile);
  assert.deepEqual([read, untrusted.names], [[], []]);
  shown.isTrusted = true;
  const trusted = await environmentsFor(uri, readFile);
  assert.equal(trusted.variables(undefined).get('secret'), 's3cr3t');
});

it('fault 39: in an untrusted workspace, variables come only from the user’s own value of REST Client’s setting', async () => {
  const uri = Uri.file('/project/requests.http') as never;
  const readFile: ReadFile = () => Promise.resolve(success(new Uint8Array()));
  const name = 'rest-client.environmentVariables';
  shown.reset();
  shown.userSettings.set(name, { $shared: { host: 'https://own.example' } });
  shown.settings.set(name, { $shared: { host: 'https://other.example' }, dev: { q: '1' } });
  const hosts: (string | undefined)[] = [];
  for (const isTrusted of [false, true]) {
    shown.isTrusted = isTrusted;
    const environments = await environmentsFor(uri, readFile);
    hosts.push(environments.variables(undefined).get('host'), ...environments.names);
  }
  assert.deepEqual(hosts, ['https://own.example', 'https://other.example', 'dev']);
});
