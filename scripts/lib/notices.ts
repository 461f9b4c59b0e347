import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { inProject, readManifest } from './project.ts';

function notice(folder: string): string {
  const path = inProject(folder);
  const { name, version, license } = readManifest(path);
  const file = readdirSync(path).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  if (file === undefined) throw new Error(`${name} is bundled, but carries no licence text.`);
  const text = readFileSync(join(path, file), 'utf8').trim();
  return `${name} ${version} (${license ?? 'see below'})\n\n${text}\n`;
}

/** The licence texts that must accompany the bundles. */
export function notices({ outputs }: Metafile): string {
  const inputs = Object.values(outputs).flatMap((output) => Object.keys(output.inputs));
  const folders = inputs.flatMap(
    (input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input) ?? [],
  );
  const head = 'This extension contains the following npm packages, under their own licences.\n';
  return [head, ...[...new Set(folders)].sort().map(notice)].join(`\n${'-'.repeat(80)}\n\n`);
}
