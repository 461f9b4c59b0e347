import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A secret in clear, in base64 at each of its three alignments, and percent-encoded. */
export function formsOf(secret: string): readonly string[] {
  const base64 = [0, 1, 2].map((shift) => {
    const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)]);
    // The first and last characters depend on what stands beside the secret.
    return bytes.toString('base64').slice(4, -4);
  });
  return [...new Set([secret, ...base64, encodeURIComponent(secret)])];
}

/** The files below a folder that hold these bytes. */
export function filesWith(folder: string, needle: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(needle));
}
