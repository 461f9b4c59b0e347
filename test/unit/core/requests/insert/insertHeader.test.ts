import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';
import type * as TreeSitterModule from '@vscode/tree-sitter-wasm';
import { parse as parseJsonc, type ParseError } from 'jsonc-parser';
import {
  readRequestText,
  sectionAt,
} from '../../../../../src/core/requests/file/requestDocument.ts';
import { headerFormFor } from '../../../../../src/core/requests/insert/headerForms.ts';
import {
  insertHeader,
  type RequestLines,
} from '../../../../../src/core/requests/insert/insertHeader.ts';
import { startSandbox, type Sandbox } from '../../../../sandbox/sandbox.ts';
import { needs } from '../../../../needs.ts';
import { runPrograms } from '../languages/run.ts';

const require = createRequire(import.meta.url);
const TreeSitter = require('@vscode/tree-sitter-wasm') as typeof TreeSitterModule;

/** The text with the header inserted in place of `|`. */
function inserted(
  marked: string,
  languageId: string,
  more: { readonly fileName?: string; readonly requestLine?: number } = {},
): string {
  const start = marked.indexOf('|');
  const text = marked.replace('|', '');
  const { fileName = '', requestLine } = more;
  const request = requestLine === undefined ? undefined : requestAt(text, requestLine);
  const target = { languageId, fileName, text, start, end: start, ...(request && { request }) };
  return insertHeader(target)
    .toSorted((a, b) => b.start - a.start)
    .reduce((all, edit) => all.slice(0, edit.start) + edit.text + all.slice(edit.end), text);
}

function requestAt(text: string, first: number): RequestLines {
  const { from, section } = sectionAt(readRequestText(text), first);
  return { first, roles: section.roles.slice(first - from) };
}

const variable = 'ISOGEO_ACCESS_TOKEN';
const line = `Authorization: Bearer {{$processEnv ${variable}}}`;

describe('inserting a header into a request file', () => {
  const request = (marked: string): string => inserted(marked, 'http', { requestLine: 0 });

  for (const [name, before, after] of [
    ['at the end of the request line', 'GET /a|\n', `GET /a\n${line}\n`],
    ['in the middle of the request line', 'GE|T /a', `GET /a\n${line}`],
    [
      'below the last line of a longer address',
      'GET /a\n  |?q=1\n  &s=2\n',
      `GET /a\n  ?q=1\n  &s=2\n${line}\n`,
    ],
    [
      'if the cursor is on the first line of a longer address',
      'G|ET /a\n  /b\n  ?q=1',
      `GET /a\n  /b\n  ?q=1\n${line}`,
    ],
    ['below a header', 'GET /a\nAccept: a/b|\n', `GET /a\nAccept: a/b\n${line}\n`],
    ['above the body', 'POST /a\nX: y\n\nbody|', `POST /a\nX: y\n${line}\n\nbody`],
    [
      'in place of another Authorization header',
      'GET /a\nauthorization: Basic x\nX: y|',
      `GET /a\n${line}\nX: y`,
    ],
    [
      'above a blank line with spaces',
      'POST /a\nX: y\n  \nbody|',
      `POST /a\nX: y\n${line}\n  \nbody`,
    ],
    [
      'above the blank line at the cursor',
      'POST /a\nX: y\n|\nbody',
      `POST /a\nX: y\n${line}\n\nbody`,
    ],
    [
      'below an address that goes on behind one blank',
      'G|ET /a\n ?q=1\nX: y',
      `GET /a\n ?q=1\n${line}\nX: y`,
    ],
    [
      'above a header that contains an address',
      'GET /a|\nReferer: /b?c&d',
      `GET /a\n${line}\nReferer: /b?c&d`,
    ],
    [
      'beside headers with similar names',
      'GET /a|\nProxy-Authorization: x\nAuthorization-Info: y',
      `GET /a\n${line}\nProxy-Authorization: x\nAuthorization-Info: y`,
    ],
    [
      'and keeps the header of the next request',
      'GET /a|\n\n###\nGET /b\nAuthorization: x',
      `GET /a\n${line}\n\n###\nGET /b\nAuthorization: x`,
    ],
    [
      'and keeps the header of a request below a separator without an empty line',
      'GET /a|\n### b\nGET /b\nAuthorization: x',
      `GET /a\n${line}\n### b\nGET /b\nAuthorization: x`,
    ],
    [
      'below an address that an indented line continues',
      'G|ET /a?\n  q=1\nX: y',
      `GET /a?\n  q=1\n${line}\nX: y`,
    ],
    [
      'below an address with a comment in it',
      'G|ET /a\n  ?q=1\n  # note\n  &s=2',
      `GET /a\n  ?q=1\n  # note\n  &s=2\n${line}`,
    ],
    ['below a header on two lines', 'GET /a\nX: y,|\n  z', `GET /a\nX: y,\n  z\n${line}`],
    [
      'above a body without an empty line',
      'POST /a\nX: y\n{"a": 1}|',
      `POST /a\nX: y\n${line}\n{"a": 1}`,
    ],
    [
      'in place of an Authorization header on two lines',
      'GET /a|\nAuthorization: Bearer,\n  x\nX: y',
      `GET /a\n${line}\nX: y`,
    ],
    [
      'above a comment below the line of the cursor',
      'GET /a|\n# note\nX: y',
      `GET /a\n${line}\n# note\nX: y`,
    ],
    ['with the line ends of the file', 'GET /a|\r\nX: y', `GET /a\r\n${line}\r\nX: y`],
  ] as const) {
    it(`Insert Bearer Header puts the header on a line of its own in the request of an .http file: ${name}`, () => {
      assert.equal(request(before), after);
    });
  }

  it('Insert Bearer Header puts the header below the last header if the cursor is above the request line', () => {
    const text = inserted('# note|\nGET /a\nX: y', 'http', { requestLine: 1 });
    assert.equal(text, `# note\nGET /a\nX: y\n${line}`);
  });

  it('Insert Bearer Header replaces a line of spaces outside a request, but not an Authorization header below the cursor', () => {
    assert.equal(inserted('a\n  |\nb', 'http'), `a\n${line}\nb`);
    assert.equal(inserted('|\nAuthorization: x', 'http'), `${line}\nAuthorization: x`);
  });

  it('Insert Bearer Header puts the header on a blank line outside a request', () => {
    assert.equal(inserted('a\n|\nb', 'http'), `a\n${line}\nb`);
    assert.equal(inserted('|', 'plaintext', { fileName: 'x.http' }), line);
  });
});

