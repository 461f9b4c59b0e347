import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { findPython } from '../../scripts/lib/interpreters.ts';
import { insertHeader } from '../../src/core/requests/insert/insertHeader.ts';
import { temporaryFolder } from '../../tools/registry-vscode/system/cleanup.ts';
import { runOrThrow } from '../../tools/registry-vscode/system/process.ts';
import { cases } from '../fuzz/cases.ts';
import { needs } from '../needs.ts';

const pick = (...values: readonly string[]) => fc.constantFrom(...values);
const seed = cases.seed ?? Date.now() % 2 ** 31;
const python = findPython() ?? 'python3';

/** The text with the cursor at one of the offsets. */
function inserted(languageId: string, text: string, offsets: readonly number[], choice: number) {
  const start = offsets[choice % offsets.length] ?? 0;
  const target = { languageId, fileName: '', text, start, end: start };
  const after = insertHeader(target).reduceRight(
    (all, edit) => all.slice(0, edit.start) + edit.text + all.slice(edit.end),
    text,
  );
  return { marked: `${text.slice(0, start)}‸${text.slice(start)}`, before: text, after };
}

const shellWords = pick('-s', '"a b"', "'c # d'", 'x#y', 'https://a.test/?q=1', '--url=', '$HOME');
const command = fc
  .tuple(
    fc.array(fc.tuple(shellWords, pick(' ', '  ', ' \\\n  ', '\t')), {
      minLength: 1,
      maxLength: 4,
    }),
    pick('', '', ' # note', ' # don\'t { "do', '  #'),
  )
  .map(([words, note]) => {
    const last = words.length - 1;
    const all = words.map(([word, gap], index) => word + (index < last ? gap : ''));
    return `curl ${all.join('')}${note}`;
  });
const shellFile = fc.tuple(command, command, fc.nat(1000)).map(([one, two, choice]) => {
  const text = `${one}\n# note\n${two}\n`;
  // The cursor is behind the name of the program, in a word, in the gaps, or in the comment.
  const end = one.length + 1;
  const offsets = Array.from(
    { length: end - 'curl '.length },
    (_, index) => 'curl '.length + index,
  );
  return inserted('shellscript', text, offsets, choice);
});

it(
  'bash runs each random command with an inserted header, also where the cursor is in a comment, in a word or at the end of a line: curl gets the header and the same other arguments',
  { skip: needs('bash') },
  async () => {
    const all = fc.sample(shellFile, { numRuns: cases.numRuns, seed });
    const folder = temporaryFolder();
    const files = join(folder.path, 'files');
    mkdirSync(files);
    all.forEach(({ before, after }, index) => {
      writeFileSync(join(files, `${index}a`), before);
      writeFileSync(join(files, `${index}b`), after);
    });
    const judge = join(folder.path, 'judge.sh');
    writeFileSync(
      judge,
      `curl() { printf '%s\\x1f' "$@"; printf '\\x1e'; }
ISOGEO_ACCESS_TOKEN=token
for ((i = 0; i < ${all.length}; i++)); do
  for part in a b; do (eval "$(<"${files}/$i$part")") 2>&1; printf '\\x1d'; done
done
`,
    );
    const output = await runOrThrow('bash', [judge]);
    folder.remove();
    const results = output.split('\x1d');
    const header = ['--header', 'Authorization: Bearer token'];
    const wrong = all.filter((_, index) => {
      const [before = '', after = ''] = results.slice(2 * index, 2 * index + 2);
      const [first = '', ...others] = after.split('\x1e');
      const words = first.split('\x1f');
      const at = words.indexOf('--header');
      const found = words.splice(at, 2);
      const rest = [words.join('\x1f'), ...others].join('\x1e');
      return at < 0 || !isDeepStrictEqual(found, header) || rest !== before;
    });
    assert.deepEqual(wrong.slice(0, 1), [], `${wrong.length} are wrong; seed ${seed}`);
  },
);

