import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { plainName, withoutIcons } from '../../../../src/core/text/plainText.ts';
import { character } from '../../../fuzz/cases.ts';

describe('a plain name', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['My application', 'My application'],
    ['  a \t\r\n b  ', 'a b'],
    ['a\u0000b\u0085c', 'a b c'],
    // Direction marks and their like can make one name look like another.
    ['a\u202eb\u2066c\u200bd\ufeffe', 'a b c d e'],
    ['a\u2028b\u00a0c', 'a b c'],
    ['Ville de Besançon 漢😀', 'Ville de Besançon 漢😀'],
    ['x'.repeat(80), 'x'.repeat(80)],
    ['x'.repeat(81), 'x'.repeat(80)],
    ['😀'.repeat(81), '😀'.repeat(80)],
    [`${'x'.repeat(79)} y`, 'x'.repeat(79)],
    ['', undefined],
    [' \u200b\n', undefined],
  ];
  for (const [name, plain] of cases) {
    it(`from ${JSON.stringify(name).slice(0, 40)} is ${JSON.stringify(plain ?? null).slice(0, 40)}`, () => {
      assert.equal(plainName(name), plain);
    });
  }

  it('is one line of at most 80 characters, and stays as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 200 }), (name) => {
        const plain = plainName(name);
        if (plain === undefined) return;
        assert.ok(plain !== '' && Array.from(plain).length <= 80);
        assert.doesNotMatch(plain, /[\p{Cc}\p{Cf}\u2028\u2029]|^\s|\s$|\s\s/u);
        assert.equal(plainName(plain), plain);
      }),
    );
  });
});

it('a text in a label shows no icon', () => {
  assert.equal(withoutIcons('$(check) a $(x) $5 (y)'), '\\$(check) a \\$(x) $5 (y)');
});
