import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { counts } from '../test/budgets/counts.ts';
import { wireCounts } from '../test/budgets/wire.ts';
import { measure, type Row } from './bench/measure.ts';
import { ensureHost } from '../tools/registry-vscode/index.ts';
import { budgetFindings, target, type Count } from './lib/budget.ts';
import { table, withPart } from './lib/markdown.ts';
import { hasFlag, inProject } from './lib/project.ts';
import { report, runSuite, tallyOf, type SuiteResult } from './lib/tally.ts';
import { buildVsix, sizes, type Vsix } from './package.ts';

async function allCounts(vsix: Vsix): Promise<readonly Count[]> {
  return [...sizes(vsix), ...(await counts()), ...(await wireCounts())];
}

/** The counts, which are the same on every machine. Each budget counts as one test. */
export function budgets(): Promise<SuiteResult> {
  return runSuite('budgets', async () => {
    return tallyOf(budgetFindings(await allCounts(await buildVsix())));
  });
}

/** Measures everything, and replaces the figures in `docs/benchmarks.md`. */
async function bench(): Promise<void> {
  const vsix = await buildVsix();
  const counted = (await allCounts(vsix)).map((each): Row => {
    const { isMet, goal } = target(each);
    return { what: each.what, measured: String(each.count), compared: '', goal, isMet };
  });
  const loadBefore = loadavg();
  const rows = await measure(vsix.path);
  const processors = cpus();
  const load = (averages: readonly number[]) => averages.map((one) => one.toFixed(1)).join(', ');
  const figures = [
    `Measured on ${new Date().toISOString().slice(0, 10)}: VS Code ${(await ensureHost()).vscodeVersion} (code-server's), ` +
      `Node ${process.versions.node}, ${processors.length} × ${processors[0]?.model ?? 'processor'}, ` +
      `${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}; load averages ` +
      `${load(loadBefore)} before and ${load(loadavg())} after.`,
    '',
    table([
      ['what', 'measured', 'beside it', 'goal', 'met'],
      ...[...rows, ...counted].map(({ isMet, what, measured, compared, goal }) => [
        ...[what, measured, compared, goal, isMet === undefined ? '' : isMet ? 'yes' : '**no**'],
      ]),
    ]),
  ].join('\n');
  console.log(figures);
  const page = inProject('docs', 'benchmarks.md');
  writeFileSync(
    page,
    withPart(readFileSync(page, 'utf8'), 'figures', () => figures),
  );
}

if (import.meta.main) {
  if (hasFlag('short')) report([await budgets()]);
  else await bench();
}
