import type { BigIntStats } from 'node:fs';
import { constants, open, type FileHandle } from 'node:fs/promises';
import type { CaFileFault, Certificate } from '../../core/certificates/certificate.ts';
import { readCertificate } from './certificates.ts';

export type CaFileContent = readonly Certificate[] | CaFileFault;

/** Larger than a file of every public authority. */
const maxFileBytes = 4 * 1024 * 1024;

/** A network drive that is gone may never answer. */
const patienceMs = 5000;

/** Reads CA files, and parses each once for as long as the file stays the same. */
export class CaFiles {
  readonly #parsed = new Map<string, { readonly state: string; readonly content: CaFileContent }>();

  /**
   * The certificates of a PEM file (RFC 7468 §5), or why there are none. Never rejects; a file that
   * takes longer than 5 s is `unreadable`. Where the file is unchanged the answer is the same object.
   */
  async read(path: string): Promise<CaFileContent> {
    const late = Promise.withResolvers<CaFileContent>();
    const timer = setTimeout(late.resolve, patienceMs, { path, problem: 'unreadable' });
    try {
      return await Promise.race([this.#read(path), late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #read(path: string): Promise<CaFileContent> {
    let file: FileHandle | undefined;
    try {
      // Otherwise a pipe that nobody writes to would never open. Windows has no such flag.
      file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
      const found = await file.stat({ bigint: true });
      if (!found.isFile() || found.size > maxFileBytes) return { path, problem: 'unreadable' };
      const state = stateOf(found);
      const known = this.#parsed.get(path);
      if (known?.state === state) return known.content;
      const text = await readAtMost(file, maxFileBytes);
      if (text === undefined) return { path, problem: 'unreadable' };
      const content = certificatesIn(text) ?? ({ path, problem: 'no-certificate' } as const);
      this.#parsed.set(path, { state, content });
      return content;
    } catch (error) {
      const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      return { path, problem: isMissing ? 'not-found' : 'unreadable' };
    } finally {
      await file?.close();
    }
  }
}

function stateOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join();
}

/** `undefined` where there is more, whatever size the system states. */
async function readAtMost(file: FileHandle, limit: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for (;;) {
    const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(65_536) });
    if (bytesRead === 0) return Buffer.concat(chunks).toString('latin1');
    size += bytesRead;
    if (size > limit) return undefined;
    chunks.push(buffer.subarray(0, bytesRead));
  }
}

/** `undefined` where there is none or one is damaged: a file that is cut off must not seem to work. */
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
