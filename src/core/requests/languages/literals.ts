import {
  apiVariable,
  tokenVariable,
  type EnvironmentVariable,
  type Template,
} from '../template.ts';

/**
 * The inside of a double-quoted string literal that JavaScript and Python read alike: JSON's escapes, and
 * those for characters that an editor doesn't show.
 */
export function escapeInQuotes(text: string): string {
  return JSON.stringify(text.toWellFormed())
    .slice(1, -1)
    .replace(
      /[\x7f-\x9f\u2028\u2029]/g,
      (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}

/** Python and JavaScript send one byte for each character of a header's value. */
export function asBytes(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}

/** A percent sign that begins no escape, as a pattern. */
export const loneSign = '%(?![0-9A-Fa-f]{2})';

/**
 * The characters that HTTP clients percent-encode in the values of a form, as a pattern that JavaScript, Python
 * and .NET read alike.
 */
export const encodedInForms = `[^!#-;=?-_a-z|~]+|${loneSign}`;

/** A variable of the user's, which may have any value. */
export function isOpen(part: Template[number]): part is EnvironmentVariable {
  return typeof part === 'object' && part.env !== apiVariable && part.env !== tokenVariable.env;
}
