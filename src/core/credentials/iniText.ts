import type { CredentialsProblem } from '../failure.ts';
import { linesOf, type Position } from '../text/position.ts';
import { type Field, type Parsed } from './fields.ts';
import { failed, success } from '../result.ts';

/** A key with its value, as written. */
export interface IniEntry extends Field {
  readonly value: string;
  /** The place where the value continues on a second line, if it does. */
  readonly continuation?: Position;
}

export interface IniSection {
  readonly position: Position;
  /** Keyed in lower case, as in configparser. */
  readonly entries: ReadonlyMap<string, IniEntry>;
  /** The first problem of the section, which matters only if the section is used. */
  readonly problem?: CredentialsProblem;
}

interface OpenSection {
  readonly position: Position;
  readonly entries: Map<string, IniEntry & { continuation?: Position }>;
  problem?: CredentialsProblem;
}

/**
 * The sections of an INI file by the rules of Python's configparser: comments on lines of their own, the first
 * `=` or `:` as the separator, and continued values. A line that is indented deeper than the key above
 * continues its value, even if it looks like a key or a section. One pass, in time proportional to the text.
 */
export function readIniSections(text: string): Parsed<ReadonlyMap<string, IniSection>> {
  const sections = new Map<string, OpenSection>();
  let section: OpenSection | undefined;
  let last: string | undefined;
  let lastIndent = 0;

  for (const [index, line] of linesOf(text).entries()) {
    const content = strip(line);
    if (content === '' || content.startsWith('#') || content.startsWith(';')) continue;
    const indent = indentOf(line);
    const at = (column: number): Position => ({ line: index + 1, column });
    const position = at(indent + 1);

    if (section && last !== undefined && indent > lastIndent) {
      const entry = section.entries.get(last);
      if (entry) entry.continuation ??= position;
      continue;
    }
    lastIndent = indent;
    const head = /^\[(.+)\]/s.exec(content)?.[1];
    if (head !== undefined) {
      section = opened(sections, head, position);
      last = undefined;
      continue;
    }
    if (!section) return failed({ kind: 'syntax', expected: 'section', position: at(1) });

    const sign = content.search(/[=:]/);
    const key = strip(content.slice(0, Math.max(sign, 0)));
    if (key === '') {
      section.problem ??= { kind: 'syntax', expected: 'equals-sign', position };
      if (sign === 0) last = undefined;
      continue;
    }
    last = key.toLowerCase();
    const value = strip(content.slice(sign + 1));
    const column = indent + content.length - value.length + 1;
    if (section.entries.has(last)) section.problem ??= { kind: 'duplicate', key, position };
    else section.entries.set(last, { key, value, position: at(column) });
  }
  return success(sections);
}

/** `[DEFAULT]` may be repeated, any other section not. */
function opened(sections: Map<string, OpenSection>, head: string, position: Position): OpenSection {
  const known = sections.get(head);
  if (known) {
    if (head !== 'DEFAULT') {
      known.problem ??= { kind: 'duplicate', key: `[${head}]`, position };
    }
    return known;
  }
  const created: OpenSection = { position, entries: new Map() };
  sections.set(head, created);
  return created;
}

/** The characters that Python's `str.strip` removes: unlike `trim`, U+0085 and separators, but not U+FEFF. */
const pythonSpace = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

function indentOf(line: string): number {
  let start = 0;
  while (pythonSpace.test(line.charAt(start))) start += 1;
  return start;
}

function strip(text: string): string {
  const start = indentOf(text);
  let end = text.length;
  while (pythonSpace.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}
