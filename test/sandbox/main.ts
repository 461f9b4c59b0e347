import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  groupApplication,
  kindOf,
  publicApplication,
  userApplication,
  type Application,
} from './applications.ts';
import { parseCommandLine, usage, type CommandLine } from './commandLine.ts';
import { writeCredentialsFiles, type CredentialsFiles } from './credentialsFiles.ts';
import { startSandbox } from './sandbox.ts';

/** The group application's files have Isogeo's names. */
const stems = {
  group: 'client_secrets',
  user: 'client_secrets_user',
  public: 'client_secrets_public',
} as const;

/** Runs until SIGINT or SIGTERM. Files in a temporary folder are removed at the end. */
async function run(options: CommandLine): Promise<void> {
  // Registered before the start, so that an early signal still stops it cleanly.
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const sandbox = await startSandbox({
    port: options.port,
    applications: [groupApplication(), userApplication(), publicApplication()],
    tokenLifetimeSeconds: options.lifetimeSeconds,
  });
  let temporary: string | undefined;
  try {
    const folder = options.out ?? (temporary = await mkdtemp(join(tmpdir(), 'isogeo-sandbox-')));
    const described: string[] = [];
    for (const application of sandbox.applications) {
      const stem = stems[kindOf(application)];
      const files = await writeCredentialsFiles(resolve(folder), sandbox, application, stem);
      described.push(describe(application, files));
    }
    console.log(`Isogeo sandbox listening on ${sandbox.origin} (identity and API)

${described.join('\n\n')}

  token lifetime  ${options.lifetimeSeconds} s

Ctrl+C ends it.`);
    await stopped;
  } finally {
    await sandbox.stop();
    if (temporary !== undefined) {
      await rm(temporary, { recursive: true, force: true });
    }
  }
}

function describe(application: Application, files: CredentialsFiles): string {
  const { name, clientId, clientSecret, redirectUris } = application;
  return `  application     ${name} (${kindOf(application)})
  client id       ${clientId}
  client secret   ******** (${clientSecret.length} characters, in the files)
  redirect URIs   ${redirectUris.join(', ') || 'none'}
  JSON            ${files.json}
  INI             ${files.ini}`;
}

function explain(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

let options: CommandLine | undefined;
try {
  options = parseCommandLine(process.argv.slice(2));
} catch (error) {
  console.error(`${explain(error)}\n${usage}`);
  process.exitCode = 2;
}

if (options !== undefined) {
  try {
    await run(options);
  } catch (error) {
    console.error(explain(error));
    process.exitCode = 1;
  }
}
