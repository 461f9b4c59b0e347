import { writeFileSync } from 'node:fs';
import * as net from 'node:net';
import { join } from 'node:path';
import { mock } from 'node:test';
import type { Count } from '../../scripts/lib/budget.ts';
import { temporaryFolder } from '../../tools/registry-vscode/system/cleanup.ts';
import { listening, tlsFront, type Front } from '../certificates/front.ts';
import { issue, type Issued } from '../certificates/make.ts';
import { writeCredentialsFiles } from '../sandbox/credentialsFiles.ts';
import { groupApplication } from '../sandbox/applications.ts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { requestsDuring } from './counts.ts';
import { applicationsOf, storedAfterSignIns } from './stored.ts';
import { openPackaged } from './window.ts';

const ONE_WAY_MS = 20;
const TRIED = 8;
const TRUSTED = 1000;

/** The traffic to both servers. */
const nothing = {
  connections: 0,
  handshakes: 0,
  bytes: 0,
  /** How many round trips it took, one after the other, to what the client has received. */
  trips: 0,
};

type Wire = typeof nothing;
type Traffic = Wire & { readonly requests: number };

/** The sandbox over HTTPS, behind a relay that counts and delays. */
async function serve(sandbox: Sandbox, own: Issued, wire: Wire): Promise<Front> {
  const front = await tlsFront(sandbox.origin, own);
  front.server.on('secureConnection', () => (wire.handshakes += 1));
  const relay = await listening(
    net.createServer((near) => {
      wire.connections += 1;
      const far = net.connect(front.port, '127.0.0.1');
      near.on('close', () => far.destroy());
      // Opening a connection takes one round trip.
      let sentAt = wire.trips + 1;
      const pass = (from: net.Socket, to: net.Socket, tripsAt: () => number): void => {
        from.setNoDelay().on('error', () => undefined);
        from.on('data', (chunk) => {
          wire.bytes += chunk.length;
          const trips = tripsAt();
          setTimeout(() => {
            if (from === far) wire.trips = Math.max(wire.trips, trips);
            to.write(chunk);
          }, ONE_WAY_MS);
        });
        from.on('end', () => setTimeout(() => to.end(), ONE_WAY_MS));
      };
      // A message may depend on everything received so far; its answer comes a round trip later.
      pass(near, far, () => (sentAt = Math.max(sentAt, wire.trips)));
      pass(far, near, () => sentAt + 1);
    }),
  );
  return {
    ...relay,
    stop: async () => {
      await relay.stop();
      await front.stop();
    },
  };
}

/**
 * Sign-ins and renewals over HTTPS with a CA file, on two hosts that are 40 ms away. The order of the
 * messages is counted, not time. On a busy machine they can come late, so the least of several counts.
 */
export async function wireCounts(): Promise<readonly Count[]> {
  const temporary = temporaryFolder();
  const authority = await issue({ name: 'Bench', isAuthority: true });
  const own = await issue({ name: 'localhost', by: authority });
  const caFile = join(temporary.path, 'ca.pem');
  writeFileSync(caFile, authority.cert);
  const sandbox = await startSandbox({ applications: applicationsOf(1) });
  const wire = { ...nothing };
  const [identity, api] = [await serve(sandbox, own, wire), await serve(sandbox, own, wire)];
  const contexts = mock.method(process.getBuiltinModule('node:tls'), 'createSecureContext').mock;
  const parsed = mock.method(process.getBuiltinModule('node:crypto'), 'X509Certificate').mock;
  try {
    const servers = { origin: originOf(identity), api: originOf(api) };
    const stored = storedAfterSignIns(temporary.path, sandbox.applications, servers);
    const pems = Array.from({ length: TRUSTED }, (_, host) => [`host-${host}.test`, own.cert]);
    const trusted = pems.map(([host, pem]) => ({ host, pem }));
    stored.state.set('isogeo.trustedCertificates.1', trusted);
    const settings = { 'network.caCertificates': [caFile] };
    const extension = await openPackaged({ ...stored, settings });
    const [application = groupApplication()] = sandbox.applications;
    const { json } = await writeCredentialsFiles(temporary.path, servers, application);
    const traffic = async (act: () => Promise<unknown>, before?: Traffic): Promise<Traffic> => {
      Object.assign(wire, nothing);
      const requests = await requestsDuring(sandbox, act);
      return { ...wire, requests, trips: Math.min(wire.trips, before?.trips ?? Infinity) };
    };
    let signIn: Traffic | undefined;
    let renewal: Traffic | undefined;
    for (let round = 0; round < TRIED; round += 1) {
      signIn = await traffic(() => extension.signIn(json), signIn);
      renewal = await traffic(() => extension.run('isogeo.renewToken'), renewal);
    }
    extension.dispose();
    return [
      ...onWire('a sign-in', signIn, { trips: 4, connections: 2, bytes: 14_000 }),
      ...onWire('a renewal', renewal, { trips: 3, connections: 1, bytes: 6000 }),
      // The CA file is parsed once at most.
      { what: `certificates parsed, ${TRUSTED} trusted`, count: parsed.callCount(), most: 2 },
      { what: `secure contexts for ${2 * TRIED} commands`, count: contexts.callCount(), most: 1 },
    ];
  } finally {
    mock.restoreAll();
    for (const server of [identity, api]) await server.stop();
    await sandbox.stop();
    temporary.remove();
  }
}

function originOf({ port }: Front): string {
  return `https://localhost:${port}`;
}

function onWire(
  act: string,
  { trips, connections, handshakes, requests, bytes }: Partial<Traffic> = {},
  most: { readonly trips: number; readonly connections: number; readonly bytes: number },
): readonly Count[] {
  const hosts = most.connections > 1 ? ' on two hosts' : '';
  const exactlyTrips = { least: most.trips, most: most.trips };
  const exactly = { least: most.connections, most: most.connections };
  return [
    { what: `round trips of ${act}${hosts}`, count: trips ?? NaN, ...exactlyTrips },
    { what: `connections of ${act}`, count: connections ?? NaN, ...exactly },
    { what: `handshakes of ${act}`, count: handshakes ?? NaN, ...exactly },
    { what: `requests of ${act}`, count: requests ?? NaN, ...exactly },
    { what: `bytes of ${act}, both ways`, count: bytes ?? NaN, most: most.bytes },
  ];
}
