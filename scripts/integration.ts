import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { projectRoot } from './bootstrap.mjs';
import { buildExtension, buildIntegration } from './build.ts';
import { ensureChromium } from './host/chromium.ts';
import { ensureHost, type HostVersion } from './host/install.ts';
import { temporaryFolder } from './lib/cleanup.ts';
import { argument, hasFlag, inProject } from './lib/project.ts';
import { report, runSuite, type SuiteResult, type Tally } from './lib/tally.ts';

/** What test/integration/index.ts writes. */
interface Results extends Tally {
  readonly vscode: string;
  readonly appName: string;
}

interface Target {
  readonly name: string;
  /** Makes sure of the executable that `runTests` starts. */
  prepare(): Promise<string>;
  readonly env?: Readonly<Record<string, string>>;
}

function codeServer(version: HostVersion): Target {
  return {
    name: `integration (${version} VS Code)`,
    prepare: async () => {
      // Here, so that the tests' time limit does not hold a download.
      await ensureHost(version);
      await ensureChromium();
      return inProject('scripts', 'host', 'launcher.ts');
    },
    env: { ISOGEO_TEST_HOST: version },
  };
}

/** A desktop VS Code where the environment offers one, else the one from the npm registry. */
function targets(hosts: readonly HostVersion[]): Target[] {
  const executable = process.env['ISOGEO_VSCODE'];
  if (executable !== undefined && executable !== '') {
    return [{ name: 'integration (desktop)', prepare: () => Promise.resolve(executable) }];
  }
  if (process.env['ISOGEO_VSCODE_DOWNLOAD'] !== undefined) {
    return ['1.105.0', 'stable'].map((version) => ({
      name: `integration (desktop ${version})`,
      prepare: () => downloadAndUnzipVSCode(version),
    }));
  }
  return hosts.map(codeServer);
}

async function runIn(target: Target, only: string | undefined): Promise<Tally> {
  const vscodeExecutablePath = await target.prepare();
  await buildExtension();
  const extensionTestsPath = await buildIntegration();
  const temporary = temporaryFolder();
  try {
    const workspace = join(temporary.path, 'workspace');
    mkdirSync(workspace);
    const resultsFile = join(temporary.path, 'results.json');
    const folders = ['user-data-dir', 'extensions-dir'].map(
      (name) => `--${name}=${join(temporary.path, name)}`,
    );
    let outcome: Error | undefined;
    try {
      await runTests({
        vscodeExecutablePath,
        extensionDevelopmentPath: projectRoot,
        extensionTestsPath,
        launchArgs: [workspace, ...folders],
        extensionTestsEnv: {
          ...target.env,
          ISOGEO_TEST_RESULTS: resultsFile,
          ...(only === undefined ? {} : { ISOGEO_TEST_GREP: only }),
        },
      });
    } catch (error) {
      outcome = error instanceof Error ? error : new Error(String(error));
    }
    const results = readResults(resultsFile, outcome);
    console.log(`Ran in ${results.appName} ${results.vscode}`);
    return results;
  } finally {
    temporary.remove();
  }
}

/** A run that failed without one failed test has crashed, and so has one that left no results. */
function readResults(file: string, outcome: Error | undefined): Results {
  const results = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as Results)
    : undefined;
  if (results !== undefined && (outcome === undefined || results.failed > 0)) return results;
  throw outcome ?? new Error('The tests left no results.');
}

/** The suite in test/integration, inside the extension host of each VS Code in turn. */
export async function integration(
  hosts: readonly HostVersion[],
  only?: string,
): Promise<SuiteResult[]> {
  const results: SuiteResult[] = [];
  for (const target of targets(hosts)) {
    results.push(await runSuite(target.name, () => runIn(target, only)));
  }
  return results;
}

if (import.meta.main) {
  const both: HostVersion[] = hasFlag('floor') ? ['newest', 'floor'] : ['newest'];
  report(await integration(hasFlag('only-floor') ? ['floor'] : both, argument('only')));
}
