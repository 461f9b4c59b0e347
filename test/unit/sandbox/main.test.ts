import assert from 'node:assert/strict';
import { needs } from '../../needs.ts';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { parseCommandLine } from '../../sandbox/commandLine.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { basic, sandboxFor } from './helpers.ts';

const main = join(import.meta.dirname, '../../sandbox/main.ts');

type Command = ChildProcessByStdio<null, Readable, Readable>;

function launch(t: TestContext, ...args: string[]): Command {
  const command = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  t.after(async () => {
    // Stopped by a signal rather than killed, so that it removes its temporary folder.
    if (command.exitCode === null && command.kill('SIGTERM')) {
      await once(command, 'exit');
    }
  });
  return command;
}

/** Everything that is printed until the last line of the greeting. */
async function greeting(command: Command): Promise<string> {
  let printed = '';
  for await (const chunk of command.stdout.iterator({ destroyOnReturn: false })) {
    printed += String(chunk);
    if (printed.includes('Ctrl+C')) {
      return printed;
    }
  }
  throw new Error(`It ended early: ${printed}`);
}

async function ending(command: Command): Promise<{ errors: string; code: unknown }> {
  const [errors, exit] = await Promise.all([text(command.stderr), once(command, 'exit')]);
  return { errors, code: exit[0] as unknown };
}

function pathIn(printed: string, label: string): string {
  return new RegExp(`${label}\\s+(\\S+)`).exec(printed)?.[1] ?? '';
}

interface Secrets {
  readonly web: {
    readonly client_id: string;
    readonly client_secret: string;
    readonly token_uri: string;
  };
}

async function secretsIn(printed: string): Promise<Secrets['web']> {
  return (JSON.parse(await readFile(pathIn(printed, 'JSON'), 'utf8')) as Secrets).web;
}

describe('npm run sandbox', () => {
  it('npm run sandbox writes credentials whose tokens have the requested lifetime', async (t) => {
    const out = await mkdtemp(join(tmpdir(), 'isogeo-sandbox-test-'));
    t.after(() => rm(out, { recursive: true, force: true }));
    const printed = await greeting(launch(t, '--out', out, '--lifetime', '120'));
    const web = await secretsIn(printed);
    const response = await fetch(web.token_uri, {
      method: 'POST',
      headers: { authorization: basic(web.client_id, web.client_secret) },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    assert.equal(((await response.json()) as { expires_in: number }).expires_in, 120);
  });

  it('npm run sandbox writes one JSON credentials file for each of the three kinds of application', async (t) => {
    const printed = await greeting(launch(t));
    const files = Array.from(printed.matchAll(/JSON\s+(\S+)/g), ([, path = '']) => path);
    const heads: string[] = [];
    for (const path of files) {
      heads.push(...Object.keys(JSON.parse(await readFile(path, 'utf8')) as object));
    }
    assert.deepEqual(heads, ['web', 'installed', 'web']);
  });

  it('npm run sandbox prints the sandbox’s URL and the paths of the credentials files, but not the secret', async (t) => {
    const printed = await greeting(launch(t));
    const web = await secretsIn(printed);
    assert.ok(printed.includes(new URL(web.token_uri).origin));
    assert.ok(printed.includes(pathIn(printed, 'INI')));
    assert.ok(!printed.includes(web.client_secret));
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(
      `npm run sandbox exits with code 0 at ${signal}, frees its port and removes its credentials file`,
      { skip: needs('signals') },
      async (t) => {
        const command = launch(t);
        const printed = await greeting(command);
        const { origin } = new URL((await secretsIn(printed)).token_uri);
        command.kill(signal);
        assert.deepEqual(await once(command, 'exit'), [0, null]);
        await (await startSandbox({ port: Number(new URL(origin).port) })).stop();
        await assert.rejects(access(pathIn(printed, 'JSON')), { code: 'ENOENT' });
      },
    );
  }

  it('npm run sandbox exits with code 1 and reports EADDRINUSE if its port is taken', async (t) => {
    const { port } = new URL((await sandboxFor(t)).origin);
    const command = launch(t, '--port', port);
    const { errors, code } = await ending(command);
    assert.equal(code, 1);
    assert.match(errors, /EADDRINUSE/);
  });

  it('npm run sandbox exits with code 2 and prints its usage after an unknown option', async (t) => {
    const command = launch(t, '--nonsense');
    const { errors, code } = await ending(command);
    assert.equal(code, 2);
    assert.match(errors, /Usage:/);
  });
});

describe('the command line', () => {
  it('npm run sandbox without options means port 0, a token lifetime of 3599 seconds and no given folder', () => {
    assert.deepEqual(parseCommandLine([]), { port: 0, lifetimeSeconds: 3599, out: undefined });
  });

  it('npm run sandbox reads the port, the token lifetime and the folder from its options', () => {
    assert.deepEqual(parseCommandLine(['--port', '8080', '--lifetime', '60', '--out', 'x']), {
      port: 8080,
      lifetimeSeconds: 60,
      out: 'x',
    });
  });

  const wrong = [
    ['--port', '65536'],
    ['--port', '-1'],
    ['--lifetime', '1h'],
    ['--out', ''],
    ['extra'],
  ];
  for (const args of wrong) {
    it(`npm run sandbox refuses the arguments ${args.join(' ') || 'nothing'}`, () => {
      assert.throws(() => parseCommandLine(args));
    });
  }
});
