import type { CaFileFault, Certificate } from '../../core/certificates/certificate.ts';
import type { ReadLocalFile } from '../../session/ports.ts';
import { readCertificate } from './certificates.ts';

export type CaFileContent = readonly Certificate[] | CaFileFault;

/**
 * A file with the certificates of all public authorities is smaller. The time limit is for network drives
 * that are gone.
 */
const limits = { maxBytes: 4 * 1024 * 1024, timeoutMs: 5000 };

/** Reads CA files, and parses each again only after its content changed. */
export class CaFiles {
  readonly #readLocalFile: ReadLocalFile;
  readonly #parsed = new Map<string, { readonly text: string; readonly content: CaFileContent }>();

  constructor(readLocalFile: ReadLocalFile) {
    this.#readLocalFile = readLocalFile;
  }

  /**
   * The certificates of a PEM file (RFC 7468 §5), or why the file has none. Never rejects; a file that takes
   * longer than 5 s is `unreadable`. Returns the same object while the file is unchanged.
   */
  async read(path: string): Promise<CaFileContent> {
    const read = await this.#readLocalFile(path, limits);
    if (!read.ok) {
      return { path, problem: read.failure === 'not-found' ? 'not-found' : 'unreadable' };
    }
    const text = Buffer.from(read.value).toString('latin1');
    const known = this.#parsed.get(path);
    if (known?.text === text) return known.content;
    const content = certificatesIn(text) ?? ({ path, problem: 'no-certificate' } as const);
    this.#parsed.set(path, { text, content });
    return content;
  }
}

/**
 * `undefined` if the text has no certificate or a damaged one: a file that is cut off must not seem to work.
 */
function certificatesIn(text: string): readonly Certificate[] | undefined {
  const certificates: Certificate[] = [];
  for (const [block] of text.matchAll(
    /-----BEGIN CERTIFICATE-----[^-]*(?:-----END CERTIFICATE-----)?/g,
  )) {
    const certificate = readCertificate(block);
    if (!certificate) return undefined;
    certificates.push(certificate);
  }
  return certificates.length > 0 ? certificates : undefined;
}
