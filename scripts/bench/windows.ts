import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSandbox } from '../../test/sandbox/sandbox.ts';
import { temporaryFolder } from '../../tools/registry-vscode/system/cleanup.ts';
import { run } from '../../tools/registry-vscode/system/process.ts';
import { inProject } from '../lib/project.ts';
import { save } from './saved.ts';

const HOUR_MS = 3_600_000;
/** For so many processes to be there before the first one begins. */
const START_MS = 300;

/**
 * The token requests of so many windows that all want a token at the same moment, the one that is
 * saved having expired. Each is a process with the packaged bundles; they share storage.
 */
export async function requestsOfWindows(windows: number): Promise<number> {
  const folder = temporaryFolder();
  const sandbox = await startSandbox();
  try {
    const [secrets, state] = [new Map<string, string>(), new Map<string, unknown>()];
    save(sandbox, { obtainedAt: Date.now() - HOUR_MS }, secrets, state);
    const shared = join(folder.path, 'secrets');
    mkdirSync(shared);
    for (const [key, value] of secrets) {
      writeFileSync(join(shared, encodeURIComponent(key)), value);
    }
    writeFileSync(join(folder.path, 'state.json'), JSON.stringify([...state]));
    const startsAt = Date.now() + 500 + windows * START_MS;
    const script = inProject('scripts', 'bench', 'window.ts');
    const ended = await Promise.all(
      Array.from({ length: windows }, () =>
        run(process.execPath, [script, folder.path, String(startsAt)], { timeoutMs: 60_000 }),
      ),
    );
    const failed = ended.find(({ code }) => code !== 0);
    if (failed) throw new Error(failed.output.slice(-2000));
    return sandbox.tokenRequests.length;
  } finally {
    await sandbox.stop();
    folder.remove();
  }
}
