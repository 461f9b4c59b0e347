import { join } from 'node:path';
import { systemClock, systemTimer } from '../../src/node/concurrency/clock.ts';
import { createFileLock } from '../../src/node/concurrency/fileLock.ts';
import { createHttp, withDeadline } from '../../src/node/http/http.ts';
import { ActiveChoice } from '../../src/session/applications/activeChoice.ts';
import { Applications } from '../../src/session/applications/applications.ts';
import type { Authenticated } from '../../src/session/signIn/authenticate.ts';
import type { Http, HttpClient, Lock } from '../../src/session/ports.ts';
import { Retrying } from '../../src/session/http/retrying.ts';
import { SingleFlight } from '../../src/session/concurrency/singleFlight.ts';
import { RecordingLog } from '../unit/session/fakes.ts';
import { createFileChoice, createFileMarkers, createFileVault, type Step } from './fileVault.ts';

/** Several seconds, since a process may wait for its turn on a busy machine. */
const staleMs = 8000;

/** One window: the session over Node's own ports, and storage in a shared folder. */
export function openWindow(folder: string, step: Step = () => undefined) {
  const log = new RecordingLog();
  const vault = createFileVault(join(folder, 'vault'), step);
  const markers = createFileMarkers(join(folder, 'markers'), step);
  const fileLock = createFileLock({
    folder: join(folder, 'locks'),
    patienceMs: () => 30_000,
    staleMs,
    log,
  });
  const lock: Lock = {
    hold: (key, work, signal) => {
      step();
      return fileLock.hold(
        key,
        async () => {
          step();
          try {
            return await work();
          } finally {
            step();
          }
        },
        signal,
      );
    },
  };
  const network = withDeadline(
    new Retrying({
      http: createHttp(),
      clock: systemClock,
      timer: systemTimer,
      log,
      random: Math.random,
      proxyFor: () => ({ via: 'direct', because: 'loopback' }),
    }),
    () => 30_000,
  );
  const stepping = (inner: Http): Http => ({
    async send(request, signal) {
      step();
      const sent = await inner.send(request, signal);
      step();
      return sent;
    },
  });
  const http: HttpClient = {
    send: (request, signal) => stepping(network).send(request, signal),
    connect: (url, signal) => stepping(network.connect(url, signal)),
  };
  return {
    log,
    vault,
    markers,
    lock,
    http,
    clock: systemClock,
    signIns: new SingleFlight<Authenticated>(),
    applications: new Applications({ vault, markers, log, lock }),
    active: new ActiveChoice(
      createFileChoice(join(folder, 'workspaceChoice'), step),
      createFileChoice(join(folder, 'lastChoice'), step),
    ),
  };
}