describe('inserting a header into JSON', () => {
  const member = `"Authorization": "Bearer \${env:${variable}}"`;
  for (const [name, marked] of [
    ['an empty file', '|'],
    ['an empty object', '{|}'],
    ['the start of an object', '{ | "a": 1 }'],
    ['the end of an object', '{ "a": 1 | }'],
    ['the middle of an object', '{ "a": 1, | "b": [2] }'],
    ['the end of a line', '{\n  "a": { "b": "}" }|\n}'],
    ['a file with only an empty line', '\n|'],
    ['an object in a list', '["a", { "b": 1 | }]'],
    ['below a list', '{ "a": [1] | }'],
    ['behind a text with an escaped quote and a bracket', '{ "a": "\\"x[" | }'],
    ['an object within', '{ "headers": {|}, "b": true }'],
  ] as const) {
    it(`Insert Bearer Header keeps JSON valid with the cursor in this place: ${name}`, () => {
      const text = inserted(marked, 'json');
      assert.ok(text.includes(member), text);
      assert.doesNotThrow(() => JSON.parse(text) as unknown, text);
    });
  }

  it('Insert Bearer Header adds no comma behind the header at the end of the text', () => {
    assert.equal(inserted('{ "a": 1|', 'json'), `{ "a": 1, ${member}`);
  });

  for (const marked of ['[|]', '[1 |]', '[{"a": 1}, |]', '[| 1]', '{"a": |}', '{"a": | "b": 2}']) {
    it(`Insert Bearer Header inserts an object where JSON expects a value: ${marked}`, () => {
      const text = inserted(marked, 'json');
      assert.ok(text.includes(`{ ${member} }`), text);
      assert.doesNotThrow(() => JSON.parse(text) as unknown, text);
    });
  }

  it('Insert Bearer Header adds no commas outside all brackets', () => {
    assert.equal(inserted('a |\nb', 'json'), `a { ${member} }\nb`);
  });

  it('Insert Bearer Header keeps JSON with comments valid', () => {
    const errors: ParseError[] = [];
    parseJsonc(inserted('{ // one\n "a": 1|\n}', 'jsonc'), errors);
    assert.deepEqual(errors, []);
  });

  for (const [what, marked] of [
    ['a closing bracket in a comment on one line', '{ // a }\n "a": 1 | }'],
    ['closing brackets in a comment on several lines', '{ /* }\n } */ "a": 1 | }'],
    ['only a comment before the cursor', '{ /* a */ | }'],
    ['two slashes in the text before the cursor', '{ "a": "b://c" | }'],
    ['a colon in the text before the cursor', '{ "a": "b:c" | }'],
  ] as const) {
    it(`Insert Bearer Header adds a member to an object in JSON with comments if it has ${what}`, () => {
      const errors: ParseError[] = [];
      const members = parseJsonc(inserted(marked, 'jsonc'), errors) as object;
      const others = parseJsonc(marked.replace('|', '')) as object;
      assert.deepEqual(members, { ...others, Authorization: `Bearer \${env:${variable}}` });
      assert.deepEqual(errors, []);
    });
  }

  it('Insert Bearer Header ignores the brackets in the comment that contains the cursor', () => {
    const text = inserted('{ "a": 1, /* } | */ "b": 2 }', 'jsonc');
    assert.equal(text, `{ "a": 1, /* }  */${member}, "b": 2 }`);
  });

  it('Insert Bearer Header reads a text of JSON without its closing quote to the end of the line', () => {
    assert.equal(inserted('{ "a": "}\n| }', 'json'), `{ "a": "}\n, ${member} }`);
  });

  it('Insert Bearer Header writes the variable as {{$processEnv …}} in the file http-client.env.json', () => {
    const text = inserted('{ "dev": {"a": 1|} }', 'json', { fileName: '/w/http-client.env.json' });
    assert.deepEqual(JSON.parse(text), {
      dev: { a: 1, Authorization: `Bearer {{$processEnv ${variable}}}` },
    });
  });
});

