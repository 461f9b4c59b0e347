import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { TestContext } from 'node:test';
import type { Order, Report } from './window.ts';

/** A window in a process of its own. */
export interface WindowProcess {
  readonly child: ChildProcess;
  /** Settles when it accepts orders. */
  readonly ready: Promise<void>;
  order(order: Order): void;
  shutDown(): void;
  /** How it ended, with its report if it lived long enough. */
  readonly ended: Promise<Ending>;
}

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly report: Extract<Report, { kind: 'done' }> | undefined;
  /** Its output to stderr: unhandled rejections, warnings. */
  readonly complaints: string;
}

export function startWindow(t: TestContext): WindowProcess {
  const child = fork(fileURLToPath(new URL('window.ts', import.meta.url)), [], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // Without the options of the test runner.
    execArgv: [],
    env: { ...process.env, NODE_OPTIONS: '', NODE_TEST_CONTEXT: undefined },
  });
  let [complaints, report] = ['', undefined as Ending['report']];
  child.stderr?.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const ready = Promise.withResolvers<undefined>();
  child.on('message', (message: Report) => {
    if (message.kind === 'ready') ready.resolve(undefined);
    else report = message;
  });
  const ended = once(child, 'close').then(() => ({
    code: child.exitCode,
    signal: child.signalCode,
    report,
    complaints,
  }));
  t.after(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    child,
    ready: ready.promise,
    order: (order) => child.send(order),
    shutDown: () => child.send('shutdown'),
    ended,
  };
}
