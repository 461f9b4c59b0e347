import { headerIn } from '../file/lines.ts';
import { isInHead, type Role } from '../file/section.ts';
import { headerFormFor } from './headerForms.ts';
import { importsFor, lineEndOf, type TextEdit } from './imports.ts';
import { memberEdit } from './memberEdit.ts';

export interface InsertionTarget {
  /** VS Code's language ID. */
  readonly languageId: string;
  readonly fileName: string;
  readonly text: string;
  /** The selection; an empty one is the cursor. */
  readonly start: number;
  readonly end: number;
  /** In a request file, the request at the cursor. */
  readonly request?: RequestLines;
}

/** The first line of a request (0-based), and the roles of this line and of those below it. */
export interface RequestLines {
  readonly first: number;
  readonly roles: readonly Role[];
}

/** The edits that insert the bearer header at the cursor, in the form that the file needs. */
export function insertHeader(target: InsertionTarget): readonly TextEdit[] {
  const { languageId, fileName, text, start } = target;
  const form = headerFormFor(languageId, fileName);
  const own =
    form.place === 'line'
      ? lineEdit(target, form.text, lineEndOf(text))
      : memberEdit(form, text, target);
  return [...importsFor(form.text, text, start), own];
}

/** In a request file: one `Authorization` line among the request's headers. Elsewhere: a line of its own. */
function lineEdit({ text, start, end, request }: InsertionTarget, header: string, eol: string) {
  const lines = placedLines(text);
  const head = request ? headOf(request, lines) : [];
  const present = head.find((line) => authorization.test(line.text));
  const isAbove = (line: Line) => line.start <= (present?.start ?? start);
  const anchor = lastOf(head, head.findLastIndex(isAbove)) ?? lines.findLast(isAbove);
  if (!anchor) return { start, end, text: header };
  const behind = anchor.start + anchor.text.length;
  if (present) return { start: present.start, end: behind, text: header };
  if (anchor.text.trim() === '') return { start: anchor.start, end: behind, text: header };
  return { start: behind, end: behind, text: eol + header };
}

const authorization = /^\s*authorization\s*:/i;

interface HeadLine extends Line {
  readonly role: Role | undefined;
}

/** The lines above the body. */
function headOf({ first, roles }: RequestLines, lines: readonly Line[]): readonly HeadLine[] {
  const end = [...roles, undefined].findIndex((role) => !isInHead(role));
  return lines.slice(first, first + end).map((line, index) => ({ ...line, role: roles[index] }));
}

/** The last line of the address or header at an index; without one (-1), the last line of the head. */
function lastOf(head: readonly HeadLine[], index: number): HeadLine | undefined {
  const lastOfTarget = head.findLastIndex(({ role }) => role === 'target');
  let last = Math.max(index < 0 ? head.length - 1 : index, lastOfTarget);
  while (isContinuation(head[last + 1])) last += 1;
  return head[last];
}

function isContinuation(line: HeadLine | undefined): boolean {
  return line?.role === 'header' && !headerIn(line.text);
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