describe('inserting a header into JavaScript', () => {
  for (const [what, marked] of [
    ['a comment on one line', '({ // a }\n a: 1 | })'],
    ['a comment on several lines', '({ /* a\n } */ a: 1 | })'],
    ['a text in single quotes', `({ a: 'b}' | })`],
    ['a text in double quotes', '({ a: "b}" | })'],
    ['a template', '({ a: `b\n}` | })'],
  ] as const) {
    it(`Insert Bearer Header adds a member to an object in JavaScript if ${what} contains a closing bracket`, () => {
      const names = { process: { env: { [variable]: 'token' } } };
      const members = runInNewContext(inserted(marked, 'javascript'), names) as object;
      const others = runInNewContext(marked.replace('|', '')) as object;
      assert.deepEqual({ ...members }, { ...others, Authorization: 'Bearer token' });
    });
  }
});

describe('inserting a header into Python', () => {
  const entry = `"Authorization": f"Bearer {os.environ['${variable}']}"`;

  it('Insert Bearer Header adds the import in Python below the shebang, the docstring and the __future__ import', () => {
    const head =
      '#!/usr/bin/env python3\n"""What it does.\n\nMore.\n"""\nfrom __future__ import annotations\n';
    assert.equal(
      inserted(`${head}import requests\nh = {|}\n`, 'python'),
      `${head}import os\nimport requests\nh = {${entry}}\n`,
    );
  });

  for (const [what, head] of [
    ['a docstring on one line', '"""One line."""\n'],
    ['a docstring that ends behind a word', '"""What it does.\n\nMore."""\n'],
    ['a docstring whose last line is indented', '"""What it does.\n   """  \n'],
    ['a raw docstring', 'r"""What it does.\n"""\n'],
    ['a docstring in single quotes', "'''What it does.\n'''\n"],
    ['a blank line', '"""One line."""\n\n'],
    ['an indented comment', '  # note\n'],
    ['a docstring in quotes for one line', '"One line."\n'],
    ['a docstring of two texts', '"One" "line."\n'],
    ['a docstring with backslashes', '"""a \\""" b \\\nc"""\n'],
    ['a docstring with backslashes in single quotes', "'''a \\''' b \\\nc'''\n"],
    ['an import from __future__ with more blanks', 'from  __future__\t import annotations\n'],
    ['an import from __future__ with a comment', 'from __future__ import annotations  # why\n'],
    [
      'an import from __future__ with a continued line',
      'from __future__ import annotations, \\\n    division\n',
    ],
    [
      'an import from __future__ on several lines',
      'from __future__ import (\n    annotations,\n)\n',
    ],
  ] as const) {
    it(`Insert Bearer Header adds the import in Python below ${what}`, () => {
      const text = inserted(`${head}import requests\nh = {|}\n`, 'python');
      assert.equal(text, `${head}import os\nimport requests\nh = {${entry}}\n`);
    });
  }

  it('Insert Bearer Header adds the import in Python above a text of several lines', () => {
    const text = inserted('a = """\nb\n"""\nh = {|}\n', 'python');
    assert.equal(text, `import os\na = """\nb\n"""\nh = {${entry}}\n`);
  });

  for (const [text, added] of [
    ['', 'import os\n'],
    ['# a\n', 'import os\n'],
    ['# a', '\nimport os\n'],
    ['"One" "line."', '\nimport os\n'],
    ['from __future__ import annotations', '\nimport os\n'],
  ] as const) {
    it(`Insert Bearer Header adds ${JSON.stringify(added)} at the end of the Python text ${JSON.stringify(text)}`, () => {
      const target = { languageId: 'python', fileName: '', text, start: 0, end: 0 };
      const [edit] = insertHeader(target);
      assert.deepEqual(edit, { start: text.length, end: text.length, text: added });
    });
  }

  for (const other of ['def f():\n    import os\n', 'assert os\n']) {
    it(`Insert Bearer Header adds the import of os if the Python file has only ${JSON.stringify(other)}`, () => {
      assert.equal(inserted(`${other}h = {|}`, 'python'), `import os\n${other}h = {${entry}}`);
    });
  }

  it('Insert Bearer Header adds the import of os in Python if only a text contains it, or a line below', () => {
    for (const text of [
      's = """\nimport os\n"""\nh = {|}\n',
      's = "a"\nt = """\nimport os\n"""\nh = {|}\n',
      'h = {|}\nimport os\n',
    ]) {
      assert.match(inserted(text, 'python'), /^import os\n/);
    }
  });

  for (const quotes of ['"""', "'''"]) {
    it(`Insert Bearer Header adds the import of os in Python if only the text in ${quotes} that contains the cursor has this import`, () => {
      const text = inserted(`${quotes}\nimport os\nh = {|}\n${quotes}\n`, 'python');
      assert.ok(text.endsWith(`\n${quotes}\nimport os\n`), text);
    });
  }

  for (const [what, before] of [
    ['the quotes in a comment', `# don't\nh = {"a": 1`],
    ['the brackets in a comment', 'h = {  # }\n  "a": 1'],
    ['the hash sign in a text', 'h = {"a": "#1"'],
    ['the bracket in a text in single quotes', `h = {"a": 'b}'`],
    ['the bracket in a text without its closing quote', `h = {"a": '}\n`],
  ] as const) {
    it(`Insert Bearer Header ignores ${what} of Python`, () => {
      const text = inserted(`import os\n${before}|}`, 'python');
      assert.equal(text, `import os\n${before}, ${entry}}`);
    });
  }

  for (const present of [
    'import os\n',
    'import sys, os\n',
    'import os, requests\n',
    'import os  # why\n',
  ]) {
    it(`Insert Bearer Header adds no import of os if the Python file has ${JSON.stringify(present)}`, () => {
      assert.equal(inserted(`${present}h = {|}`, 'python'), `${present}h = {${entry}}`);
    });
  }

  it('Insert Bearer Header adds the import of os in Python even if another imported module’s name begins with os', () => {
    assert.match(inserted('import ossaudiodev\nh = {|}', 'python'), /^import os\n/);
  });
});

