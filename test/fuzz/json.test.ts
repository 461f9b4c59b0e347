import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { parseTree, getNodeValue, type Node, type ParseError } from 'jsonc-parser';
import { readJsonTree, type JsonNode } from '../../src/core/text/jsonText.ts';
import { cases, character } from './cases.ts';

const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(4),
  put: fc.oneof(
    fc.string({ unit: character, maxLength: 2 }),
    fc.constantFrom(...Array.from('{}[]",:\\/\n\t-+.eE0'), '', 'true', 'nul', '\\u00', '01', '//'),
  ),
});

/** JSON with blanks in several places, spoilt or not. */
const jsonText = fc
  .tuple(fc.json({ maxDepth: 4 }), fc.nat(3), fc.array(change, { maxLength: 3 }))
  .map(([json, indent, changes]) => {
    let text = JSON.stringify(JSON.parse(json), undefined, indent);
    for (const { at, length, put } of changes) {
      const offset = Math.floor(at * text.length);
      text = text.slice(0, offset) + put + text.slice(offset + length);
    }
    return text;
  });

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

it('the JSON reader accepts exactly the texts that JSON.parse accepts', () => {
  fc.assert(
    fc.property(fc.oneof(jsonText, fc.string({ unit: character })), (text) => {
      assert.equal(readJsonTree(text).ok, isJson(text));
    }),
    cases,
  );
});

/** Places and values, as both trees have them. */
function compare(text: string, node: JsonNode, theirs: Node): void {
  const { offset, end, members } = node;
  assert.deepEqual([offset, end - offset], [theirs.offset, theirs.length]);
  assert.deepEqual(JSON.parse(text.slice(offset, end)), structuredClone(getNodeValue(theirs)));
  assert.equal(members !== undefined, theirs.type === 'object');
  const properties = theirs.type === 'object' ? (theirs.children ?? []) : [];
  assert.equal(members?.length ?? 0, properties.length);
  for (const [index, { children: [key, value] = [] }] of properties.entries()) {
    const member = members?.[index];
    assert.ok(member && key && value);
    assert.deepEqual([member.key, member.offset], [key.value, key.offset]);
    compare(text, member.value, value);
  }
}

it('the JSON reader finds the same keys, values and positions as jsonc-parser', () => {
  fc.assert(
    fc.property(jsonText, (text) => {
      const outcome = readJsonTree(text);
      const errors: ParseError[] = [];
      const theirs = parseTree(text, errors, { disallowComments: true });
      if (!outcome.ok || text.includes('__proto__')) return;
      assert.ok(theirs && errors.length === 0);
      compare(text, outcome.value, theirs);
    }),
    cases,
  );
});

it('the JSON reader reads 100,000 nested arrays or objects, and refuses them if they aren’t closed', () => {
  for (const [opening, closing] of [
    ['[', ']'],
    ['{"a":', '}'],
  ] as const) {
    const deep = opening.repeat(100_000);
    assert.ok(readJsonTree(`${deep}1${closing.repeat(100_000)}`).ok);
    assert.deepEqual(readJsonTree(deep).ok, false);
  }
});
