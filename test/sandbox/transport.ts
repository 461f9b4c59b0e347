import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Reply } from './reply.ts';

/** A completely read request: all data that a route may use. */
export interface ReceivedRequest {
  readonly method: string;
  readonly url: URL;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
}

/** A token request is a few hundred bytes. */
export const maxBodyBytes = 64 * 1024;

/**
 * Above this limit the connection is closed. Below it the rest is read and dropped, since a client that is
 * still writing would see a reset instead of the 413.
 */
const maxDroppedBytes = 1024 * 1024;

/** Not read: a body above the limit, or a target that isn't a URL. */
export type Received =
  | { readonly ok: true; readonly request: ReceivedRequest }
  | { readonly ok: false; readonly status: 400 | 413 };

/** Rejects only if the connection is closed, so that no answer is possible. */
export async function receive(message: IncomingMessage, origin: string): Promise<Received> {
  const body = await readBody(message);
  if (body === undefined) {
    return { ok: false, status: 413 };
  }
  const target = message.url ?? '/';
  if (!target.startsWith('/') || !URL.parse(origin + target)) {
    return { ok: false, status: 400 };
  }
  return {
    ok: true,
    request: {
      method: message.method ?? 'GET',
      url: new URL(origin + target),
      authorization: message.headers.authorization,
      contentType: message.headers['content-type'],
      body,
    },
  };
}

/** `date` is the sandbox's own clock, so that a client can compare it with an expiry time. */
export function send(response: ServerResponse, reply: Reply, date: number): void {
  response.writeHead(reply.status, {
    'content-type': reply.contentType,
    'content-length': Buffer.byteLength(reply.body),
    date: new Date(date).toUTCString(),
    ...reply.headers,
  });
  response.end(reply.body);
}

async function readBody(message: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxDroppedBytes) {
      message.destroy();
      return undefined;
    }
    if (bytes <= maxBodyBytes) {
      chunks.push(chunk);
    }
  }
  return bytes > maxBodyBytes ? undefined : Buffer.concat(chunks).toString('utf8');
}
