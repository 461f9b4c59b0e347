import { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import * as tls from 'node:tls';
import type { CaFileFault, Certificate } from '../core/certificate.ts';
import { plainName } from '../core/plainText.ts';

export function certificateOf(peer: tls.PeerCertificate): Certificate {
  return {
    subject: nameIn(peer.subject),
    issuer: nameIn(peer.issuer),
    validFrom: Date.parse(peer.valid_from),
    validTo: Date.parse(peer.valid_to),
    fingerprint: peer.fingerprint256,
    pem: new X509Certificate(peer.raw).toString(),
  };
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

/** More than every authority of the world takes. */
const maxFileBytes = 4 * 1024 * 1024;

/** The certificates of a PEM file (RFC 7468 §5), or why there are none. Never rejects. */
export async function readCaFile(path: string): Promise<readonly Certificate[] | CaFileFault> {
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
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
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
