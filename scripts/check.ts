import { projectRoot } from './bootstrap.mjs';
import { run, tail } from '../tools/registry-vscode/system/process.ts';
import { inProject } from './lib/project.ts';
import { report, runSuite, type SuiteResult } from './lib/tally.ts';

const checks = {
  types: ['node_modules/typescript/bin/tsc', '--noEmit', '-p', '.'],
  lint: ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0'],
  format: ['node_modules/prettier/bin/prettier.cjs', '--check', '.'],
  'dead code': ['node_modules/knip/bin/knip.js'],
  'language files': ['scripts/l10n.ts'],
  'tables of the READMEs': ['scripts/readme.ts'],
} as const;

async function passes(name: string, [tool, ...args]: readonly [string, ...string[]]) {
  const script = inProject(...tool.split('/'));
  const { code, output } = await run(process.execPath, [script, ...args], { cwd: projectRoot });
  console.log(code === 0 ? `✔ ${name}` : `✖ ${name}\n${tail(output)}`);
  return code === 0;
}

/** Each tool counts as one test. */
export function check(): Promise<SuiteResult> {
  return runSuite('check', async () => {
    const outcomes = await Promise.all(
      Object.entries(checks).map(([name, command]) => passes(name, command)),
    );
    const passed = outcomes.filter(Boolean).length;
    return { passed, failed: outcomes.length - passed, skipped: 0 };
  });
}

if (import.meta.main) report([await check()]);
