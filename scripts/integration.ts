import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { projectRoot } from './bootstrap.mjs';
import { buildExtension, buildIntegration } from './build.ts';
import { clientExtension } from '../test/desk/desk.ts';
import {
  addUnpacked,
  ensureChromium,
  ensureHost,
  isVscodeVersion,
  newestVscode,
} from '../tools/registry-vscode/index.ts';
import { temporaryFolder } from '../tools/registry-vscode/system/cleanup.ts';
import { argument, environment, hasFlag, inProject, oldestVscode } from './lib/project.ts';
import {
  report,
  runSuite,
  type OnTest,
  type SuiteResult,
  type Tally,
  type TestResult,
} from './lib/tally.ts';

/** `floor` is the oldest VS Code that `engines.vscode` in package.json allows. */
export type HostVersion = 'newest' | 'floor';

/** Written by test/integration/index.ts. */
interface Results extends Tally {
  readonly vscode: string;
  readonly appName: string;
  readonly tests: readonly TestResult[];
}

/** The executable of a desktop VS Code if the environment offers one, else of the one from the npm registry. */
async function executable(version: HostVersion): Promise<string> {
  const given = environment('ISOGEO_VSCODE');
  if (given !== undefined) return given;
  if (environment('ISOGEO_VSCODE_DOWNLOAD') !== undefined) {
    return downloadAndUnzipVSCode(version === 'floor' ? oldestVscode() : 'stable');
  }
  const listed = version === 'newest' ? newestVscode : oldestVscode().replace(/\.\d+$/, '');
  if (!isVscodeVersion(listed)) {
    throw new Error(`tools/registry-vscode can't install VS Code ${listed}.`);
  }
  // Installed here, so that a download doesn't count towards the tests' time limit.
  await ensureHost(listed);
  await ensureChromium();
  process.env['REGISTRY_VSCODE_VERSION'] = listed;
  return inProject('tools', 'registry-vscode', 'launcher.ts');
}

async function runIn(
  vscodeExecutablePath: string,
  only: string | undefined,
  onTest: OnTest | undefined,
): Promise<Tally> {
  // With `--inspect 9230` the extension host waits for a debugger on that port.
  const port = argument('inspect');
  const inspectFlag = port === undefined ? [] : [`--inspect-brk-extensions=${port}`];
  await buildExtension({ dev: port !== undefined });
  const extensionTestsPath = await buildIntegration();
  const temporary = temporaryFolder();
  try {
    const workspace = join(temporary.path, 'workspace');
    mkdirSync(workspace);
    const resultsFile = join(temporary.path, 'results.json');
    const folders = ['user-data-dir', 'extensions-dir'].map(
      (name) => `--${name}=${join(temporary.path, name)}`,
    );
    addUnpacked(clientExtension, join(temporary.path, 'extensions-dir'));
    const failure: unknown = await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: projectRoot,
      extensionTestsPath,
      launchArgs: [workspace, ...folders, ...inspectFlag],
      extensionTestsEnv: {
        ISOGEO_TEST_RESULTS: resultsFile,
        ...(only === undefined ? {} : { ISOGEO_TEST_GREP: only }),
      },
    }).then(
      () => undefined,
      (error: unknown) => error,
    );
    const results = readResults(resultsFile, failure);
    console.log(`Ran in ${results.appName} ${results.vscode}`);
    if (onTest) results.tests.forEach(onTest);
    return results;
  } finally {
    temporary.remove();
  }
}

/** A run that failed without a failed test, or that left no results, has crashed. */
function readResults(file: string, failure: unknown): Results {
  if (existsSync(file)) {
    const results = JSON.parse(readFileSync(file, 'utf8')) as Results;
    if (failure === undefined || results.failed > 0) return results;
  }
  throw failure instanceof Error ? failure : new Error('The tests left no results.');
}

/** Runs test/integration inside the extension host of that VS Code. A run without any test doesn't fail. */
export async function runIntegration(
  version: HostVersion,
  only?: string,
  onTest?: OnTest,
): Promise<Tally> {
  if (version === 'newest' || environment('ISOGEO_VSCODE') === undefined) {
    return runIn(await executable(version), only, onTest);
  }
  console.log('Skipped: ISOGEO_VSCODE names the one VS Code to test in.');
  return { passed: 0, failed: 0, skipped: 1 };
}

/** Runs test/integration as a suite. */
export function integration(version: HostVersion, only?: string): Promise<SuiteResult> {
  return runSuite(`integration (${version} VS Code)`, () => runIntegration(version, only));
}

if (import.meta.main) {
  report([await integration(hasFlag('floor') ? 'floor' : 'newest', argument('only'))]);
}
