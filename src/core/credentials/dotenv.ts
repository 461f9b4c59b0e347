import { locatorOf, type Position } from '../text/position.ts';
import { type Parsed } from './fields.ts';
import { failed, success } from '../result.ts';

/** A variable and its place in the file; a variable of a process has no place. */
export interface DotenvVariable {
  readonly value: string;
  readonly position?: Position;
}

export type DotenvVariables = ReadonlyMap<string, DotenvVariable>;

/** The expressions of python-dotenv's `parser.py`; each starts at a given place and never rescans. */
const grammar = {
  space: /\s*/y,
  start: /(?:export[^\S\r\n]+)?/y,
  key: /'([^']+)'|([^=#\s]+)/y,
  equals: /[^\S\r\n]*=[^\S\r\n]*/y,
  unquoted: /[^\r\n]*/y,
  end: /[^\S\r\n]*(?:#[^\r\n]*)?(?:\r\n|\r|\n|$)/y,
  restOfLine: /[^\r\n]*(?:\r\n|\r|\n|$)/y,
} as const;

/** References inside values could grow without end; every real value is shorter. */
export const longestExpansion = 8 * 1024;

/**
 * The variables of a `.env` file, read as python-dotenv does: quotes and their escapes, `export`, comments,
 * and the last one of two equal names. `${NAME}` is replaced if the file has set that name above, or gives a
 * default. An unreadable line is an error if it would set one of the variables in `ours`; other unreadable
 * lines are skipped.
 */
export function readDotenv(text: string, ours: (name: string) => boolean): Parsed<DotenvVariables> {
  const locate = locatorOf(text);
  const variables = new Map<string, DotenvVariable>();
  const expand = expander(variables);
  const reader = new Reader(text);
  for (;;) {
    reader.take(grammar.space);
    if (reader.isAtEnd) return success(variables);
    reader.take(grammar.start);
    const keyMatch = reader.take(grammar.key);
    const key = keyMatch?.[1] ?? keyMatch?.[2] ?? '';
    const hasValue = reader.take(grammar.equals) !== undefined;
    const position = locate(reader.offset);
    const quote = hasValue ? reader.quote() : undefined;
    const value = hasValue ? valueAt(reader, quote) : '';
    const end = locate(reader.offset);
    if (value !== undefined && reader.take(grammar.end)) {
      variables.set(key, { value: expand(value), position });
    } else if (ours(key)) {
      if (value === undefined) {
        return failed({ kind: 'syntax', expected: 'closing-quote', position: end });
      }
      return quote === undefined
        ? failed({ kind: 'syntax', expected: 'equals-sign', position: end })
        : failed({ kind: 'text-after-quote', position: end });
    } else {
      reader.take(grammar.restOfLine);
    }
  }
}

class Reader {
  readonly #text: string;
  offset = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.offset >= this.#text.length;
  }

  take(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.offset;
    const match = expression.exec(this.#text) ?? undefined;
    if (match) this.offset = expression.lastIndex;
    return match;
  }

  quote(): "'" | '"' | undefined {
    const first = this.#text[this.offset];
    return first === "'" || first === '"' ? first : undefined;
  }

  /**
   * The text between this quote and the next one without a backslash. If every later quote has a backslash,
   * the last of them closes the text. `undefined`, without moving, if no other quote follows.
   */
  quoted(quote: string): string | undefined {
    const start = this.offset + 1;
    let end = this.#text.indexOf(quote, start);
    let last = end;
    while (this.#text[end - 1] === '\\') {
      last = end;
      end = this.#text.indexOf(quote, end + 1);
    }
    const close = end < 0 ? last : end;
    if (close < 0) return undefined;
    this.offset = close + 1;
    return this.#text.slice(start, close);
  }
}

/** `undefined` if a quote isn't closed. */
function valueAt(reader: Reader, quote: "'" | '"' | undefined): string | undefined {
  if (quote === "'") return reader.quoted(quote)?.replace(/\\([\\'])/g, '$1');
  if (quote === '"') {
    // The letter after a backslash means a control character. No value may contain one, so all letters map to
    // one.
    return reader
      .quoted(quote)
      ?.replace(/\\([\\'"abfnrtv])/g, (_, sign: string) => (/\w/.test(sign) ? '\n' : sign));
  }
  const line = reader.take(grammar.unquoted)?.[0] ?? '';
  const comment = /(?<!\s)\s+#/.exec(line);
  return line.slice(0, comment?.index).trimEnd();
}

/** Replaces references to variables, up to a limit for the whole file. */
function expander(variables: DotenvVariables): (value: string) => string {
  let added = 0;
  return (value) =>
    value.replace(
      /\$\{([^}:$]+)(?::-([^}$]*))?\}/g,
      (whole, name: string, fallback: string | undefined) => {
        const put = variables.get(name)?.value ?? fallback ?? whole;
        if (added + put.length > longestExpansion) return whole;
        added += put.length;
        return put;
      },
    );
}
