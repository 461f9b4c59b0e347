import { writeFileSync } from 'node:fs';
import * as https from 'node:https';
import * as net from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { issue, type Issued } from '../../test/certificates/make.ts';
import { writeCredentialsFiles } from '../../test/sandbox/credentialsFiles.ts';
import { startSandbox, type Sandbox } from '../../test/sandbox/sandbox.ts';
import { temporaryFolder } from '../../tools/registry-vscode/system/cleanup.ts';
import type { Count } from '../lib/budget.ts';
import { signIn } from './counts.ts';
import { applicationsOf, savedIn } from './saved.ts';
import { startStubbed } from './stub.ts';

const ONE_WAY_MS = 20;
const TRIED = 8;
const TRUSTED = 1000;

/** The traffic to both servers. */
class Wire {
  connections = 0;
  handshakes = 0;
  requests = 0;
  bytes = 0;
  /** How many round trips it took, one after the other, to what the client has received. */
  trips = 0;

  since(before: Readonly<Wire>): Wire {
    const names = ['connections', 'handshakes', 'requests', 'bytes', 'trips'] as const;
    const difference = new Wire();
    for (const name of names) difference[name] = this[name] - before[name];
    return difference;
  }
}

interface Server {
  readonly origin: string;
  stop(): void;
}

/** The sandbox over HTTPS, behind a relay that counts and delays. */
async function serve(sandbox: Sandbox, { key, cert }: Issued, wire: Wire): Promise<Server> {
  const server = https.createServer({ key, cert }, (request, response) => {
    wire.requests += 1;
    void (async () => {
      const { method = 'GET', url = '' } = request;
      const body = await buffer(request);
      const { authorization = '', 'content-type': type = '' } = request.headers;
      const headers = { authorization, ...(type !== '' && { 'content-type': type }) };
      const sent = body.length > 0 ? { method, headers, body } : { method, headers };
      const answer = await fetch(sandbox.origin + url, sent);
      response.writeHead(answer.status, {
        'content-type': answer.headers.get('content-type') ?? '',
      });
      response.end(Buffer.from(await answer.arrayBuffer()));
    })();
  });
  server.on('secureConnection', () => (wire.handshakes += 1));
  const sockets = new Set<net.Socket>();
  const relay = net.createServer((near) => {
    wire.connections += 1;
    const far = net.connect(portOf(server), '127.0.0.1');
    // Opening a connection takes one round trip.
    let sentAt = wire.trips + 1;
    const pass = (from: net.Socket, to: net.Socket, tripsAt: () => number): void => {
      sockets.add(from.setNoDelay());
      from.on('error', () => undefined).on('close', () => sockets.delete(from));
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
  });
  for (const each of [server, relay]) {
    await new Promise<void>((resolve) => each.listen(0, '127.0.0.1', resolve));
  }
  return {
    origin: `https://localhost:${portOf(relay)}`,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      relay.close();
      server.close();
    },
  };
}

function portOf(server: net.Server): number {
  return (server.address() as net.AddressInfo).port;
}

/**
 * Sign-ins and renewals over HTTPS with a CA file, on two hosts that are 40 ms away. The order of the
 * messages is counted, not time. On a busy machine they can come late, so the least of several counts.
 */
export async function wireCounts(): Promise<readonly Count[]> {
  const temporary = temporaryFolder();
  const folder = temporary.path;
  const wire = new Wire();
  const authority = await issue({ name: 'Bench', isAuthority: true });
  const own = await issue({ name: 'localhost', by: authority });
  const sandbox = await startSandbox({ applications: applicationsOf(1) });
  const [identity, api] = [await serve(sandbox, own, wire), await serve(sandbox, own, wire)];
  try {
    const caFile = join(folder, 'ca.pem');
    writeFileSync(caFile, authority.cert);
    const { origin } = identity;
    const saved = savedIn(folder, sandbox.applications, { origin, api: api.origin });
    const trusted = Array.from({ length: TRUSTED }, (_, index) => ({
      host: `host-${index}.test`,
      pem: own.cert,
    }));
    saved.state.set('isogeo.trustedCertificates.1', trusted);
    const extension = await startStubbed({
      ...saved,
      settings: { 'network.caCertificates': [caFile] },
    });
    const [application] = sandbox.applications;
    if (!application) throw new Error('There is no application.');
    const { json } = await writeCredentialsFiles(folder, { origin }, application);
    const trips = { signIn: Infinity, renewal: Infinity };
    const seen = { signIn: wire, renewal: wire };
    for (let round = 0; round < TRIED; round += 1) {
      for (const act of ['signIn', 'renewal'] as const) {
        wire.trips = 0;
        const before = Object.assign(new Wire(), wire);
        await (act === 'signIn' ? signIn(extension, json) : extension.run('isogeo.renewToken'));
        seen[act] = wire.since(before);
        trips[act] = Math.min(trips[act], seen[act].trips);
      }
    }
    extension.dispose();
    const { parsedCertificates, secureContexts } = extension.counts;
    return [
      { what: 'round trips of a sign-in on two hosts', count: trips.signIn, least: 4, most: 4 },
      { what: 'round trips of a renewal', count: trips.renewal, least: 3, most: 3 },
      ...onWire('a sign-in', seen.signIn, { connections: 2, bytes: 14_000 }),
      ...onWire('a renewal', seen.renewal, { connections: 1, bytes: 6000 }),
      // The CA file is parsed once at most.
      { what: `certificates parsed, ${TRUSTED} trusted`, count: parsedCertificates, most: 2 },
      { what: `secure contexts for ${2 * TRIED} commands`, count: secureContexts, most: 1 },
    ];
  } finally {
    for (const server of [identity, api]) server.stop();
    await sandbox.stop();
    temporary.remove();
  }
}

function onWire(
  act: string,
  { connections, handshakes, requests, bytes }: Readonly<Wire>,
  most: { readonly connections: number; readonly bytes: number },
): readonly Count[] {
  const exactly = { least: most.connections, most: most.connections };
  return [
    { what: `connections of ${act}`, count: connections, ...exactly },
    { what: `handshakes of ${act}`, count: handshakes, ...exactly },
    { what: `requests of ${act}`, count: requests, ...exactly },
    { what: `bytes of ${act}, both ways`, count: bytes, most: most.bytes },
  ];
}
