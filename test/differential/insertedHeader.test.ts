import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { parse, type ParseError } from 'jsonc-parser';
import { findPython } from '../../scripts/lib/interpreters.ts';
import { readRequestText, sectionAt } from '../../src/core/requests/file/requestDocument.ts';
import type { TextEdit } from '../../src/core/requests/insert/imports.ts';
import { insertHeader } from '../../src/core/requests/insert/insertHeader.ts';
import { temporaryFolder } from '../../tools/registry-vscode/system/cleanup.ts';
import { runOrThrow } from '../../tools/registry-vscode/system/process.ts';
import { cases } from '../fuzz/cases.ts';
import { needs } from '../needs.ts';
import { startEcho } from './echo.ts';
import { sendWithHttpYac } from './httpYac.ts';
import { environmentOfHttpYac, randomFile, withServer } from './requestTexts.ts';
import { sentIn, type Sent } from './sent.ts';

const pick = (...values: readonly string[]) => fc.constantFrom(...values);

/** An object of a language, with the cursor `‸` in a gap between two of its parts, or in a comment there. */
function objectOf(members: fc.Arbitrary<string>, gaps: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .record({
      members: fc.uniqueArray(members, { maxLength: 3 }),
      gaps: fc.array(gaps, { minLength: 7, maxLength: 7 }),
      cursor: fc.tuple(fc.nat(100), fc.nat(100)),
      endsWithComma: fc.boolean(),
    })
    .map(({ members: all, gaps: spaces, cursor: [gap, offset], endsWithComma }) => {
      const last = all.length - 1;
      const parts = [
        '{',
        ...all.flatMap((each, index) => [each, ...(index < last || endsWithComma ? [','] : [])]),
        '}',
      ];
      const place = gap % (parts.length - 1);
      return parts
        .map((part, index) => {
          const space = index < parts.length - 1 ? (spaces[index] ?? '') : '';
          const at = offset % (space.length + 1);
          return index === place ? `${part}${space.slice(0, at)}‸${space.slice(at)}` : part + space;
        })
        .join('');
    });
}

interface Inserted {
  readonly before: string;
  readonly after: string;
}

function inserted(marked: string, languageId: string): Inserted {
  const start = marked.indexOf('‸');
  const text = marked.replace('‸', '');
  const edits = insertHeader({ languageId, fileName: '', text, start, end: start });
  return { before: text, after: withEdits(text, edits) };
}

function withEdits(text: string, edits: readonly TextEdit[]): string {
  return edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((all, edit) => all.slice(0, edit.start) + edit.text + all.slice(edit.end), text);
}

const lines = (...pools: readonly fc.Arbitrary<string>[]) =>
  fc
    .array(fc.oneof(...pools), { maxLength: 3 })
    .map((all) => all.map((each) => `${each}\n`).join(''));

const pythonNote = pick('# note', `# don't "do`, '', '# import os {', '   # indented');
const docstring = pick(
  ...[
    '"""One."""',
    '"""Two\nlines.\n"""',
    "'''It\"s.'''",
    '"Single."',
    `'It\\'s.'`,
    'r"""Raw \\ text."""',
  ],
  ...['"""Has # signs\nimport os\nand {"""', '"One" "two"', '"""a \\""" b"""', `"It's."  # why`],
);
const future = pick(
  ...['from __future__ import annotations', 'from __future__ import annotations  # why'],
  ...['from __future__ import (\n    annotations,\n    division,\n)'],
  ...['from __future__ import annotations, \\\n    division'],
);
const statement = pick(
  ...['import sys', 'import os', 'import sys, os', 'import os.path', 'from os import environ'],
  ...['import os as system', 'import os  # why', 'import sys; import os'],
  ...[
    'def f():\n    import os\n    return os',
    'if not True:\n    import os',
    `s = '''\nimport os\n'''`,
  ],
  ...[
    'x = {"a": "}"}',
    `class A:\n    """It's {."""`,
    't = (1,\n  2)',
    `u = "it's"`,
    'v = "{" # }',
  ],
);
const pythonObject = objectOf(
  pick(
    '"a": 1',
    `'b': [1, 2]`,
    `"c": "it's, {"`,
    '"d": {"e": "}"}',
    '"f": f"{1}"',
    `'g': """x"'}"""`,
  ),
  pick('', ' ', '\n    ', `  # it's a "note {\n    `),
);
const optional = (text: fc.Arbitrary<string>) =>
  fc.oneof(
    fc.constant(''),
    text.map((each) => `${each}\n`),
  );
const pythonFile = fc
  .tuple(
    optional(pick('#!/usr/bin/env python3', '# -*- coding: utf-8 -*-')),
    lines(pythonNote),
    optional(docstring),
    lines(pythonNote),
    optional(future),
    lines(statement, pythonNote),
    pythonObject,
    optional(pick('import os', 'y = 1', "# it's")),
    pick('\n', '\r\n'),
  )
  .map(([first, notes, doc, more, imports, statements, object, end, eol]) =>
    [first, notes, doc, more, imports, statements, `h = ${object}\n`, end]
      .join('')
      .replaceAll('\n', eol),
  );

