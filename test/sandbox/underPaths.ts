import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Sandbox } from './sandbox.ts';

/** A gateway in front of a sandbox, with the identity server and the API under separate paths. */
export interface UnderPaths {
  readonly origin: string;
  readonly tokenUri: string;
  readonly api: string;
  /** The requests to any other path. */
  readonly strays: readonly { readonly path: string; readonly hasToken: boolean }[];
  stop(): Promise<void>;
}

interface UnderPathsOptions {
  readonly identityPath?: string;
  readonly apiPath?: string;
  /** The status of the web page that answers any other path. */
  readonly strayStatus?: number;
}

export async function startUnderPaths(
  sandbox: Sandbox,
  { identityPath = '/identity', apiPath = '/geo/api', strayStatus = 404 }: UnderPathsOptions = {},
): Promise<UnderPaths> {
  const strays: { path: string; hasToken: boolean }[] = [];
  const server = createServer((incoming, response) => {
    const { url = '', method, headers } = incoming;
    const prefix = [identityPath, apiPath].find((path) => url.startsWith(`${path}/`));
    if (prefix === undefined) {
      strays.push({ path: url, hasToken: headers.authorization !== undefined });
      incoming.resume();
      response.writeHead(strayStatus, { 'content-type': 'text/html' }).end('<!doctype html>');
      return;
    }
    const target = sandbox.origin + url.slice(prefix.length);
    const { host } = new URL(sandbox.origin);
    const outgoing = request(target, { method, headers: { ...headers, host } }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    incoming.pipe(outgoing);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    tokenUri: `${origin}${identityPath}/oauth/token`,
    api: origin + apiPath,
    strays,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
