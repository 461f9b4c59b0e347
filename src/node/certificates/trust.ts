import * as tls from 'node:tls';
import type { CaFileFault, Certificate } from '../../core/certificates/certificate.ts';
import type { CaFileContent } from './caFiles.ts';

/** Options of `tls.connect` for CAs of one's own. */
export interface TlsRoots {
  /** In one PEM text. Node's agents tell connections apart by it. */
  readonly ca: string;
  /** Holds the same CAs, parsed. */
  readonly secureContext: tls.SecureContext;
}

/** What a certificate is verified against. */
export interface Roots {
  /** Absent: as VS Code has it. */
  readonly tls?: TlsRoots;
  /** The first file that could not be used; the others are. */
  readonly caFile?: CaFileFault;
}

export interface Trust {
  roots(): Promise<Roots>;
  /** The certificates that the user trusts for that host, as an address writes it. */
  pinned(host: string): readonly Certificate[];
}

export interface TrustPorts {
  /** Paths of PEM files. Read for each request: they are a setting. */
  readonly caFiles: () => readonly string[];
  readonly readCaFile: (path: string) => Promise<CaFileContent>;
  /** Whether VS Code takes the system's certificates too. */
  readonly useSystem: () => boolean;
  readonly pinned: Trust['pinned'];
}

/** Parsing all the CAs takes tens of milliseconds, so it is done once for each list of them. */
export function createTrust({ caFiles, readCaFile, useSystem, pinned }: TrustPorts): Trust {
  let last: { readonly lists: readonly CaList[]; readonly roots: TlsRoots } | undefined;
  const rootsOf = (lists: readonly CaList[]): TlsRoots => {
    const isLast =
      last?.lists.length === lists.length && lists.every((list, at) => list === last?.lists[at]);
    if (!last || !isLast) last = { lists, roots: parsed(lists) };
    return last.roots;
  };
  return {
    pinned,
    async roots() {
      const read = await Promise.all(caFiles().map(readCaFile));
      const own = read.filter((each): each is readonly Certificate[] => !('problem' in each));
      const caFile = read.find((each) => 'problem' in each);
      if (own.length === 0) return caFile ? { caFile } : {};
      // `ca` replaces the CAs that are trusted without it, so it has to hold them too.
      const known = tls.getCACertificates('default');
      const ofSystem = useSystem() ? [tls.getCACertificates('system')] : [];
      return { tls: rootsOf([known, ...ofSystem, ...own]), ...(caFile && { caFile }) };
    },
  };
}

/** Node and `CaFiles` answer the same list for as long as it is unchanged. */
type CaList = readonly (string | Certificate)[];

function parsed(lists: readonly CaList[]): TlsRoots {
  const pems = lists.flat().map((each) => (typeof each === 'string' ? each : each.pem));
  const ca = [...new Set(pems)].join('\n');
  return { ca, secureContext: tls.createSecureContext({ ca }) };
}