it(
  'Python runs each random file with an inserted header: the header is in the dictionary, and the other members and the docstring are the same',
  { skip: needs('python') },
  async () => {
    const seed = cases.seed ?? Date.now() % 2 ** 31;
    const all = fc
      .sample(pythonFile, { numRuns: cases.numRuns, seed })
      .map((text) => inserted(text, 'python'));
    const folder = temporaryFolder();
    const file = join(folder.path, 'files.json');
    writeFileSync(file, JSON.stringify(all));
    const judge = `
import json, os, sys
os.environ["ISOGEO_ACCESS_TOKEN"] = "token"
def run(text):
    try:
        names = {}
        exec(compile(text, "file", "exec", dont_inherit=True), names)
        return [names["h"], names.get("__doc__")]
    except Exception as error:
        return repr(error)
results = []
for each in json.load(open(sys.argv[1], encoding="utf-8")):
    results.append([run(each["before"]), run(each["after"])])
print(json.dumps(results))`;
    const python = findPython() ?? 'python3';
    const output = await runOrThrow(python, ['-c', judge, file]);
    folder.remove();
    const wrong = (JSON.parse(output) as [unknown, unknown][]).flatMap(([before, after], index) => {
      assert.ok(Array.isArray(before), `${JSON.stringify(before)}\n${all[index]?.before ?? ''}`);
      const [members, doc] = before as [object, unknown];
      const wanted = [{ ...members, Authorization: 'Bearer token' }, doc];
      return isDeepStrictEqual(after, wanted) ? [] : [{ ...all[index], got: after }];
    });
    assert.deepEqual(wrong.slice(0, 1), [], `${wrong.length} are wrong; seed ${seed}`);
  },
);

const scriptObject = objectOf(
  pick(
    'a: 1',
    `'b-c': [1, 2]`,
    `d: "it's, {"`,
    `e: { f: '}' }`,
    'g: `x ${1} " {`',
    'get i() { return 1 }',
    '...other',
    'j',
  ),
  pick('', ' ', '\n  ', `  // it's a "note {\n  `, ` /* don't { */ `),
);
const script = fc
  .tuple(
    lines(
      pick(
        `// don't {`,
        `var x = "it's {";`,
        '/* one "\n { */',
        'var y = `"{`;',
        'var z = { a: [1] };',
        '',
      ),
    ),
    scriptObject,
  )
  .map(([before, object]) => `{\n${before}h = ${object};\n}\n`);

it('Node runs each random script with an inserted header: the header is in the object, and the other members are the same', () => {
  const membersOf = (text: string): unknown => {
    const names = {
      h: {},
      j: 2,
      other: { k: 3 },
      process: { env: { ISOGEO_ACCESS_TOKEN: 'token' } },
    };
    runInNewContext(text, names);
    return JSON.parse(JSON.stringify(names.h));
  };
  fc.assert(
    fc.property(script, (text) => {
      const { before, after } = inserted(text, 'javascript');
      const wanted = { ...(membersOf(before) as object), Authorization: 'Bearer token' };
      assert.deepEqual(membersOf(after), wanted, after);
    }),
    cases,
  );
});

const json = objectOf(
  pick('"a": 1', '"b": [1, "]"]', `"c": "it's, {"`, '"d": { "e": "}" }', '"f": "\\""'),
  pick('', ' ', '\n  ', `  // it's a "note {\n  `, ` /* don't { */ `),
);

it('jsonc-parser reads each random JSON text with an inserted header: the header is in the object, and the other members are the same', () => {
  const read = (text: string): object => {
    const errors: ParseError[] = [];
    const value = parse(text, errors, { allowTrailingComma: true }) as object;
    assert.deepEqual(errors, [], text);
    return value;
  };
  fc.assert(
    fc.property(json, (text) => {
      const { before, after } = inserted(text, 'jsonc');
      const wanted = { ...read(before), Authorization: 'Bearer ${env:ISOGEO_ACCESS_TOKEN}' };
      assert.deepEqual(read(after), wanted, after);
    }),
    cases,
  );
});

it('httpYac sends each random request with an inserted header: the header is added, and all else is the same', async (t) => {
  const seed = cases.seed ?? Date.now() % 2 ** 31;
  const count = Number(process.env['ISOGEO_RANDOM_REQUESTS'] ?? 100);
  const echo = await startEcho({});
  t.after(() => echo.stop());
  const folder = temporaryFolder();
  t.after(() => {
    folder.remove();
  });
  Object.assign(process.env, environmentOfHttpYac, { ISOGEO_ACCESS_TOKEN: 'token' });
  const sent = async (text: string, line: number): Promise<Sent | undefined> => {
    await sendWithHttpYac(text, line, folder.path);
    const [first] = echo.arrived.splice(0);
    return first && sentIn([first], text);
  };
  const files = fc.sample(fc.tuple(randomFile, fc.double({ min: 0, max: 1, noNaN: true })), {
    numRuns: count,
    seed,
  });
  const wrong: unknown[] = [];
  for (const [file, part] of files) {
    // httpYac doesn't read a value that begins on the next line.
    const { joined: text, line } = withServer(file, echo, '/r');
    const { from, to, section } = sectionAt(readRequestText(text), line);
    const cursor = from + Math.floor(part * (to - from));
    const start = text.split('\n').slice(0, cursor).join('\n').length + (cursor > 0 ? 1 : 0);
    const request = { first: line, roles: section.roles.slice(line - from) };
    const target = { languageId: 'http', fileName: '', text, start, end: start, request };
    const after = withEdits(text, insertHeader(target));
    const before = await sent(text, line);
    assert.ok(before, text);
    const got = await sent(after, line);
    const wanted = {
      ...before,
      headers: { ...before.headers, authorization: 'Bearer token' },
    };
    if (!isDeepStrictEqual(got, wanted)) wrong.push({ text, after, cursor, got, wanted });
  }
  assert.deepEqual(wrong.slice(0, 1), [], `${wrong.length} of ${count} are wrong; seed ${seed}`);
});
