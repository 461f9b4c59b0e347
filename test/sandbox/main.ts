import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { groupApplication, type Application } from './applications.ts';
import { parseCommandLine, usage, type CommandLine } from './commandLine.ts';
import { writeCredentialsFiles, type CredentialsFiles } from './credentialsFiles.ts';
import { startSandbox } from './sandbox.ts';

/** Runs until SIGINT or SIGTERM. Files in a temporary folder go with the server they belong to. */
async function run(options: CommandLine): Promise<void> {
  // Listened for before anything starts, so that an early signal still ends cleanly.
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const application = groupApplication();
  const sandbox = await startSandbox({
    port: options.port,
    applications: [application],
    tokenLifetimeSeconds: options.lifetimeSeconds,
  });
  let temporary: string | undefined;
  try {
    const folder = options.out ?? (temporary = await mkdtemp(join(tmpdir(), 'isogeo-sandbox-')));
    const files = await writeCredentialsFiles(resolve(folder), sandbox, application);
    console.log(describe(sandbox.origin, application, files, options.lifetimeSeconds));
    await stopped;
  } finally {
    await sandbox.stop();
    if (temporary !== undefined) {
      await rm(temporary, { recursive: true, force: true });
    }
  }
}

function describe(
  origin: string,
  { name, type, clientId, clientSecret }: Application,
  files: CredentialsFiles,
  lifetimeSeconds: number,
): string {
  return `Isogeo sandbox listening on ${origin} (identity and API)

  application     ${name} (${type})
  client id       ${clientId}
  client secret   ******** (${clientSecret.length} characters, in the files)
  token lifetime  ${lifetimeSeconds} s
  JSON            ${files.json}
  INI             ${files.ini}

Ctrl+C ends it.`;
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
