import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { before, describe, it } from 'node:test';
import type * as TreeSitterModule from '@vscode/tree-sitter-wasm';
import { headerFormFor } from '../../../../../src/core/requests/insert/headerForms.ts';
import { insertHeader } from '../../../../../src/core/requests/insert/insertHeader.ts';

const require = createRequire(import.meta.url);
const TreeSitter = require('@vscode/tree-sitter-wasm') as typeof TreeSitterModule;

/** The text with the header in place of the cursor `‸` or of the selection between two of them. */
function inserted(languageId: string, marked: string): string {
  const [before = '', second = '', third] = marked.split('‸');
  const text = marked.replaceAll('‸', '');
  const start = before.length;
  const end = third === undefined ? start : start + second.length;
  return insertHeader({ languageId, fileName: '', text, start, end }).reduceRight(
    (all, edit) => all.slice(0, edit.start) + edit.text + all.slice(edit.end),
    text,
  );
}

/** `H` stands for the header. */
function assertInserted(languageId: string, marked: string, expected: string): void {
  const { text } = headerFormFor(languageId, '');
  assert.equal(
    inserted(languageId, marked).replace(text, () => 'H'),
    expected,
  );
}

const places: readonly (readonly [languageId: string, marked: string, expected: string])[] = [
  ['javascript', '{\n  a: 1, // first‸\n}', '{\n  a: 1, // first\n  H\n}'],
  ['javascript', '{\n  a: 1, // fi‸rst\n  b: 2\n}', '{\n  a: 1, // first\n  H,\n  b: 2\n}'],
  ['javascript', '{\n  a: 1 // first‸\n}', '{\n  a: 1, H // first\n}'],
  ['javascript', '{\n  a: 1 // first‸\n  , b }', '{\n  a: 1, H // first\n  , b }'],
  ['javascript', '{\n  a: 1\n  // one\n  // two‸\n}', '{\n  a: 1, H\n  // one\n  // two\n}'],
  ['javascript', '{\r\n  a: 1, // first‸\r\n}', '{\r\n  a: 1, // first\r\n  H\r\n}'],
  ['javascript', '{ // first‸\n  a: 1 }', '{ // first\n  H,\n  a: 1 }'],
  ['javascript', '{\n    // first‸\n  a: 1 }', '{\n    // first\n    H,\n  a: 1 }'],
  ['javascript', '{ /‸/ a\n}', '{ // a\nH\n}'],
  ['javascript', '{ ‸// a\n}', '{ H// a\n}'],
  ['typescript', '{ /* ‸ */ a: 1 }', '{ /*  */H, a: 1 }'],
  ['typescript', '{ a: 1 /* ‸\n */ }', '{ a: 1 /* \n */, H }'],
  ['typescript', '{ a: 1, /* x ‸', '{ a: 1, /* x H'],
  ['javascript', '// a‸\nb()', '// a\n{ H }\nb()'],
  ['javascript', 'a(); // b‸', 'a(); // b\n{ H }'],
  ['javascript', 'const a = 1‸\nb()', 'const a = 1\n{ H }\nb()'],
  ['javascript', 'const a = 1‸', 'const a = 1\n{ H }'],
  ['javascript', 'const a = "1"‸\r\n', 'const a = "1"\r\n{ H }\r\n'],
  ['python', 'a = {"b": 1}‸\n', 'import os\na = {"b": 1}\n{ H }\n'],
  ['python', "a = 'b'‸\n", "import os\na = 'b'\n{ H }\n"],
  ['python', 'a = b[1]‸\n', 'import os\na = b[1]\n{ H }\n'],
  ['javascript', '{ a: b‸c‸ }', '{ a: b, H }'],
  ['javascript', '{\n\ta, // c‸\n b }', '{\n\ta, // c\n\tH,\n b }'],
  ['javascript', '[ // c‸\n- b ]', '[ // c\n{ H },\n- b ]'],
  ['javascript', '{ a = 1; ‸}', '{ a = 1; { H }}'],
  ['javascript', '{ a = 1; ‸b }', '{ a = 1; { H }b }'],
  ['javascript', '{ a(); ‸b }', '{ a(); { H }b }'],
  ['javascript', 'const a =‸', 'const a ={ H }'],
  ['javascript', 'const a = b‸ + 1', 'const a = b{ H } + 1'],
  ['javascript', '{ a: "b‸c" }', '{ a: "bc", H }'],
  ['javascript', '{ a: ‸"b"‸ }', '{ a: { H } }'],
  ['javascript', '{ a: 1, // f‸irs‸t\n}', '{ a: 1, // first\nH\n}'],
  ['javascript', '{ a: 1, // f‸irst\n b: 2‸ }', '{ a: 1, // first\n H }'],
  [
    'javascript',
    '{ a: b.replace(/^https?:\\/\\//, "") ‸}',
    '{ a: b.replace(/^https?:\\/\\//, "") , H}',
  ],
  ['javascript', '{ a: /[/*]/ ‸}', '{ a: /[/*]/ , H}'],
  ['javascript', '{ a: 1 / 2 ‸/ 3 }', '{ a: 1 / 2 , H, / 3 }'],
  ['javascript', '{ a: b / "/*" ‸}', '{ a: b / "/*" , H}'],
  ['python', 'requests.get(u, ‸)', 'import os\nrequests.get(u, headers={ H })'],
  ['python', 'requests.get("u"‸)', 'import os\nrequests.get("u", headers={ H })'],
  ['python', 'requests.get(u, headers=‸)', 'import os\nrequests.get(u, headers={ H })'],
  ['python', 't = (1, ‸)', 'import os\nt = (1, { H })'],
  ['javascript', 'fetch(u, ‸)', 'fetch(u, { headers: { H } })'],
  ['javascript', 'fetch(u‸)', 'fetch(u, { headers: { H } })'],
  ['javascript', 'a[0](u, ‸)', 'a[0](u, { headers: { H } })'],
  ['javascript', 'a()(u, ‸)', 'a()(u, { headers: { H } })'],
  ['javascript', 'fetch(‸)', 'fetch({ H })'],
  ['javascript', 'fetch(‸u)', 'fetch({ H }, u)'],
  ['javascript', 't = (1, ‸)', 't = (1, { H })'],
  ['javascript', 't=(1, ‸)', 't=(1, { H })'],
  ['javascript', '(1, ‸)', '(1, { H })'],
  ['javascript', 'return (1, ‸)', 'return (1, { H })'],
  ['javascript', 'a[1, ‸]', 'a[1, { H }]'],
  [
    'python',
    'def f():  # why‸\n    return 1\n',
    'import os\ndef f():  # why\n    { H }\n    return 1\n',
  ],
  [
    'python',
    'if a:\n    b = 1  # why‸\n\n  # c\nelse:\n',
    'import os\nif a:\n    b = 1  # why\n    { H }\n\n  # c\nelse:\n',
  ],
  [
    'python',
    'def f():\n# why‸\n\n  # c\n    return 1\n',
    'import os\ndef f():\n# why\n    { H }\n\n  # c\n    return 1\n',
  ],
  ['python', 'import os\r\na = {  # why‸\r\n}', 'import os\r\na = {  # why\r\nH\r\n}'],
  ['python', 'a = {1# b‸\n}', 'import os\na = {1, H# b\n}'],
  ['jsonc', '{\n  "a": 1 // x‸\n}', '{\n  "a": 1, H // x\n}'],

  ['shellscript', 'curl x‸\n', 'curl x H\n'],
  ['shellscript', 'curl x ‸\n', 'curl x H\n'],
  ['shellscript', 'curl ‸x', 'curl H x'],
  ['shellscript', 'curl‸ x', 'curl H x'],
  ['shellscript', 'curl "a‸b" # c', 'curl "ab" H # c'],
  ['shellscript', 'curl x # c‸', 'curl x H # c'],
  ['shellscript', 'curl x ‸# c', 'curl x H # c'],
  ['shellscript', 'curl x#‸', 'curl x# H'],
  ['shellscript', 'a=$(curl x‸)', 'a=$(curl x H)'],
  ['shellscript', 'curl x?y=‸', 'curl x?y= H'],
  ['shellscript', 'curl x \\‸\n  -d y', 'curl x H \\\n  -d y'],
  ['shellscript', 'curl x \\‸\r\n  -d y', 'curl x H \\\r\n  -d y'],
  ['shellscript', 'curl x \\\n  ‸\\\n  -d y', 'curl x \\\n  H \\\n  -d y'],
  ['shellscript', 'curl x \\\n  # c‸\n', 'curl x \\\n  # c\n  H\n'],
  ['dockerfile', 'RUN curl x‸', 'RUN curl x H'],
  ['shellscript', 'curl x \\‸\n  -d y‸', 'curl x \\ H'],
  ['bat', 'curl x‸', 'curl x H'],
  ['bat', 'curl x ^‸\r\n y', 'curl x H ^\r\n y'],
  ['plaintext', 'a‸', 'a H'],
  ['plaintext', '"‸"', '"H"'],
  ['markdown', '`‸`', '`H`'],
  ['markdown', 'a ‸b', 'a H b'],
  ['plaintext', 'a\n‸\nb', 'a\nH\nb'],

  ['powershell', '@{ a = 1‸}', '@{ a = 1; H}'],
  ['powershell', 'a ‸b‸ c', 'a H c'],
  ['shellscript', 'a ‸b‸ c', 'a H c'],
  ['markdown', 'a ‸b‸ c', 'a H c'],
  ['powershell', '@{ ‸a; }', '@{ H; a; }'],
  ['php', "‸'a'", "H, 'a'"],
  ['powershell', '@{ ‸a = 1 }', '@{ H; a = 1 }'],
  ['powershell', '@{\n  a = 1\n  ‸\n  b = 2\n}', '@{\n  a = 1\n  H\n  b = 2\n}'],
  ['powershell', '@{\n  a = 1 # b‸\n}', '@{\n  a = 1; H # b\n}'],
  ['powershell', '@{\n  # b‸\n  a = 1\n}', '@{\n  # b\n  H\n  a = 1\n}'],
  ['php', "['A: b'‸]", "['A: b', H]"],
  ['php', "[‸'A: b']", "[H, 'A: b']"],
  ['php', "['a' => ‸]", "['a' => H]"],
  ['php', "[\n  'A: b' // c‸\n]", "[\n  'A: b', H // c\n]"],
  ['php', "[\n  'A: b', // c‸\n]", "[\n  'A: b', // c\n  H\n]"],
  ['ruby', '{"a" => 1‸}', '{"a" => 1, H}'],
  ['ruby', '{\n  "a" => 1 # b‸\n}', '{\n  "a" => 1, H # b\n}'],
  ['r', 'GET(u‸)', 'GET(u, H)'],
  ['r', 'GET(u # b‸\n)', 'GET(u, H # b\n)'],
  ['r', 'GET(u,# b‸\n)', 'GET(u,# b\nH\n)'],
  ['java', 'a()‸.b()', 'a()H.b()'],
  ['java', 'a() // c‸\n  .b()', 'a() // c\n  H\n  .b()'],
  ['csharp', 'a();‸', 'a(); H'],
  ['csharp', '{\n  a(); // b‸\n}', '{\n  a(); H // b\n}'],
  ['go', '{ a := 1‸\n}', '{ a := 1; H\n}'],
  ['go', '{ a := 1; ‸b()\n}', '{ a := 1; H; b()\n}'],
  ['go', '{ a := 1 // b‸\n}', '{ a := 1; H // b\n}'],
  ['go', '{\n\t// b‸\n\ta()\n}', '{\n\t// b\n\tH\n\ta()\n}'],

  ['yaml', 'a: 1‸', 'a: 1\nH'],
  ['yaml', 'a: 1‸\nb: 2', 'a: 1\nH\nb: 2'],
  ['yaml', 'a: 1‸\r\nb: 2', 'a: 1\r\nH\r\nb: 2'],
  ['yaml', 'a:\n  b: 1‸\nc: 2', 'a:\n  b: 1\n  H\nc: 2'],
  ['yaml', 'a: 1‸2 # c', 'a: 12 # c\nH'],
  ['yaml', 'a: 1 # c‸\n', 'a: 1 # c\nH\n'],
  ['yaml', 'a:‸', 'a:\n  H'],
  ['yaml', 'a: # c‸\nb: 1', 'a: # c\n  H\nb: 1'],
  ['yaml', 'a:‸\n    b: 1', 'a:\n    H\n    b: 1'],
  ['yaml', 'a:‸\n\n# c\n    - b', 'a:\n    - H\n\n# c\n    - b'],
  ['yaml', '"a: b": 1‸', '"a: b": 1\nH'],
  ['yaml', "- 'a': 1‸", "- 'a': 1\n  H"],
  ['yaml', '- a: 1‸\n  b: 2', '- a: 1\n  H\n  b: 2'],
  ['yaml', '- a:‸\n', '- a:\n    H\n'],
  ['yaml', '- a:b‸', '- a:b\n- H'],
  ['yaml', '  - "a: b"‸', '  - "a: b"\n  - H'],
  ['yaml', '- {a: 1}‸', '- {a: 1}\n- H'],
  ['yaml', '-‸', '- H'],
  ['yaml', '- ‸', '- H'],
  ['yaml', '-‸\n  a: 1', '- H\n  a: 1'],
  ['yaml', '-   # c‸\n  a: 1', '-   # c\n  H\n  a: 1'],
  ['yaml', '-‸ a: 1', '- H\n- a: 1'],
  ['yaml', '  ‸a: 1', '  H\n  a: 1'],
  ['yaml', 'a:\n‸# c\n  b: 1', 'a:\n  H\n# c\n  b: 1'],
  ['yaml', 'a:\n‸\n  b: 1', 'a:\n  H\n  b: 1'],
  ['yaml', 'a:\n‸\n  -\n    b', 'a:\n  - H\n  -\n    b'],
  ['yaml', '- -  # c‸\n    a: 1', '- -  # c\n    H\n    a: 1'],
  ['yaml', '-   # c‸', '-   # c\n  H'],
  ['yaml', '- "a: b": 1‸', '- "a: b": 1\n  H'],
  ['yaml', "- 'a: b': 1‸", "- 'a: b': 1\n  H"],
  ['yaml', '- "a b": 1‸', '- "a b": 1\n  H'],
  ['yaml', '- ab: 1‸', '- ab: 1\n  H'],
  ['yaml', 'a:\n‸  \n  b: 1', 'a:\n  H  \n  b: 1'],
  ['yaml', 'a:\n ‸\n  b: 1', 'a:\n  H\n  b: 1'],
  ['yaml', '-‸\n      a: 1', '-\n      H\n      a: 1'],
  ['yaml', '---‸\na: 1', '---\nH\na: 1'],
  ['yaml', '‸', 'H'],
  ['yaml', 'a: {b: 1‸}', 'a: {b: 1, H}'],
  ['yaml', 'a: {‸b: 1}', 'a: {H, b: 1}'],
  ['yaml', 'a: {b: ‸}', 'a: {b: { H }}'],
  ['yaml', 'a: [b‸]', 'a: [b, { H }]'],
  ['yaml', 'a: {\n  b: 1, # c‸\n}', 'a: {\n  b: 1, # c\n  H\n}'],
  ['yaml', 'a: {b: 1 ‸# c\n}', 'a: {b: 1 , H # c\n}'],
];

