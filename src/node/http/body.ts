import type * as http from 'node:http';
import type { Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import { mostBodyBytes } from '../../session/http/answers.ts';

/** The decoded body as text; `undefined` if it is larger than `mostBodyBytes`. */
export function readBody(incoming: http.IncomingMessage): Promise<string | undefined> {
  return textUpTo(mostBodyBytes, decoded(incoming));
}

/** The stream as text; `undefined` if it is longer. */
export async function textUpTo(mostBytes: number, stream: Readable): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function decoded(incoming: http.IncomingMessage): Readable {
  // RFC 9110 §8.4.1: codings ignore case.
  if (!/^(x-)?gzip$/i.test(incoming.headers['content-encoding'] ?? '')) return incoming;
  const gunzip = zlib.createGunzip();
  // `pipe` doesn't forward errors, and a truncated body must not look complete.
  incoming.on('error', (error) => gunzip.destroy(error));
  return incoming.pipe(gunzip);
}

/** Each header once, with its values joined. */
export function headersOf(headers: http.IncomingHttpHeaders): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}
