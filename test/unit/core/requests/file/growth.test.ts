import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isogeoPlatforms } from '../../../../../src/core/platform/endpoints.ts';
import { clearTokensIn } from '../../../../../src/core/requests/clearToken.ts';
import { dotenvIn, environmentsIn } from '../../../../../src/core/requests/file/environments.ts';
import {
  edited,
  readDocument,
  readRequestText,
  startsIn,
  type RequestDocument,
} from '../../../../../src/core/requests/file/requestDocument.ts';
import { indexDefinitions } from '../../../../../src/core/requests/file/scope.ts';
import { finished, type Steps } from '../../../../../src/core/requests/file/steps.ts';
import { requestFor } from '../../../../../src/core/requests/file/resolve.ts';
import {
  isOfPlatform,
  placeAt,
  startsToPlatform,
  targetsIn,
} from '../../../../../src/core/requests/help/place.ts';
import { insertHeader } from '../../../../../src/core/requests/insert/insertHeader.ts';
import { writeRequest } from '../../../../../src/core/requests/languages/languages.ts';

const { prod } = isogeoPlatforms;
const given = { answers: new Map<string, string>(), environment: new Map<string, string>() };
const plain = 'POST https://v1.api.isogeo.com/x\nContent-Type: text/plain\n\n';
const form = 'POST https://x.org\nContent-Type: application/x-www-form-urlencoded\n\n';
const many = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

/** Texts of about so many lines that are meant to keep the editor busy. */
const shapes: Readonly<Record<string, (count: number) => string>> = {
  'equal headers': (count) => `GET https://x.org\n${many(count, () => 'A: b')}`,
  'equal lines of a value': (count) =>
    `GET https://x.org\nContent-Type:\n${many(count, () => '  "a",')}`,
  'equal lines of a body of GET': (count) =>
    `GET https://x.org\n\n${many(count, () => 'curl')}\n\n${many(count, () => 'a b.c')}`,
  'curl with many options': (count) => `${plain}curl ${'-H '.repeat(count * 5)}`,
  'curl with much white space': (count) => `${plain}curl -H${' '.repeat(count * 20)}x`,
  'white space after Bearer': (count) => `${plain}Bearer ${'{{ }} '.repeat(count * 5)}x`,
  'dots of a token': (count) => `POST https://x.org\n\neyJ${'a.'.repeat(count * 10)}`,
  'equal lines of a body': (count) => plain + many(count, () => 'text'),
  'equal definitions': (count) => `${many(count, () => '@a = {{a}}')}\nGET https://x.org/{{a}}`,
  'a chain of definitions': (count) =>
    `${many(count, (at) => `@a${at + 1} = {{a${at}}}`)}\nGET https://x.org/{{a${count}}}`,
  'a chain from its end': (count) =>
    `${many(count, (at) => `@a${at} = {{a${at + 1}}}`)}\nGET https://x.org/{{a0}}`,
  'a chain of indirect names': (count) =>
    `${many(count, (at) => `@a${at} = {{$processEnv %a${at + 1}}}`)}\nGET https://x.org/{{a0}}`,
  'many requests': (count) =>
    `@api = ${prod.api}\n${many(count >> 1, (at) => `###\nGET {{api}}/resources/${at}`)}`,
  'requests without separators': (count) => many(count, (at) => `GET ${prod.api}/${at}`),
  separators: (count) => many(count, () => '###'),
  comments: (count) => many(count, () => '# @name x'),
  'scripts without an end': (count) => plain + many(count, () => '{{'),
  'scripts of JetBrains without an end': (count) => plain + many(count, () => '> {%'),
  'comments without an end': (count) => plain + many(count, () => '/*'),
  'empty lines in a body': (count) => `${plain}a${'\n'.repeat(count)}b`,
  'lines for the answer': (count) => `${plain}a\n${many(count, () => '>> b')}\nc`,
  'one long line': (count) => plain + 'a'.repeat(count * 20),
  'one long name of a header': (count) => `GET https://x.org\n${'a'.repeat(count * 20)}`,
  'one long address': (count) => `GET ${prod.api}/${'a '.repeat(count * 10)}`,
  'white space': (count) => `GET ${prod.api}/${' '.repeat(count * 20)}x`,
  'white space in a form': (count) => `${form}a${' '.repeat(count * 20)}b`,
  'percent signs in a form': (count) => form + '%'.repeat(count * 20),
  'line separators of Unicode': (count) =>
    `${plain}${'\u2028'.repeat(count * 10)}${'\u0085'.repeat(count * 10)}x`,
  'line separators among headers': (count) =>
    `GET https://x.org\nA:${'\u2029'.repeat(count * 20)}x`,
  'open braces': (count) => plain + '{{'.repeat(count * 10),
  'open braces with blanks': (count) => `${plain}${'{{ '.repeat(count * 5)}}}`,
  'escaped braces': (count) => plain + '\\{\\{'.repeat(count * 5),
  variables: (count) => `@a = b\n${plain}${'{{a}}'.repeat(count * 2)}`,
  'question marks': (count) => plain + many(count, () => `?? ${'a '.repeat(10)}`),
  slashes: (count) => `GET ${prod.api}${'/'.repeat(count * 20)}`,
  GraphQL: (count) => `${plain}query {\n${many(count, () => '{')}\n\n${'['.repeat(count)}`,
};

