import { headerFormFor } from './headerForms.ts';
import { startOfCode, tokensOf, withoutTexts } from './tokens.ts';

/** A change of a text; `start` is included, `end` isn't. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface InsertionTarget {
  /** VS Code's language ID. */
  readonly languageId: string;
  readonly fileName: string;
  readonly text: string;
  /** The selection; an empty one is the cursor. */
  readonly start: number;
  readonly end: number;
  /** In a request file, the first line of the request at the cursor (0-based). */
  readonly requestLine?: number;
}

/** The edits that insert the bearer header at the cursor, in the form that the file needs. */
export function insertHeader(target: InsertionTarget): readonly TextEdit[] {
  const { languageId, fileName, text, start, end } = target;
  const form = headerFormFor(languageId, fileName);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const own =
    form.place === 'line'
      ? lineEdit(target, form.text, eol)
      : { start, end, text: form.place === 'property' ? asProperty(target, form.text) : form.text };
  const needsImport = form.text.includes('os.environ[') && !importsOs(text.slice(0, start));
  return needsImport ? [importEdit(text, eol), own] : [own];
}

/** In a request file: one `Authorization` line among the request's headers. Elsewhere: a line of its own. */
function lineEdit(target: InsertionTarget, header: string, eol: string): TextEdit {
  const lines = placedLines(target.text);
  const cursor = lines.findLastIndex(({ start }) => start <= target.start);
  const first = target.requestLine ?? cursor;
  const blank = lines.findIndex(({ text }, index) => index > first && text.trim() === '');
  const afterHeaders = blank < 0 ? lines.length : blank;
  const headers = target.requestLine === undefined ? [] : lines.slice(first + 1, afterHeaders);
  const present = headers.find(({ text }) => /^\s*authorization\s*:/i.test(text));
  if (present) return replaced(present, header);
  // The request line may continue on further lines. Below the empty line, the header would become a part of
  // the body.
  const isInHeaders = cursor >= first && cursor < afterHeaders;
  const anchor =
    lines[isInHeaders ? Math.max(cursor, lastOfTarget(lines, first)) : afterHeaders - 1];
  if (!anchor) return { start: target.start, end: target.end, text: header };
  if (anchor.text.trim() === '') return replaced(anchor, header);
  const at = anchor.start + anchor.text.length;
  return { start: at, end: at, text: eol + header };
}

function replaced({ start, text }: Line, by: string): TextEdit {
  return { start, end: start + text.length, text: by };
}

/** The last line of the request's address: its path or query may continue on further lines. */
function lastOfTarget(lines: readonly Line[], first: number): number {
  let last = first;
  while (/^\s+[/?&]|^[?&]/.test(lines[last + 1]?.text ?? '')) last += 1;
  return last;
}

/**
 * Adds the commas that the neighbours need. Where a value or a statement is expected, inserts an object;
 * outside all brackets, adds no commas.
 */
function asProperty({ languageId, text, start, end }: InsertionTarget, member: string): string {
  const object = `{ ${member} }`;
  const before = tokensOf(languageId, text.slice(0, start));
  const opener = openBracket(before);
  const last = before.at(-1) ?? '';
  if (opener === undefined || last.endsWith(';')) return object;
  const [next = ''] = tokensOf(languageId, text.slice(end, end + 10_000));
  const lead = /[{[(,:=]$/.test(last) ? '' : ', ';
  const trail = /^([}\]),]|$)/.test(next) ? '' : ', ';
  const isMember = opener === '{' && !/[:=]$/.test(last);
  return lead + (isMember ? member : object) + trail;
}

/** The bracket that is open at the end. */
function openBracket(tokens: readonly string[]): string | undefined {
  const open: string[] = [];
  for (const token of tokens) {
    if (/^[{[(]$/.test(token)) open.push(token);
    else if (/^[}\])]$/.test(token)) open.pop();
  }
  return open.at(-1);
}

/** Whether the Python code imports `os`; an indented import belongs to a function. */
function importsOs(code: string): boolean {
  return [...withoutTexts(code).matchAll(/^import (.*)/gm)].some(([, names = '']) =>
    names.split(',').some((name) => name.trim() === 'os'),
  );
}

/** Inserts below the interpreter line, comments, the docstring and `__future__` imports (PEP 8, PEP 236). */
function importEdit(text: string, eol: string): TextEdit {
  const at = startOfCode(text);
  const needsBreak = at === text.length && text !== '' && !text.endsWith('\n');
  return { start: at, end: at, text: `${needsBreak ? eol : ''}import os${eol}` };
}

interface Line {
  readonly start: number;
  readonly text: string;
}

function placedLines(text: string): readonly Line[] {
  let start = 0;
  return text.split('\n').map((raw) => {
    const line = { start, text: raw.endsWith('\r') ? raw.slice(0, -1) : raw };
    start += raw.length + 1;
    return line;
  });
}
