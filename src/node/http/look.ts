import * as https from 'node:https';
import type { Certificate } from '../../core/certificates/certificate.ts';
import { handshakeOf } from '../certificates/certificates.ts';
import type { TlsRoots } from '../certificates/trust.ts';
import { fullHandshake, optionsFor, whenSecure } from './socket.ts';

/**
 * Finds out in detail why a certificate was refused, and to whom it was issued. Connects like the request,
 * through the same proxy, and sends nothing.
 */
export function look(
  url: URL,
  signal: AbortSignal,
  roots: TlsRoots | undefined,
): Promise<{ readonly code?: string; readonly certificate?: Certificate }> {
  const { promise, resolve } = Promise.withResolvers<Awaited<ReturnType<typeof look>>>();
  const end = () => outgoing.destroy();
  const options = { ...optionsFor(url), ...fullHandshake, ...roots };
  const outgoing = https.request(url, { ...options, signal, rejectUnauthorized: false }, end);
  const seeNothing = () => {
    resolve({});
  };
  outgoing.on('error', seeNothing).on('close', seeNothing);
  whenSecure(outgoing, (socket) => {
    const { fault, certificate } = handshakeOf(socket, url.hostname) ?? {};
    if (fault !== undefined) resolve({ code: fault, ...(certificate && { certificate }) });
    end();
  });
  return promise;
}
