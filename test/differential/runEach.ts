import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPython } from '../../scripts/lib/interpreters.ts';
import { temporaryFolder } from '../../tools/registry-vscode/system/cleanup.ts';
import { run } from '../../tools/registry-vscode/system/process.ts';

type Command = (files: string) => readonly [string, ...(readonly string[])];

/** Each runs all files of a folder in their order; a failed program doesn't stop the others. */
const commands = {
  bash: (files) => ['bash', '-c', `for file in "${files}"/*; do bash "$file"; done`],
  sh: (files) => ['sh', '-c', `for file in "${files}"/*; do sh "$file"; done`],
  'bash -i': (files) => [
    'bash',
    '-c',
    `for file in "${files}"/*; do bash --norc -ic "$(cat "$file")"; done`,
  ],
  python: (files) => [
    findPython() ?? 'python3',
    '-c',
    `import pathlib, traceback
for file in sorted(pathlib.Path(${JSON.stringify(files)}).iterdir()):
    try:
        exec(file.read_text("utf-8"), {})
    except Exception:
        traceback.print_exc()`,
  ],
  javascript: (files) => [
    process.execPath,
    '--input-type=module',
    `--eval=const { readdirSync } = await import('node:fs');
for (const name of readdirSync(${JSON.stringify(files)}).sort())
  await import(${JSON.stringify(`${files}/`)} + name).catch(console.error);`,
  ],
} as const satisfies Readonly<Record<string, Command>>;

export type Interpreter = keyof typeof commands;

/** Runs copied programs unchanged and in order, in the real interpreter. Returns what they print. */
export async function runEach(
  interpreter: Interpreter,
  programs: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<string> {
  const folder = temporaryFolder();
  for (const [index, program] of programs.entries())
    writeFileSync(join(folder.path, `${String(index).padStart(6, '0')}.mjs`), program);
  const [command, ...args] = commands[interpreter](folder.path);
  const env = { ...process.env, ...variables, HOME: folder.path, PYTHONUTF8: '1' };
  const { output } = await run(command, args, { env });
  folder.remove();
  return output;
}
