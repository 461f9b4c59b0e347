/** A text on one line; without its second quote, it ends with the line. */
const short = /"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?/.source;
const long = /"""(?:\\[\s\S]|[^\\])*?(?:"""|$)|'''(?:\\[\s\S]|[^\\])*?(?:'''|$)/.source;
const pythonText = `${long}|${short}`;

/** A comment, a text or a word; `start` is included, `end` isn't. */
export interface CodeToken {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

function tokensWith(comment: string, text: string, word = '[^\\s"\'`#{}()[\\],]'): RegExp {
  return new RegExp(`(${comment})|${text}|${word}+|\\S`, 'g');
}

/** The limits keep the time linear. */
const regularExpression =
  /\/(?<=[(,=:[!&|?;>]\s*\/)(?:\\.|\[(?:\\.|[^\]\\\n]){0,99}\]|[^/\\[\n]){1,99}\//.source;

/** Comments are the first group. */
const patterns = {
  python: tokensWith('#[^\\r\\n]*', pythonText),
  /** A number sign within a word begins no comment. */
  shell: tokensWith('(?<!\\S)#[^\\r\\n]*', short, '[^\\s"\'`{}()[\\],]'),
  script: tokensWith(
    /\/\/.*|\/\*[\s\S]*?(?:\*\/|$)/.source,
    `${/`(?:\\[\s\S]|[^`\\])*`?/.source}|${regularExpression}|${short}`,
    '[^\\s"\'`#/{}()[\\],]',
  ),
  words: /(?<!\w)\w+/g,
} as const;

/** The syntax of comments and texts. */
export type Syntax = keyof typeof patterns;

/** Where code can be inserted. */
interface CodePlace {
  readonly start: number;
  readonly end: number;
  /** The code before the start, without comments. */
  readonly before: readonly CodeToken[];
  /** The first code behind the end. */
  readonly next: CodeToken | undefined;
  /** The start is the end of a comment that ends with its line. */
  readonly isNote: boolean;
}

/**
 * The place of a selection. If a comment contains its start, the place is behind the comment. A cursor in a
 * word or in a text on one line is moved too.
 */
export function codeAround(
  syntax: Syntax,
  text: string,
  selection: { readonly start: number; readonly end: number },
): CodePlace {
  let { start, end } = selection;
  // Behind the sign that continues a line, no text is allowed.
  if (start === end && /^[\\^]\r?\n/.test(text.slice(start - 1, start + 2))) end = start -= 1;
  let isNote = false;
  const before: CodeToken[] = [];
  for (const found of text.matchAll(patterns[syntax])) {
    const { index } = found;
    const [written, comment] = found;
    const token = { text: written, start: index, end: index + written.length };
    if (index < start) {
      const isLine = comment?.startsWith('/*') === false;
      if (
        token.end >= start &&
        (comment !== undefined || (start === end && !written.includes('\n')))
      ) {
        [start, end, isNote] = [token.end, Math.max(end, token.end), isLine];
      }
      if (comment === undefined) before.push(token);
    } else if (index >= end && comment === undefined) {
      return { start, end, before, next: token, isNote };
    }
  }
  return { start, end, before, next: undefined, isNote };
}

/** Python code without its comments and texts. */
export function withoutTexts(code: string): string {
  return code.replace(new RegExp(`#[^\\n]*|${pythonText}`, 'g'), '');
}

const empty = /[^\S\n]*(?:#[^\n]*)?(?:\n|$)/.source;
const future =
  /from[ \t]+__future__[ \t]+import\b(?:[^\n\\(#]|\\\r?\n|\([^)]*\))*(?:#[^\n]*)?(?:\n|$)/.source;
const comments = new RegExp(`(?:${empty})*`, 'y');
const docstring = new RegExp(`[rRuU]?(?:${pythonText})[^\\n]*\\n?`, 'y');
const imports = new RegExp(`(?:${empty}|${future})*`, 'y');

/** The start of the first Python statement that isn't the docstring or an import from `__future__`. */
export function startOfCode(code: string): number {
  return endOf(imports, code, endOf(docstring, code, endOf(comments, code, 0)));
}

/** The start of the first line at or below an offset at the end of a line that is neither blank nor a comment. */
export function lineBelow(code: string, at: number): number {
  return endOf(comments, code, at);
}

function endOf(pattern: RegExp, code: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(code) ? pattern.lastIndex : at;
}
