import { writeFileSync } from 'node:fs';
import { format } from 'node:util';
import * as vscode from 'vscode';

/** Paths of the test files, relative to this folder; the build inserts them. */
declare const TEST_FILES: readonly string[];

interface TestResult {
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  /** Mocha can't report why a test is skipped, so the title ends with the reason. */
  readonly reason?: string | undefined;
}

interface Failure {
  readonly title: string;
  readonly error: string;
}

/** VS Code calls this function in its extension host. Throws if a test has failed. */
export async function run(): Promise<void> {
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({ ui: 'bdd', timeout: 30_000, reporter: 'spec', color: false });
  // VS Code's web window mixes its own log into the console; the mark identifies the report.
  Mocha.reporters.Base.consoleLog = (...data: unknown[]) => {
    for (const line of format(...data).split('\n'))
      // eslint-disable-next-line no-console -- this is the report
      console.log(`│ ${line}`);
  };
  const grep = process.env['ISOGEO_TEST_GREP'];
  if (grep !== undefined && grep !== '') mocha.grep(new RegExp(grep));
  // Makes describe, it and similar functions global, as loading a file through Mocha would.
  mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_PRE_REQUIRE, globalThis, '', mocha);
  for (const file of TEST_FILES) await import(`./${file}`);

  const counts = { passed: 0, failed: 0, skipped: 0 };
  const tests: TestResult[] = [];
  const failures: Failure[] = [];
  await new Promise<void>((done) => {
    const runner = mocha.run(() => {
      done();
    });
    const count = (name: string, state: TestResult['state']) => {
      counts[state] += 1;
      tests.push({ name, state, reason: /\(skipped: (.+)\)$/.exec(name)?.[1] });
    };
    runner.on('pass', ({ title }) => {
      count(title, 'passed');
    });
    runner.on('pending', ({ title }) => {
      count(title, 'skipped');
    });
    runner.on('fail', (test, error: unknown) => {
      count(test.title, 'failed');
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      failures.push({ title: test.fullTitle(), error: text });
    });
  });

  const results = {
    vscode: vscode.version,
    appName: vscode.env.appName,
    ...counts,
    tests,
    failures,
  };
  const file = process.env['ISOGEO_TEST_RESULTS'];
  if (file !== undefined) writeFileSync(file, JSON.stringify(results, null, 2));
  if (counts.failed > 0) throw new Error(`${counts.failed} tests failed.`);
}
