import * as tls from 'node:tls';
import type { CaFileFault, Certificate } from '../../core/certificates/certificate.ts';
import type { CaFileContent } from './caFiles.ts';

/** Options of `tls.connect` for additional CAs. */
export interface TlsRoots {
  /** All CAs in one PEM text. Node's agents share a connection only between requests with the same text. */
  readonly ca: string;
  /** The same CAs, parsed. */
  readonly secureContext: tls.SecureContext;
}

/** The certificates that a server is verified against. */
export interface Roots {
  /** Absent: the server is verified as VS Code does. */
  readonly tls?: TlsRoots;
  /** The first CA file that couldn't be used. The usable CA files are still used. */
  readonly caFile?: CaFileFault;
}

export interface Trust {
  roots(): Promise<Roots>;
  /** The certificates that the user trusts for that host, written as in an address. */
  pinned(host: string): readonly Certificate[];
}

export interface TrustPorts {
  /** Paths of PEM files, read from the setting for each request. */
  readonly caFiles: () => readonly string[];
  readonly readCaFile: (path: string) => Promise<CaFileContent>;
  /** Whether VS Code adds the system's certificates. */
  readonly useSystem: () => boolean;
  readonly pinned: Trust['pinned'];
}

/** Parsing all CAs takes tens of milliseconds, so the result is kept for each list of them. */
export function createTrust({ caFiles, readCaFile, useSystem, pinned }: TrustPorts): Trust {
  let last: { readonly lists: readonly CaList[]; readonly roots: TlsRoots } | undefined;
  const rootsOf = (lists: readonly CaList[]): TlsRoots => {
    const isLast =
      last?.lists.length === lists.length && lists.every((list, at) => list === last?.lists[at]);
    if (!last || !isLast) last = { lists, roots: parsedRoots(lists) };
    return last.roots;
  };
  return {
    pinned,
    async roots() {
      const read = await Promise.all(caFiles().map(readCaFile));
      const own = read.filter((each): each is readonly Certificate[] => !('problem' in each));
      const caFile = read.find((each) => 'problem' in each);
      if (own.length === 0) return caFile ? { caFile } : {};
      // `ca` replaces the default CAs, so it must contain them too.
      const known = tls.getCACertificates('default');
      const ofSystem = useSystem() ? [tls.getCACertificates('system')] : [];
      return { tls: rootsOf([known, ...ofSystem, ...own]), ...(caFile && { caFile }) };
    },
  };
}

/** Node and the reader of CA files return the same list while it is unchanged. */
type CaList = readonly (string | Certificate)[];

function parsedRoots(lists: readonly CaList[]): TlsRoots {
  const pems = lists.flat().map((each) => (typeof each === 'string' ? each : each.pem));
  const ca = [...new Set(pems)].join('\n');
  return { ca, secureContext: tls.createSecureContext({ ca }) };
}
