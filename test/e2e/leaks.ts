import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A secret in plain text, percent-encoded, and in base64 at each of its three alignments. */
function formsOf(secret: string): readonly string[] {
  const base64 = [0, 1, 2].map((shift) => {
    const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)]);
    // The first and last characters depend on the text beside the secret.
    return bytes.toString('base64').slice(4, -4);
  });
  return [...new Set([secret, ...base64, encodeURIComponent(secret)])];
}

/** The files below a folder that contain one of the secrets, in any form. */
export function filesWith(folder: string, secrets: readonly string[]): readonly string[] {
  const needles = secrets.flatMap(formsOf);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      const content = contentOf(path);
      return needles.some((needle) => content.includes(needle));
    });
}

/** A lock or a temporary file may disappear during the search. */
function contentOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.of();
    throw error;
  }
}

/** The argument lists of the machine's processes that contain one of the texts, in any form. */
export function processesWith(texts: readonly string[]): readonly string[] {
  const needles = texts.flatMap(formsOf);
  const lists = execFileSync('ps', ['-A', '-ww', '-o', 'args='], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return lists.split('\n').filter((list) => needles.some((needle) => list.includes(needle)));
}
