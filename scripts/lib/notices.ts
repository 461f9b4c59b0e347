import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { inProject, readManifest } from './project.ts';

/** Folders, relative to the project, of the npm packages in a bundle. */
function packageFolders({ outputs }: Metafile): string[] {
  const folders = new Set<string>();
  for (const input of Object.values(outputs).flatMap((output) => Object.keys(output.inputs))) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match?.[1] !== undefined) folders.add(match[1]);
  }
  return [...folders].sort();
}

function notice(folder: string): string {
  const path = inProject(folder);
  const { name, version, license } = readManifest(path);
  const file = readdirSync(path).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  if (file === undefined) throw new Error(`${name} is bundled, but carries no licence text.`);
  const text = readFileSync(join(path, file), 'utf8').trim();
  return `${name} ${version} (${license ?? 'see below'})\n\n${text}\n`;
}

/** The licence texts that must accompany the bundles. */
export function notices(metafile: Metafile): string {
  const head = 'This extension contains the following npm packages, under their own licences.\n';
  return [head, ...packageFolders(metafile).map(notice)].join(`\n${'-'.repeat(80)}\n\n`);
}
