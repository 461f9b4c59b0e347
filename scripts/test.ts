import { ensureChromium, ensureHost } from '../tools/registry-vscode/index.ts';
import { run } from '../tools/registry-vscode/system/process.ts';
import { projectRoot } from './bootstrap.mjs';
import { ensureInterpreters } from './lib/interpreters.ts';
import { inProject } from './lib/project.ts';
import { report, totalsIn, type SuiteResult } from './lib/tally.ts';
import { packaging, vsixPath } from './package.ts';

/** Runs a suite in a process of its own, and prints all of its output when it ends. */
async function suite(name: string): Promise<SuiteResult> {
  const startedAt = performance.now();
  const script = inProject('scripts', `${name}.ts`);
  const { output } = await run(process.execPath, [script], { cwd: projectRoot });
  const durationMs = performance.now() - startedAt;
  console.log(output.trimEnd());
  return { name, ...totalsIn(output), durationMs };
}

/** Installs the programs of all suites. What fails here fails again in its suite, with the reason. */
async function install(): Promise<void> {
  for (const ensure of [ensureHost, ensureChromium, ensureInterpreters]) {
    await ensure().catch(() => undefined);
  }
}

async function suites(...names: readonly string[]): Promise<SuiteResult[]> {
  const results = [];
  for (const name of names) results.push(await suite(name));
  return results;
}

/** Runs every suite, also after a failed one. The suite `e2e` gets both cores to itself. */
async function everySuite(): Promise<SuiteResult[]> {
  await install();
  const results = [await packaging()];
  if (results[0]?.failed === 0) process.env['ISOGEO_VSIX'] ??= vsixPath();
  const lanes = await Promise.all([suites('check', 'unit'), suites('integration')]);
  return [...results, ...lanes.flat(), ...(await suites('e2e'))];
}

if (import.meta.main) report(await everySuite());