describe('the place of an inserted header', () => {
  for (const [languageId, marked, expected] of places) {
    it(`Insert Bearer Header at the cursor ‸ of this ${languageId} text ${JSON.stringify(marked)} gives, with H for the header, ${JSON.stringify(expected)}`, () => {
      assertInserted(languageId, marked, expected);
    });
  }
});

/** Programs with cursors, each in a comment, behind a value or before one. */
const programs: readonly (readonly [languageId: string, grammar: string, marked: string])[] = [
  ['php', 'php', "<?php $h = ['a'‸, // b‸ c‸\n  ‸'d' /* e ‸ */ // f‸\n];"],
  ['ruby', 'ruby', 'h = { "a" => 1‸, # b ‸c‸\n  "d" => "e‸" # f‸\n}\n'],
  ['powershell', 'powershell', '$h = @{ a = 1‸; b = 2 # c ‸d‸\n  # e‸\n  f = 3‸\n}\n'],
  ['go', 'go', 'package main\n\nfunc main() {‸\n\ta := 1‸ // b ‸c‸\n\t// d‸\n\te()‸\n}\n'],
  ['csharp', 'c-sharp', 'class A { void B() {‸ // a‸\n c();‸ // d ‸e‸\n /* f ‸ */ g();‸ } }'],
  ['java', 'java', 'class A { void a() { b()‸ // c ‸d‸\n .e(); } }'],
  ['r', 'r', 'h <- GET(u‸, # a ‸b‸\n  ‸c # d‸\n)\n'],
];