/** Places in programs at which a value or a statement is expected. */
const values: readonly (readonly [grammar: string, marked: string])[] = [
  ['javascript', 'const h = |;'],
  ['javascript', 'fetch(u, |)'],
  ['javascript', 'fetch(u |)'],
  ['javascript', 'fetch(u, { headers: | });'],
  ['javascript', 'function f() {\n  const a = 1;\n  |\n}'],
  ['typescript', 'const h = {};\n|'],
  ['python', 'h = |\n'],
  ['python', 'r = get(u, headers=|)\n'],
  ['python', 'r = get(u |)\n'],
  ['python', 'h = {"a": |}\n'],
  ['python', 't = (u, |)\n'],
  ['python', 'h.update(|)\n'],
  ['python', 'r = get(u)[0](a, |)\n'],
  ['javascript', 'if (a, |) b();'],
  ['javascript', 'f(a, b => |);'],
  ['python', 'def f():\n    x = 1\n    |\n'],
];

/** Each language's grammar, and a program in which the inserted text must be valid. */
const programs: Readonly<Record<string, readonly [grammar: string, marked: string]>> = {
  java: ['java', 'class A { void a() { var r = HttpRequest.newBuilder()|.build(); } }'],
  csharp: ['c-sharp', 'class A { void B() { | } }'],
  go: ['go', 'package main\n\nfunc main() {\n\t|\n}\n'],
  php: ['php', '<?php $headers = [|];'],
  ruby: ['ruby', 'headers = { | }'],
  r: ['r', 'httr::GET(url, |)'],
  powershell: ['powershell', '$headers = @{ | }'],
  python: ['python', 'headers = {|}\n'],
  typescript: ['typescript', 'const headers = { | };'],
  javascript: ['javascript', "fetch(url, { headers: { 'a': 'b' | } });"],
  shellscript: ['bash', 'curl | https://a.test'],
};

