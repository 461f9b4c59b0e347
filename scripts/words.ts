import { globSync, readFileSync } from 'node:fs';
import { projectRoot } from './bootstrap.mjs';
import { inProject } from './lib/project.ts';
import rules from './words.json' with { type: 'json' };

/** Finds the words of `words.json` in the texts that people read: messages, pages, comments, test titles. */

const banned = rules.map(({ word, instead }) => ({
  pattern: new RegExp(word, 'iu'),
  word,
  instead,
}));

/** The readable lines of a file; code isn't prose. */
function proseIn(file: string, text: string): readonly (readonly [line: number, text: string])[] {
  const lines = text.split('\n').map((line, index) => [index + 1, line] as const);
  if (!/\.m?ts$|\.mjs$/.test(file)) return lines;
  return lines.flatMap(([number, line]) => {
    const [, comment] = /(?:^\s*\/?\*+|(?<=^|\s)\/\/)\s?(.*)$/.exec(line) ?? [];
    const [, title] = /\b(?:it|test|describe)\(\s*(['"`].*)$/.exec(line) ?? [];
    return [comment, title].flatMap((prose) =>
      prose === undefined ? [] : [[number, prose] as const],
    );
  });
}

const files = globSync(
  [
    'l10n/bundle.l10n.json',
    'package.nls.json',
    '*.md',
    '{docs,tools}/**/*.md',
    '{src,scripts,test,tools}/**/*.{ts,mjs}',
  ],
  { cwd: projectRoot },
).filter((file) => !file.endsWith('.fr.md'));

let count = 0;
for (const file of files.sort()) {
  for (const [line, prose] of proseIn(file, readFileSync(inProject(file), 'utf8'))) {
    for (const { pattern, instead } of banned) {
      const [found] = pattern.exec(prose) ?? [];
      if (found === undefined) continue;
      console.error(`${file}:${line}: "${found}": ${instead}`);
      count += 1;
    }
  }
}
if (count > 0) console.error(`${count} places to reword, by scripts/words.json`);
process.exitCode = count === 0 ? 0 : 1;
