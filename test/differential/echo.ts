import { once } from 'node:events';
import { createServer, type Server, type ServerOptions } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One received request, byte for byte. */
export interface Arrived {
  readonly method: string;
  readonly url: string;
  /** Names and values alternate, in Latin-1, as Node reads them. */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** Records requests; asks for Digest authentication below `/digest`, and redirects `/redirect`. */
export interface Echo {
  readonly origin: string;
  readonly arrived: Arrived[];
  readonly host: string;
  stop(): Promise<void>;
}

/** Closes the connection of a client that announces more than it sends. */
const impatient = { requestTimeout: 500, headersTimeout: 500, connectionsCheckingInterval: 100 };

export async function startEcho(patience: ServerOptions = impatient): Promise<Echo> {
  const arrived: Arrived[] = [];
  const server: Server = createServer(patience, (message, response) => {
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.on('end', () => {
      const { method = '', url = '', rawHeaders: headers } = message;
      arrived.push({ method, url, headers, body: Buffer.concat(chunks) });
      if (url.includes('/digest') && !message.headers.authorization?.startsWith('Digest ')) {
        const challenge = 'Digest realm="catalog", nonce="abc", qop="auth", algorithm=MD5';
        response.writeHead(401, { 'www-authenticate': challenge });
      } else if (url.endsWith('/redirect')) {
        response.writeHead(302, { location: `${url}ed` });
      }
      response.end('"answer"');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin: `http://${host}`,
    host,
    arrived,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
