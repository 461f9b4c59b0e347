import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { isogeoPlatforms, type PlatformAddresses } from '../../src/core/platform/endpoints.ts';
import { readRequestText, sectionIndexAt } from '../../src/core/requests/file/requestDocument.ts';
import { basesOf } from '../../src/core/requests/help/target.ts';
import { cases } from './cases.ts';
import {
  Circle,
  fileText,
  referenceText,
  written,
  type File,
  type Value,
} from './referenceScope.ts';

const { prod } = isogeoPlatforms;
const onPremises: PlatformAddresses = {
  api: 'https://gis.example.org/isogeo/api/v1',
  identity: 'https://gis.example.org/isogeo/id',
};

const names = ['a', 'b', 'host'];
const name = fc.constantFrom(...names).map((each) => ({ name: each }));
const text = (...texts: readonly string[]) =>
  fc.constantFrom(...texts).map((each) => ({ text: each }));
const start = text(
  prod.api,
  prod.identity,
  onPremises.api,
  'https://other.example',
  'https://',
  '',
);
const part = fc.oneof(
  name,
  fc.constantFrom({ env: 'ISOGEO_API_URL' }, { env: 'OTHER' }),
  text('/', '?', 'v1.api.isogeo.com', '/isogeo/api/v1', 'shares', '/resources/search?q=1', '?q=/x'),
);
const value: fc.Arbitrary<Value> = fc.oneof(
  start.map((each) => [each]),
  fc
    .tuple(fc.oneof(start, name), fc.array(part, { maxLength: 3 }))
    .map(([first, more]) => [first, ...more]),
);
const target: fc.Arbitrary<Value> = fc
  .tuple(fc.oneof(start, name, text('/shares')), fc.array(part, { maxLength: 4 }))
  .map(([first, more]) => [first, ...more]);

/** The beginnings of the target before a slash or question mark, and the whole target. */
function beginnings(pieces: Value): readonly Value[] {
  const all = pieces.flatMap((piece, index) =>
    'text' in piece
      ? [...piece.text.matchAll(/[/?]/g)].map((sign) => [
          ...pieces.slice(0, index),
          { text: piece.text.slice(0, sign.index) },
        ])
      : [],
  );
  return [...all, pieces];
}

/** The servers at each beginning of the target, with its length. */
function expected(file: File, addresses: PlatformAddresses, pieces: Value): readonly string[] {
  const host = written(pieces).startsWith('/') ? [{ name: 'host' }] : [];
  const found = beginnings(pieces).flatMap((beginning) => {
    const known = referenceText(file, new Map(), [...host, ...beginning])
      .replaceAll('⟨ISOGEO_API_URL⟩', addresses.api)
      .replace(/\/+$/, '');
    return (['api', 'identity'] as const)
      .filter((server) => addresses[server] === known)
      .map((server) => `${server} ${written(beginning).length}`);
  });
  return [...new Set(found)];
}

it('the base addresses in the target of a request end where the address of a server ends, before the path and the query', () => {
  let count = 0;
  fc.assert(
    fc.property(
      fc.array(fc.record({ name: fc.constantFrom(...names), value }), { maxLength: 4 }),
      target,
      fc.constantFrom(prod, onPremises),
      (definitions, pieces, addresses) => {
        const section = { prompts: [], above: definitions, hasRequest: true, below: [] };
        const file: File = {
          sections: [section],
          environment: new Map(),
          shared: new Map(),
          at: 0,
        };
        const { text: all, line } = fileText(file);
        const document = readRequestText(
          all.replace('GET https://a.test/', `GET ${written(pieces)}`),
        );
        const index = sectionIndexAt(document, line);
        if (document.sections[index]?.request?.ok !== true) return;
        let wanted: readonly string[];
        try {
          wanted = expected(file, addresses, pieces);
        } catch (error) {
          if (error instanceof Circle) return;
          throw error;
        }
        const bases = basesOf(document, index, addresses).filter(({ isOwn }) => isOwn);
        const found = bases.map(({ server, end }) => `${server} ${end}`);
        assert.deepEqual(found.toSorted(), wanted.toSorted(), document.lines.join('\n'));
        count += wanted.length;
      },
    ),
    cases,
  );
  assert.ok(count > cases.numRuns / 20, `${count} base addresses`);
});
