import { projectRoot } from './bootstrap.mjs';
import { run, tail } from '../tools/registry-vscode/system/process.ts';
import { environment, inBuild, inProject, keepCompiledCode } from './lib/project.ts';
import { report, runSuite, tallyOf, type SuiteResult } from './lib/tally.ts';

/**
 * Keeps the results of files that haven't changed, except in CI: a type that changed in another file
 * could make the linter see a fault in them.
 */
function cache(name: string): readonly string[] {
  if (environment('CI') !== undefined) return [];
  return ['--cache', '--cache-strategy', 'content', '--cache-location', inBuild('cache', name)];
}

type Command = readonly [string, ...string[]];

function checks(): Readonly<Record<string, Command>> {
  return {
    types: [
      ...(['node_modules/typescript/bin/tsc', '--noEmit', '-p', '.'] as const),
      ...['--incremental', '--tsBuildInfoFile', inBuild('cache', 'types.json')],
    ],
    lint: ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0', ...cache('lint')],
    format: ['node_modules/prettier/bin/prettier.cjs', '--check', '.', ...cache('format')],
    'dead code': ['node_modules/knip/bin/knip.js'],
    'language files': ['scripts/l10n.ts'],
    'tables of the READMEs': ['scripts/readme.ts'],
    'plain words': ['scripts/words.ts'],
  };
}

/** The name of the check, with its output if it fails. */
async function finding([name, [tool, ...args]]: readonly [string, Command]) {
  const script = inProject(...tool.split('/'));
  const { code, output } = await run(process.execPath, [script, ...args], { cwd: projectRoot });
  return [name, code === 0 ? '' : `\n${tail(output)}`] as const;
}

/** Each tool counts as one test. */
export function check(): Promise<SuiteResult> {
  return runSuite('check', async () => {
    keepCompiledCode();
    const findings = await Promise.all(Object.entries(checks()).map(finding));
    return tallyOf(Object.fromEntries(findings));
  });
}

if (import.meta.main) report([await check()]);