describe('inserting a header into a program', () => {
  before(() => TreeSitter.Parser.init());

  const wasmOf = (grammar: string): string =>
    require.resolve(
      grammar === 'r'
        ? '@eagleoutice/tree-sitter-r/tree-sitter-r.wasm'
        : `@vscode/tree-sitter-wasm/wasm/tree-sitter-${grammar}.wasm`,
    );

  for (const [grammar, marked] of values) {
    it(`Insert Bearer Header inserts a valid object outside an object in ${grammar}: ${JSON.stringify(marked)}`, async () => {
      const parser = new TreeSitter.Parser();
      parser.setLanguage(await TreeSitter.Language.load(wasmOf(grammar)));
      const text = inserted(marked, grammar);
      assert.match(text, /\{ "?Authorization"?: .* \}/);
      assert.equal(parser.parse(text)?.rootNode.hasError, false, text);
    });
  }

  for (const [languageId, [grammar, marked]] of Object.entries(programs)) {
    it(`Insert Bearer Header inserts a text that is valid in ${languageId}, by the grammar of the language`, async () => {
      const parser = new TreeSitter.Parser();
      parser.setLanguage(await TreeSitter.Language.load(wasmOf(grammar)));
      const hasError = (text: string): boolean | undefined => parser.parse(text)?.rootNode.hasError;
      const text = inserted(marked, languageId);
      assert.ok(text.includes(variable));
      assert.equal(hasError(text), false, text);
      // The grammar detects an invalid text.
      assert.equal(hasError(text.replace(variable, `"'${variable}(`)), true);
      parser.delete();
    });
  }

  it('Insert Bearer Header adds the variable AUTHORIZATION, with a quoted value, on a new line of a .env file', () => {
    const text = inserted('A=1|\n', 'dotenv', { fileName: '/w/.env' });
    assert.equal(text, `A=1\nAUTHORIZATION="Bearer \${${variable}}"\n`);
  });

  it('Insert Bearer Header inserts Authorization: Bearer $ISOGEO_ACCESS_TOKEN in Markdown and in unknown languages', () => {
    for (const id of ['markdown', 'constructor', '__proto__']) {
      assert.equal(headerFormFor(id, 'a.txt').text, `Authorization: Bearer $${variable}`);
    }
  });
});

describe('running a program with an inserted header', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await startSandbox();
  });
  after(() => sandbox.stop());

  it(
    'a cURL, Python or JavaScript program or .http request with an inserted header gets the status 200 when it runs',
    { skip: needs('bash', 'python') },
    async () => {
      const [application] = sandbox.applications;
      assert.ok(application);
      const basic = Buffer.from(`${application.clientId}:${application.clientSecret}`);
      const answer = await fetch(`${sandbox.origin}/oauth/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${basic.toString('base64')}` },
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      });
      const { access_token: token } = (await answer.json()) as { access_token: string };
      const address = `${sandbox.origin}/shares`;
      const python = (rest: string) =>
        inserted(
          `import requests\nresponse = requests.get("${address}"${rest})\nprint(response.status_code, response.text)`,
          'python',
        );
      const javascript = (rest: string) =>
        inserted(
          `const response = await fetch('${address}'${rest});\nconsole.log(response.status, await response.text());`,
          'typescript',
        );
      const texts = {
        curl: [inserted(`curl | ${address}`, 'shellscript')],
        // As an argument alone, the header would be a parameter of the address.
        python: [', headers={|}', ', headers=|', ', |', '|', ', timeout=9|', ',\n  |\n'].map(
          python,
        ),
        javascript: [', { headers: {|} }', ', { headers: | }', ', |', '|', ' |'].map(javascript),
        http: [inserted(`GET ${address}|`, 'http', { requestLine: 0 })],
      };
      const env = { ...process.env, [variable]: token };
      for (const language of ['curl', 'python', 'javascript', 'http'] as const) {
        const results = await runPrograms(language, texts[language], env);
        assert.deepEqual(
          results.map(({ status }) => status),
          texts[language].map(() => 200),
          language,
        );
      }
    },
  );
});