function stepsOf(steps: Steps<unknown>): number {
  let count = 0;
  while (!steps.next().done) count += 1;
  return count;
}

const definitionsOf = ({ sections }: RequestDocument) =>
  sections.flatMap(({ definitions }) => definitions);

/** All work on a file during typing, and the copy. */
function work(text: string): void {
  const document = readRequestText(text);
  const starts = startsIn(document);
  const line = starts.at(-1) ?? 0;
  finished(startsToPlatform(document, prod));
  placeAt(document, line, 10, prod);
  finished(isOfPlatform(document, 0, 0, prod));
  clearTokensIn(document.lines[line + 1] ?? '', [], true);
  const request = requestFor(document, line, given, prod.api);
  if (!request?.ok) return;
  for (const language of ['curl', 'python', 'javascript', 'powershell', 'http'] as const) {
    writeRequest(request.value, language);
  }
}

/** The processor time of the shortest of a few runs, which other work on the machine doesn't count in. */
function timeOf(act: () => void): number {
  const times = [1, 2, 3].map(() => {
    const before = process.threadCpuUsage();
    act();
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}

/** Ten times the text may take ten times as long, with a margin; quadratic work takes a hundred times. */
function growsWithItsText(make: (count: number) => string, act = work): void {
  const [short, long] = [make(1000), make(10_000)];
  act(short);
  const limit =
    60 *
    Math.max(
      timeOf(() => {
        act(short);
      }),
      1,
    );
  const took = timeOf(() => {
    act(long);
  });
  assert.ok(took < limit, `${took} ms for ten times the text, more than ${limit} ms`);
}

describe('time to read a request file', () => {
  for (const [name, make] of Object.entries(shapes)) {
    it(`reading a request file with ${name}, and copying its last request, takes time at most proportional to the file’s length`, () => {
      growsWithItsText(make);
    });
  }

  for (const name of [
    'equal lines of a body',
    'equal definitions',
    'many requests',
    'separators',
  ]) {
    it(`work on 10,000 lines with ${name} is split into steps: reading has at least one per 300 lines, and searching at least one per section`, () => {
      const count = 10_000;
      const text = shapes[name]?.(count) ?? '';
      const document = readRequestText(text);
      const half = count >> 1;
      const edit = { start: half, end: half + 1, lines: [`${document.lines[half] ?? ''}a`] };
      assert.ok(stepsOf(readDocument(document.lines)) >= count / 300);
      assert.ok(stepsOf(indexDefinitions(document)) >= definitionsOf(document).length);
      assert.ok(stepsOf(startsToPlatform(document, prod)) >= document.sections.length);
      assert.ok(stepsOf(targetsIn(document, prod)) >= document.sections.length);
      // A file of one section is read again as a whole, any other file in part.
      const isOne = document.sections.length <= 2;
      assert.ok(stepsOf(edited(document, edit)) >= (isOne ? count / 300 : 1));
    });
  }

  for (const [name, line] of [
    ['a long word', (count: number) => `Bearer ${'a'.repeat(count)}`],
    ['dots', (count: number) => '.'.repeat(count)],
    ['short parts', (count: number) => 'a.'.repeat(count / 2)],
  ] as const) {
    it(`searching a line with ${name} for readable tokens takes time at most proportional to the line’s length`, () => {
      growsWithItsText(line, (text) => void clearTokensIn(text, [], true));
    });
  }

  for (const [name, code] of [
    ['quotes', '"'],
    ['backslashes in a text', `'\\`],
    ['comments without an end', '/*'],
    ['empty lines', '\n'],
    ['comments', '# a\n'],
    ['open brackets', '({['],
    ['regular expressions without an end', '=/['],
    ['list items', '- '],
    ['keys', 'a:'],
    ['brackets of an import', 'from __future__ import ('],
    ['continued lines', 'from __future__ import a, \\\n'],
  ] as const) {
    it(`inserting a header into a program of many ${name} takes time at most proportional to the program’s length`, () => {
      growsWithItsText(
        (count) => code.repeat(count * 5),
        (text) => {
          for (const languageId of ['python', 'javascript', 'yaml', 'shellscript', 'markdown'])
            insertHeader({ languageId, fileName: '', text, start: text.length, end: text.length });
        },
      );
    });
  }

  it('the reader of environments survives 5,000 nested objects, and needs linear time for a long .env file', () => {
    const json = `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`;
    assert.equal(environmentsIn({ json }).variables('a').size, 0);
    growsWithItsText(
      (count) => many(count, (at) => `A${at}="x`),
      (text) => void dotenvIn(text),
    );
  });

  it('a request that needs a chain of 900 variable definitions is resolved, and a chain of 10,000 is refused', () => {
    for (const name of ['a chain of definitions', 'a chain from its end']) {
      const document = readRequestText(shapes[name]?.(10_000) ?? '');
      const found = requestFor(document, document.lines.length - 1, given, prod.api);
      assert.ok(found && !found.ok);
      assert.match(found.failure.reason, /^(missing|too-long)$/);
    }
    const chain = readRequestText(`@a0 = b\n${shapes['a chain of definitions']?.(900) ?? ''}`);
    const found = requestFor(chain, chain.lines.length - 1, given, prod.api);
    assert.ok(found?.ok);
    assert.deepEqual(found.value.url, ['https://x.org/b']);
  });
});
