import { ensureChromium, ensureHost } from '../tools/registry-vscode/index.ts';
import { runNodeTests } from './lib/node-tests.ts';
import { argument } from './lib/project.ts';
import { report, runSuite, type OnTest, type SuiteResult } from './lib/tally.ts';
import { buildVsix } from './package.ts';

/** Drives the packaged extension in VS Code as a user sees it. */
export function e2e(only?: string, onTest?: OnTest): Promise<SuiteResult> {
  return runSuite('e2e', async () => {
    // Here rather than in each file, so that their time limit does not hold a download.
    const host = await ensureHost();
    const browser = await ensureChromium();
    process.env['ISOGEO_VSIX'] = (await buildVsix()).path;
    console.log(`VS Code ${host.vscodeVersion} (code-server's) in ${browser}`);
    return runNodeTests({
      glob: 'test/e2e/*.test.ts',
      concurrency: 1,
      timeoutMs: 5 * 60_000,
      only,
      onTest,
    });
  });
}

if (import.meta.main) report([await e2e(argument('only'))]);
