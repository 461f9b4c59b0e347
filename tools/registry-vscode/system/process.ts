import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { atExit } from './cleanup.ts';

const TAIL_LENGTH = 6000;
const GRACE_MS = 5000;

export interface Finished {
  readonly code: number;
  /** stdout and stderr, in order. */
  readonly output: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly timeoutMs?: number;
}

/** Runs a command to its end and returns its output. Rejects only if it can't be started. */
export async function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Finished> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env,
    timeout: options.timeoutMs,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const forget = atExit(() => child.kill());
  let output = '';
  const keep = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  try {
    await once(child, 'close');
  } finally {
    forget();
  }
  return { code: child.exitCode ?? 1, output };
}

/** Like `run`, but an exit code other than 0 is an error with the end of the output. */
export async function runOrThrow(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const { code, output } = await run(command, args, options);
  if (code !== 0) {
    throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${tail(output)}`);
  }
  return output;
}

export function tail(output: string): string {
  return output.slice(-TAIL_LENGTH).trim();
}

/** Signals a child that was started with `detached`, and every process that it has started. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // All of them have ended.
  }
}

export interface Background {
  readonly child: ChildProcess;
  /** Its output so far, at most the last megabyte. */
  readonly output: () => string;
  /** Ends it and its children, and waits for their end. */
  readonly stop: () => Promise<void>;
}

/** Starts a command that runs until `stop()`, or until this process ends. */
export function startBackground(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Background {
  const child = spawn(command, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const forget = atExit(() => {
    signalGroup(child, 'SIGKILL');
  });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-1_000_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
    child.once('error', (error) => {
      output += error.message;
      resolve();
    });
  });
  return {
    child,
    output: () => output,
    stop: async () => {
      signalGroup(child, 'SIGTERM');
      await Promise.race([exited, delay(GRACE_MS, undefined, { ref: false })]);
      signalGroup(child, 'SIGKILL');
      await exited;
      forget();
    },
  };
}
