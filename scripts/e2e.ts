import { inProcesses, runNodeTests, testFiles } from './lib/node-tests.ts';
import { argument, hasFlag } from './lib/project.ts';
import { report, runSuite, type OnTest, type SuiteResult, type Tally } from './lib/tally.ts';
import { prepareVscode } from './lib/vscode.ts';

/** Each has a VS Code of its own, which takes about a GiB. */
const WORKERS = 2;

/** Drives the packaged extension in VS Code as a user does. */
async function drive(files: string, only?: string, onTest?: OnTest): Promise<Tally> {
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
}

/** Runs the tests of that name, the longer ones too. Counts no test as no failure. */
export function runE2eOnly(only: string, onTest?: OnTest): Promise<Tally> {
  return drive('test/e2e/**/*.test.ts', only, onTest);
}

/** A proof of each main job. With `only`, the longer tests of that name run too. */
export function e2e(only?: string): Promise<SuiteResult> {
  return runSuite('e2e', () =>
    only === undefined ? drive('test/e2e/*.test.ts') : runE2eOnly(only),
  );
}

/** Tours in every language, and cases by the dozen. */
export function longerE2e(): Promise<SuiteResult> {
  return runSuite('e2e, longer', () => drive('test/e2e/longer/*.test.ts'));
}

if (import.meta.main) {
  report([hasFlag('longer') ? await longerE2e() : await e2e(argument('only'))]);
}
