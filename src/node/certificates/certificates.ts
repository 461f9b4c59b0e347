import { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import * as tls from 'node:tls';
import type { CaFileFault, Certificate } from '../../core/certificates/certificate.ts';
import { plainName } from '../../core/text/plainText.ts';
import type { Handshake } from '../../session/ports.ts';

function certificateOf(peer: tls.PeerCertificate): Certificate {
  return {
    subject: nameIn(peer.subject),
    issuer: nameIn(peer.issuer),
    validFrom: Date.parse(peer.valid_from),
    validTo: Date.parse(peer.valid_to),
    fingerprint: peer.fingerprint256,
    pem: new X509Certificate(peer.raw).toString(),
  };
}

/** What the server of an encrypted connection has shown, trusted or not. */
export function handshakeOf(secure: tls.TLSSocket, hostname: string): Handshake | undefined {
  const peer = secure.getPeerX509Certificate()?.toLegacyObject();
  if (!peer) return undefined;
  const certificate = certificateOf(peer);
  return secure.authorized
    ? { certificate }
    : { certificate, fault: faultOf(secure, peer, hostname) };
}

/**
 * Of all that is wrong, what weighs most: OpenSSL tells but one thing, and the name is compared only
 * where the rest is in order.
 */
function faultOf(secure: tls.TLSSocket, peer: tls.PeerCertificate, hostname: string): string {
  if (tls.checkServerIdentity(bare(hostname), peer)) return 'ERR_TLS_CERT_ALTNAME_INVALID';
  const now = Date.now();
  if (now > Date.parse(peer.valid_to)) return 'CERT_HAS_EXPIRED';
  if (now < Date.parse(peer.valid_from)) return 'CERT_NOT_YET_VALID';
  // Node's types have an error here; it is the code.
  const code: unknown = secure.authorizationError;
  return typeof code === 'string' && /^\w{1,60}$/.test(code) ? code : 'unknown';
}

/** An address writes IPv6 in brackets, a socket and a certificate do not. */
export function bare(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

/** `undefined` for what is no certificate. */
export function readCertificate(pem: string): Certificate | undefined {
  try {
    return certificateOf(new X509Certificate(pem).toLegacyObject());
  } catch {
    return undefined;
  }
}

/** The common name says most; a certificate may have none, or several. */
function nameIn(name: tls.Certificate | undefined): string {
  const { CN, O } = (name ?? {}) as Partial<Record<'CN' | 'O', string | readonly string[]>>;
  const [common, organisation] = [CN, O].map((part) =>
    plainName(typeof part === 'string' ? part : (part?.join(', ') ?? '')),
  );
  if (common === undefined) return organisation ?? '?';
  return organisation === undefined || organisation === common
    ? common
    : `${common} (${organisation})`;
}

type CaFileContent = readonly Certificate[] | CaFileFault;

/** More than every authority of the world takes. */
const maxFileBytes = 4 * 1024 * 1024;

/** A network drive that is gone may not even say so. */
const patienceMs = 5000;

/**
 * The certificates of a PEM file (RFC 7468 §5), or why there are none. Never rejects; what takes
 * longer than 5 s is `unreadable`.
 */
export async function readCaFile(path: string): Promise<CaFileContent> {
  const late = Promise.withResolvers<CaFileContent>();
  const timer = setTimeout(late.resolve, patienceMs, { path, problem: 'unreadable' });
  try {
    return await Promise.race([readInTime(path), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

async function readInTime(path: string): Promise<CaFileContent> {
  let text: string;
  try {
    // A pipe would never end.
    const found = await stat(path);
    if (!found.isFile() || found.size > maxFileBytes) return { path, problem: 'unreadable' };
    text = await readFile(path, 'latin1');
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return { path, problem: isMissing ? 'not-found' : 'unreadable' };
  }
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]*(-----END CERTIFICATE-----)?/g) ?? [];
  const found = blocks.map(readCertificate);
  const certificates = found.filter((each) => each !== undefined);
  // A file that is damaged in part must not seem to work.
  const isWhole = found.length > 0 && certificates.length === found.length;
  return isWhole ? certificates : { path, problem: 'no-certificate' };
}

/** What a certificate is verified against. */
export interface Roots {
  /** Absent: as VS Code has it. */
  readonly ca?: string[];
  /** The first file that could not be used; the others are. */
  readonly caFile?: CaFileFault;
}

export interface Trust {
  roots(): Promise<Roots>;
  /** The certificates that the user trusts for that host, as an address writes it. */
  pinned(host: string): readonly Certificate[];
}

export interface TrustOptions {
  /** Paths of PEM files. Asked anew each time: they are a setting. */
  readonly caFiles: () => readonly string[];
  /** Whether VS Code takes the system's certificates too. */
  readonly useSystem: () => boolean;
  readonly pinned: Trust['pinned'];
}

export function createTrust({ caFiles, useSystem, pinned }: TrustOptions): Trust {
  return {
    pinned,
    async roots() {
      const read = await Promise.all(caFiles().map(readCaFile));
      const own = read.flatMap((each) => ('problem' in each ? [] : each.map(({ pem }) => pem)));
      const caFile = read.find((each) => 'problem' in each);
      // `ca` takes the place of what is trusted without it, so that has to be in it.
      const known = own.length === 0 ? [] : tls.getCACertificates('default');
      const ofSystem = own.length > 0 && useSystem() ? tls.getCACertificates('system') : [];
      return {
        ...(own.length > 0 && { ca: [...new Set([...known, ...ofSystem, ...own])] }),
        ...(caFile && { caFile }),
      };
    },
  };
}
