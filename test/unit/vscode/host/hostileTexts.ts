import fc from 'fast-check';
import { character } from '../../../fuzz/cases.ts';

/** Pieces with a meaning in one of the grammars, between characters of any kind. */
const pieces = [
  ...['[', ']', '](', '(', ')', '<', '>', '!', '!['],
  ...['command:isogeo.signOut', 'https://evil.test/x', 'http://a', 'file:///etc', 'www.evil.test'],
  ...['evil.test', 'user@evil.test', 'mailto:a@b.test', '//evil.test', 'ftp://a.test'],
  ...['$(', '$(check)', '\\$(check)', '\\\\$(sync~spin)', '~spin', '$'],
  ...['\\', '`', '```', '*', '**', '_', '~~', '&lt;', '&#36;', '&', '"', "'", '|', '^', '='],
  ...['# ', '- ', '+ ', '1. ', '1) ', '---', '===', '> ', '    ', '\t'],
  ...['\n', '\r', '\u0085', '\u2028', '\u2029', '\u202e', '\u2066', '\u{e0041}', '\u200b'],
  ...['<img src=x onerror=alert(1)>', '<https://evil.test>', ' "title"', 'a', 'B', '0', ' '],
];

/** Texts that an attacker could put into a file name, a certificate or an answer. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...pieces) }, character), {
    maxLength: 30,
  })
  .map((parts) => parts.join(''));
