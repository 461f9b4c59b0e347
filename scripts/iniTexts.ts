import { runNodeTests, testFiles } from './lib/node-tests.ts';
import { ensureInterpreters } from './lib/interpreters.ts';
import { argument } from './lib/project.ts';
import { report, runSuite, type SuiteResult } from './lib/tally.ts';

/** Reads so many INI texts with this extension and with Python's configparser. */
export function iniTexts(count: number): Promise<SuiteResult> {
  return runSuite(`INI texts (${count})`, async () => {
    await ensureInterpreters();
    process.env['ISOGEO_INI_TEXTS'] = String(count);
    return runNodeTests({
      files: testFiles('test/differential/ini.test.ts'),
      concurrency: 1,
      timeoutMs: 600_000,
    });
  });
}

if (import.meta.main) report([await iniTexts(Number(argument('texts') ?? 130_000))]);
