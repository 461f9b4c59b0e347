import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { oneLine, plainName, quoted } from '../../../../src/core/text/plainText.ts';
import { character } from '../../../fuzz/cases.ts';

describe('plain names', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['My application', 'My application'],
    ['  a \t\r\n b  ', 'a b'],
    ['a\u0000b\u0085c', 'a b c'],
    // Direction marks and similar characters can make one name look like another.
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
    it(`the name ${JSON.stringify(name).slice(0, 40)} is shown as ${JSON.stringify(plain ?? null).slice(0, 40)}`, () => {
      assert.equal(plainName(name), plain);
    });
  }

  it('a shown name has one line of at most 80 characters without invisible ones, and cleaning it again changes nothing', () => {
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

describe('one line of text', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    [
      'accents, Chinese and emoji stay, and spaces around the text are removed',
      ' Ville de\u00a0Besançon 漢😀 ',
      'Ville de\u00a0Besançon 漢😀',
    ],
    [
      'line ends of six kinds become a space',
      'a\nb\r\nc\u0085d\u2028e\u2029f\u000bg',
      'a b c d e f g',
    ],
    [
      'characters that change the direction of the text become a space',
      'a\u202egnp.exe\u2066b',
      'a gnp.exe b',
    ],
    ['invisible tag characters become a space', 'a\u{e0041}\u{e0000}\u{e01ef}b', 'a b'],
    [
      'characters without width become a space',
      'a\u200bb\u2060c\ufeffd\u00ade\u3164f',
      'a b c d e f',
    ],
    ['half of a surrogate pair becomes a replacement character', 'a\ud800b', 'a\ufffdb'],
    ['a longer text is cut at 200 characters', 'x'.repeat(10_000), `${'x'.repeat(199)}…`],
    [
      'a longer text of emoji is cut at 200 characters, not at 200 UTF-16 units',
      '😀'.repeat(201),
      `${'😀'.repeat(199)}…`,
    ],
    ['200 emoji aren’t cut', '😀'.repeat(200), '😀'.repeat(200)],
  ];
  for (const [title, text, line] of cases) {
    it(`text from outside on one line: ${title}`, () => {
      assert.equal(oneLine(text), line);
    });
  }

  it('a shown text has one line of at most 200 characters without invisible ones, and cleaning it again changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 500 }), (text) => {
        const line = oneLine(text);
        assert.ok(Array.from(line).length <= 200);
        assert.doesNotMatch(line, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u{e0000}-\u{e0fff}]/u);
        assert.equal(oneLine(line), line);
      }),
    );
  });
});

it('invisible characters in a shown JSON value are written as Unicode escapes with four digits', () => {
  assert.equal(quoted('a\u200b\u00ad\u{e0041}'), '"a\\u200b\\u00ad\\udb40\\udc41"');
});

it('a shown JSON string contains no invisible characters, and still means the same text', () => {
  fc.assert(
    fc.property(fc.string({ unit: character, maxLength: 100 }), (text) => {
      assert.doesNotMatch(quoted(text), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u{e0000}-\u{e0fff}]/u);
      assert.equal(JSON.parse(quoted(text)), text);
    }),
  );
});
