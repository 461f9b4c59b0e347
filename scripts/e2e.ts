import { inProcesses, runNodeTests, testFiles } from './lib/node-tests.ts';
import { argument, hasFlag } from './lib/project.ts';
import { report, runSuite, type OnTest, type SuiteResult } from './lib/tally.ts';
import { prepareVscode } from './lib/vscode.ts';

/** Each has a VS Code of its own, which takes about a GiB. */
const WORKERS = 2;

/** Drives the packaged extension in VS Code as a user does. */
function runE2e(name: string, files: string, only?: string, onTest?: OnTest): Promise<SuiteResult> {
  return runSuite(name, async () => {
    // Here, so that the tests' time limit doesn't include a download.
    const { vscodeVersion, browser } = await prepareVscode();
    console.log(`VS Code ${vscodeVersion} (code-server's) in ${browser}`);
    // A filter by name keeps Node from running the hook that ends a shared VS Code.
    const first = only === undefined ? 'test/desk/shared.ts' : undefined;
    return runNodeTests({
      files: inProcesses(WORKERS, 'e2e', testFiles(files), first),
      concurrency: WORKERS,
      timeoutMs: 15 * 60_000,
      only,
      onTest,
    });
  });
}

/** A proof of each main job. With `only`, the longer tests of that name run too. */
export function e2e(only?: string, onTest?: OnTest): Promise<SuiteResult> {
  const files = only === undefined ? 'test/e2e/*.test.ts' : 'test/e2e/**/*.test.ts';
  return runE2e('e2e', files, only, onTest);
}

/** Tours in every language, and cases by the dozen. */
export function longerE2e(): Promise<SuiteResult> {
  return runE2e('e2e, longer', 'test/e2e/longer/*.test.ts');
}

if (import.meta.main) {
  report([hasFlag('longer') ? await longerE2e() : await e2e(argument('only'))]);
}