const scalar = pick(
  '1',
  'a b',
  '"c: # d"',
  "'it''s {'",
  'http://x/#y',
  '{ a: 1, b: [2] }',
  '[x]',
  '{}',
);
const note = pick('', '', '', ' # note', "  # it's: {");
const names = ['a', 'b c', '"d"', "'e'", 'f-g'];

/** Lines of a mapping or a list, and of what is within. */
const { node } = fc.letrec<{ node: readonly string[] }>((tie) => ({
  node: fc
    .record({
      isList: fc.boolean(),
      indent: pick('  ', '    '),
      parts: fc.array(
        fc.oneof(
          { maxDepth: 3 },
          fc.tuple(scalar, note).map(([value, comment]) => [value + comment]),
          fc.tuple(tie('node'), note),
        ),
        { minLength: 1, maxLength: 4 },
      ),
      gaps: fc.array(pick('', '', '', '\n', '# own: line\n'), { minLength: 4, maxLength: 4 }),
    })
    .map(({ isList, indent, parts, gaps }) =>
      parts.flatMap((part, index) => {
        const gap = gaps[index] === '' ? [] : [(gaps[index] ?? '').trimEnd()];
        const sign = isList ? '-' : `${names[index] ?? ''}:`;
        const [lines, comment] = part as readonly [string | readonly string[], string?];
        if (typeof lines === 'string') return [...gap, `${sign} ${lines}`];
        const inner = lines.map((line) => (line === '' ? line : indent + line));
        return [...gap, `${sign}${comment ?? ''}`, ...inner];
      }),
    ),
}));
const yamlFile = fc.tuple(node, fc.nat(1000), pick('\n', '\r\n')).map(([all, choice, eol]) => {
  const text = `${all.join(eol)}${eol}`;
  let from = 0;
  // The cursor is at the start or the end of a line, or in its comment.
  const offsets = all.flatMap((line) => {
    const start = from;
    from += line.length + eol.length;
    const comment = / # (?:note|it's: \{)$|#.*own: line$/.exec(line)?.index ?? line.length;
    return [
      start,
      ...Array.from({ length: line.length - comment }, (_, at) => start + comment + 1 + at),
      start + line.length,
    ];
  });
  return inserted('yaml', text, offsets, choice);
});

it(
  'PyYAML reads each random YAML file with an inserted header, also where the cursor is in a comment or at the end of a line: the header is there once, and all else is the same',
  {
    skip:
      spawnSync(python, ['-c', 'import yaml']).status !== 0 && 'There is no Python with PyYAML.',
  },
  async () => {
    const all = fc.sample(yamlFile, { numRuns: cases.numRuns, seed });
    const folder = temporaryFolder();
    const file = join(folder.path, 'files.json');
    writeFileSync(file, JSON.stringify(all));
    const judge = `
import json, sys, yaml
gone = object()
def without(value):
    global count
    if isinstance(value, dict):
        found = value.pop("Authorization", gone)
        if found is not gone:
            count += found == "Bearer \${ISOGEO_ACCESS_TOKEN}"
            if not value:
                return gone
        return {key: None if (inner := without(each)) is gone else inner for key, each in value.items()}
    if isinstance(value, list):
        left = [inner for inner in map(without, value) if inner is not gone]
        return left
    return value
for index, each in enumerate(json.load(open(sys.argv[1], encoding="utf-8"))):
    before = yaml.load(each["before"], yaml.CSafeLoader)
    count = 0
    try:
        after = without(yaml.load(each["after"], yaml.CSafeLoader))
    except Exception as error:
        after = repr(error)
    if after != before or count != 1:
        print(index, after)`;
    const output = await runOrThrow(python, ['-c', judge, file]);
    folder.remove();
    const wrong = output.split('\n').filter((each) => each !== '');
    const [first] = wrong;
    assert.equal(
      first &&
        `${all[parseInt(first)]?.marked ?? ''}\n${all[parseInt(first)]?.after ?? ''}\n${first}`,
      undefined,
      `${wrong.length} are wrong; seed ${seed}`,
    );
  },
);