describe('a header inserted anywhere in a program, by the grammar of its language', () => {
  before(() => TreeSitter.Parser.init());

  for (const [languageId, grammar, marked] of programs) {
    it(`Insert Bearer Header keeps a program in ${languageId} valid and its comments as they were, with the cursor behind values, before values and in comments`, async () => {
      const wasm =
        grammar === 'r'
          ? '@eagleoutice/tree-sitter-r/tree-sitter-r.wasm'
          : `@vscode/tree-sitter-wasm/wasm/tree-sitter-${grammar}.wasm`;
      const parser = new TreeSitter.Parser();
      parser.setLanguage(await TreeSitter.Language.load(require.resolve(wasm)));
      const commentsIn = (text: string): readonly string[] => {
        const root = parser.parse(text)?.rootNode;
        assert.equal(root?.hasError, false, text);
        const kinds = ['comment', 'line_comment', 'block_comment'];
        return root.descendantsOfType(kinds).map((node) => node?.text ?? '');
      };
      const parts = marked.split('‸');
      const comments = commentsIn(parts.join(''));
      for (let at = 1; at < parts.length; at += 1) {
        const one = `${parts.slice(0, at).join('')}‸${parts.slice(at).join('')}`;
        const text = inserted(languageId, one);
        assert.ok(text.includes('ISOGEO_ACCESS_TOKEN'));
        assert.deepEqual(commentsIn(text), comments, text);
      }
      parser.delete();
    });
  }
});
