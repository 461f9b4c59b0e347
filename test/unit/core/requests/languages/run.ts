import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../../../../../tools/registry-vscode/system/cleanup.ts';
import { findPython } from '../../../../../scripts/lib/interpreters.ts';
import { run, runOrThrow } from '../../../../../tools/registry-vscode/system/process.ts';

/** The answer that a program received. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

export type Runnable = 'curl' | 'python' | 'javascript' | 'http';

type Environment = Readonly<Record<string, string>>;
type Run = (programs: readonly string[], folder: string, env: Environment) => Promise<Answer[]>;

const between = '\u001e';

/** Runs every program unchanged and in order, in one process of the real interpreter. */
export async function runPrograms(
  language: Runnable,
  programs: readonly string[],
  env: Environment,
): Promise<Answer[]> {
  const folder = temporaryFolder();
  try {
    return await runners[language](programs, folder.path, env);
  } finally {
    folder.remove();
  }
}

const runners: Readonly<Record<Runnable, Run>> = {
  /** The function only makes curl print the status. */
  curl: async (programs, folder, env) => {
    const curl = `command curl --silent --show-error --write-out '\\n%{http_code}' "$@"`;
    const script = [`curl() { ${curl}; }`, ...programs.flatMap((each) => [each, 'printf "\\x1e"'])];
    const file = write(folder, 'programs.sh', script.join('\n'));
    const output = await start('bash', [file], env);
    return output.map((text) => {
      const at = text.lastIndexOf('\n');
      return { status: Number(text.slice(at + 1)), body: text.slice(0, at) };
    });
  },
  python: async (programs, folder, env) => {
    const file = write(folder, 'programs.json', JSON.stringify(programs));
    const main = [
      'import json, sys',
      `for source in json.load(open(sys.argv[1], encoding="utf-8")):`,
      '    exec(source, {})',
      '    print("\\x1e", end="")',
    ].join('\n');
    const python = findPython();
    if (python === undefined) throw new Error('There is no python3 with `requests`.');
    return (await start(python, ['-c', main, file], { ...env, PYTHONUTF8: '1' })).map(printed);
  },
  javascript: async (programs, folder, env) => {
    const imports = programs.map((program, index) => {
      write(folder, `${index}.mjs`, program);
      return `await import('./${index}.mjs'); process.stdout.write('\\x1e');`;
    });
    const file = write(folder, 'programs.mjs', imports.join('\n'));
    return (await start(process.execPath, [file], env)).map(printed);
  },
  /** httpYac's own engine; a refused request is an error of its report. */
  http: async (programs, folder, env) => {
    return runHttpFile(write(folder, 'programs.http', programs.join('\n\n###\n')), env);
  },
};

interface Report {
  readonly requests: readonly {
    readonly response?: { readonly statusCode: number; readonly body?: string };
  }[];
}

/** Runs every request of an `.http` file with httpYac. */
export async function runHttpFile(file: string, env: Environment): Promise<Answer[]> {
  const main = fileURLToPath(import.meta.resolve('httpyac/bin/httpyac.js'));
  // Its exit code reports unsuccessful answers, which count as answers here.
  const { output } = await run(process.execPath, [main, file, '--all', '--json'], {
    cwd: dirname(file),
    env: { ...process.env, ...env },
  });
  const report = JSON.parse(output.slice(output.indexOf('{'))) as Report;
  return report.requests.map(({ response }) => ({
    status: response?.statusCode ?? 0,
    body: response?.body ?? '',
  }));
}

function write(folder: string, name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

async function start(command: string, args: readonly string[], env: Environment) {
  const output = await runOrThrow(command, args, { env: { ...process.env, ...env } });
  return output.split(between).slice(0, -1);
}

/** The status and the text, as the Python and JavaScript programs print them. */
function printed(output: string): Answer {
  const [, status, body = ''] = /^(\d+) (.*)\n$/s.exec(output) ?? [];
  return { status: Number(status), body };
}
