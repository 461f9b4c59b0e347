import { globSync, readFileSync } from 'node:fs';
import { projectRoot } from './bootstrap.mjs';
import { inProject } from './lib/project.ts';
import rules from './words.json' with { type: 'json' };

/** Finds the words of `words.json` in the texts that people read: messages, pages, comments, test titles. */

type Kind = 'page' | 'comment' | 'title';
type Prose = readonly [kind: Kind, line: number, text: string];

const banned = rules.map(({ word, instead, ...rule }) => ({
  // In a comment, a capital letter marks its beginning.
  pattern: new RegExp(word, 'in' in rule && rule.in === 'comment' ? 'u' : 'iu'),
  instead,
  kind: 'in' in rule ? rule.in : undefined,
}));

const comment = /(?:^\s*\/?\*+|(?<=^|\s)\/\/)\s?(.*)$/;
const title = /\b(?:it|test|describe)\(\s*(?:'((?:\\.|[^'\\])*)'|"([^"]*)"|`((?:\\.|[^`\\])*)`)/g;

/** The readable parts of a file, each with its line; code isn't prose. */
function proseIn(file: string, text: string): readonly Prose[] {
  const lines = text.split('\n');
  if (!/\.[cm]?[jt]s$/.test(file)) return lines.map((line, index) => ['page', index + 1, line]);
  const comments = lines.flatMap((line, index): Prose[] => {
    const [, prose] = comment.exec(line) ?? [];
    return prose === undefined ? [] : [['comment', index + 1, prose]];
  });
  const titles = [...text.matchAll(title)].map((match): Prose => {
    const line = text.slice(0, match.index).split('\n').length;
    return ['title', line, match[1] ?? match[2] ?? match[3] ?? ''];
  });
  return [...comments, ...titles];
}

const files = globSync(
  [
    'l10n/bundle.l10n.json',
    'package.nls.json',
    '*.md',
    'docs/**/*.md',
    '{src,scripts,test,tools}/**/*.{ts,mjs,md}',
    'eslint.config.js',
  ],
  { cwd: projectRoot, exclude: ['**/node_modules'] },
).filter((file) => !file.endsWith('.fr.md'));

const places = files.sort().flatMap((file) =>
  proseIn(file, readFileSync(inProject(file), 'utf8')).flatMap(([kind, line, text]) =>
    banned.flatMap((rule) => {
      const [found] = (rule.kind ?? kind) === kind ? (rule.pattern.exec(text) ?? []) : [];
      return found === undefined ? [] : [`${file}:${line}: "${found}": ${rule.instead}`];
    }),
  ),
);
for (const place of places) console.error(place);
if (places.length > 0) console.error(`${places.length} places to reword, by scripts/words.json`);
process.exitCode = places.length === 0 ? 0 : 1;
