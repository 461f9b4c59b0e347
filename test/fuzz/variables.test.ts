import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { environmentsIn } from '../../src/core/requests/file/environments.ts';
import type { Part, Unknown } from '../../src/core/requests/file/parts.ts';
import { readRequestText, sectionAt } from '../../src/core/requests/file/requestDocument.ts';
import { Scope } from '../../src/core/requests/file/scope.ts';
import { cases } from './cases.ts';
import {
  Circle,
  fileText,
  referenceText,
  type File,
  type Section,
  type Value,
  written,
} from './referenceScope.ts';

const names = ['a', 'b', 'c', 'd', 'e'];
const name = fc.constantFrom(...names);
const piece = fc.oneof(
  { weight: 3, arbitrary: name.map((each) => ({ name: each })) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('1', 'x', 'KEY', '/', ' y ', 'é&', '%').map((text) => ({ text })),
  },
  { weight: 1, arbitrary: name.map((encoded) => ({ encoded })) },
  { weight: 1, arbitrary: fc.constantFrom('HOME', '_K').map((env) => ({ env })) },
  { weight: 1, arbitrary: name.map((named) => ({ named })) },
  { weight: 1, arbitrary: name.map((shared) => ({ shared })) },
);
/** White space at the edges of a definition is dropped, so that no value has any. */
const value: fc.Arbitrary<Value> = fc
  .array(piece, { maxLength: 4 })
  .map((pieces) =>
    pieces.map((each, index) =>
      'text' in each && (index === 0 || index === pieces.length - 1)
        ? { text: each.text.trim() }
        : each,
    ),
  );
const definitions = fc.array(fc.record({ name, value }), { maxLength: 4 });
const section: fc.Arbitrary<Section> = fc.record({
  prompts: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(name, { maxLength: 2 }) },
  ),
  above: definitions,
  hasRequest: fc.boolean(),
  below: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: definitions }),
});

const values = fc.oneof(fc.constant([]), fc.array(fc.tuple(name, value), { maxLength: 3 }));

const file: fc.Arbitrary<File> = fc
  .record({
    sections: fc.array(section, { minLength: 1, maxLength: 4 }),
    environment: values,
    shared: values,
    at: fc.nat(3),
  })
  .map(({ sections, environment, shared, at }) => {
    const index = at % sections.length;
    return {
      sections: sections.map((each, position) =>
        position === index ? { ...each, hasRequest: true } : each,
      ),
      environment: new Map(environment),
      shared: new Map(shared),
      at: index,
    };
  });

function marked(parts: readonly Part[]): string {
  return parts
    .map((part) => {
      if (typeof part === 'string') return part;
      if ('env' in part) return `⟨${part.env}⟩`;
      return `⟨${part.why === 'missing' ? '?' : '!'}${part.name}⟩`;
    })
    .join('');
}

function isMissing(part: Part): part is Unknown {
  return typeof part === 'object' && 'why' in part && part.why === 'missing';
}

const texted = (all: ReadonlyMap<string, Value>) =>
  Object.fromEntries([...all].map(([key, each]) => [key, written(each)]));

/** The text by the reference; `undefined` if a variable refers to itself. */
function expected(given: File, answers: ReadonlyMap<string, string>, text: Value) {
  try {
    return referenceText(given, answers, text);
  } catch (error) {
    if (error instanceof Circle) return undefined;
    throw error;
  }
}

it('the variables of a request file get the values that the documented rules give them, and each variable without a value is asked for once, circles included', () => {
  let [circles, asked] = [0, 0];
  fc.assert(
    fc.property(file, fc.array(value, { minLength: 1, maxLength: 3 }), (given, texts) => {
      const { text, line } = fileText(given);
      const document = readRequestText(text);
      const at = sectionAt(document, line);
      assert.equal(at.start, line);
      const environment = environmentsIn({
        setting: { $shared: texted(given.shared), dev: texted(given.environment) },
      }).variables('dev');
      const answers = new Map<string, string>();
      for (;;) {
        const scope = new Scope(document, at, { answers, environment }, 100_000);
        const parts = texts.map((each) => scope.partsOf(written(each)));
        for (const [index, each] of texts.entries()) {
          const wanted = expected(given, answers, each);
          if (wanted !== undefined) assert.equal(marked(parts[index] ?? []), wanted, text);
          else circles += 1;
        }
        const missing = parts.flat().find(isMissing);
        if (!missing) {
          // Each circle has been asked about.
          for (const each of texts)
            assert.notEqual(expected(given, answers, each), undefined, text);
          return;
        }
        const isKnown = names.includes(missing.name.replace('$shared ', ''));
        assert.ok(isKnown && !answers.has(missing.name), missing.name);
        answers.set(missing.name, `{{a}} ${missing.name}`);
        asked += 1;
      }
    }),
    cases,
  );
  process.stdout.write(`# ${circles} texts with circles, ${asked} questions\n`);
});
