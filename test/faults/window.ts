import { setTimeout as delay } from 'node:timers/promises';
import { systemTimer } from '../../src/node/concurrency/clock.ts';
import type { Credentials } from '../../src/core/credentials/credentials.ts';
import { authenticate } from '../../src/session/signIn/authenticate.ts';
import { AutomaticRenewal } from '../../src/session/token/automaticRenewal.ts';
import { Tokens } from '../../src/session/token/tokens.ts';
import { openWindow } from './desk.ts';

/** The test's order for this process. */
export interface Order {
  readonly folder: string;
  readonly id: string;
  readonly task: 'use' | 'automatic' | 'renew' | 'signIn' | 'signOut' | 'remove';
  readonly credentials?: Credentials;
  /** Dies of SIGKILL at this step. */
  readonly dieAtStep?: number;
  /** Dies of SIGKILL after this time. */
  readonly dieAfterMs?: number;
}

export type Report =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly token?: string; readonly events: readonly string[] };

// One of the processes that `processes.ts` starts. It exits when it has nothing left to do.
const say = (report: Report) => process.send?.(report);
const shutdown = new AbortController();

async function carryOut(order: Order): Promise<void> {
  const { folder, id, task, credentials, dieAtStep, dieAfterMs } = order;
  let steps = 0;
  const window = openWindow(folder, () => {
    steps += 1;
    if (steps === dieAtStep) process.kill(process.pid, 'SIGKILL');
  });
  if (dieAfterMs !== undefined) {
    void delay(dieAfterMs).then(() => process.kill(process.pid, 'SIGKILL'));
  }
  const { applications, log } = window;
  const tokens = new Tokens(window);
  await applications.load(id);
  const done = (token?: string) => {
    say({ kind: 'done', ...(token !== undefined && { token }), events: log.events });
    process.disconnect();
  };
  switch (task) {
    case 'use':
    case 'renew': {
      const got = await (task === 'use'
        ? tokens.forUse(id, true, shutdown.signal)
        : tokens.renew(id, shutdown.signal));
      done(got.ok ? got.value.accessToken : undefined);
      return;
    }
    case 'automatic': {
      const renewal = new AutomaticRenewal({
        clock: window.clock,
        timer: systemTimer,
        application: () => applications.get(id),
        renew: (renewed) => tokens.forUse(renewed, true, shutdown.signal),
      });
      renewal.update();
      shutdown.signal.addEventListener('abort', () => {
        renewal.dispose();
        done();
      });
      return;
    }
    case 'signIn': {
      if (!credentials) throw new Error('A sign-in takes credentials.');
      const signedIn = await authenticate(credentials, [], window, shutdown.signal);
      // As the command does.
      if (signedIn.ok) await window.active.choose(signedIn.value.application.id);
      done(signedIn.ok ? signedIn.value.token.accessToken : undefined);
      return;
    }
    case 'signOut':
      await applications.forgetToken(id);
      done();
      return;
    case 'remove':
      await applications.remove(id);
      done();
  }
}

process.on('message', (message: Order | 'shutdown') => {
  if (message === 'shutdown') shutdown.abort();
  else void carryOut(message);
});
say({ kind: 'ready' });
