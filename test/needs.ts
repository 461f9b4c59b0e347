import { spawnSync } from 'node:child_process';
import { findPython } from '../scripts/lib/interpreters.ts';

/** Programs that Windows lacks, or has only if installed. */
const missing = {
  signals: () => 'Windows has no signals.',
  pipes: () => 'Windows has no named pipes, sockets or devices in folders.',
  modes: () => 'Windows has no such file modes.',
  names: () => 'Windows forbids such file names.',
  links: () => 'Windows lets administrators alone make links.',
  'another user’s process': () => 'Windows has no process 1 that belongs to another user.',
  git: () => without('git'),
  bash: () => without('bash'),
  python: () => findPython() === undefined && 'There is no python3 with requests.',
};

function without(program: string): string | false {
  return spawnSync(program, ['--version']).status !== 0 && `There is no ${program}.`;
}

/**
 * Why a test is skipped on Windows; `false` if this machine has all that the test needs. Other systems never
 * skip: a test fails there if its program is missing.
 */
export function needs(...all: readonly (keyof typeof missing)[]): string | false {
  if (process.platform !== 'win32') return false;
  return all.map((each) => missing[each]()).find((reason) => reason !== false) ?? false;
}

/** For a test that runs programs of a language. */
export function skipFor(language: string): { readonly skip: string | false } {
  if (language === 'curl') return { skip: needs('bash') };
  return { skip: language === 'python' && needs('python') };
}
