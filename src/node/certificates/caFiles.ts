import { isAbsolute } from 'node:path';
import type { CaFileFault, Certificate } from '../../core/certificates/certificate.ts';
import type { ReadLocalFile } from '../../session/ports.ts';
import { readCertificate } from './certificates.ts';

export type CaFileContent = readonly Certificate[] | CaFileFault;

/**
 * A file with the certificates of all public authorities is smaller. The time limit is for network drives
 * that are gone.
 */
const limits = { maxBytes: 4 * 1024 * 1024, timeoutMs: 5000 };

/**
 * Reads the certificates of a PEM file (RFC 7468 §5), or why the file has none. Never rejects; a file that
 * takes longer than 5 s is `unreadable`. Parses a file again only after its content changed, and returns the
 * same object until then.
 */
export function createCaFileReader(
  readLocalFile: ReadLocalFile,
): (path: string) => Promise<CaFileContent> {
  const parsed = new Map<string, { readonly text: string; readonly content: CaFileContent }>();
  return async (path) => {
    // A relative path would be read from the folder that VS Code was started in, such as a repository.
    if (!isAbsolute(path)) return { path, problem: 'not-absolute' };
    const read = await readLocalFile(path, limits);
    if (!read.ok) {
      return { path, problem: read.failure === 'not-found' ? 'not-found' : 'unreadable' };
    }
    const text = Buffer.from(read.value).toString('latin1');
    const known = parsed.get(path);
    if (known?.text === text) return known.content;
    const content = certificatesIn(text) ?? ({ path, problem: 'no-certificate' } as const);
    parsed.set(path, { text, content });
    return content;
  };
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
