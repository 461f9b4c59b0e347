import { failed, success, type Result } from '../../result.ts';
import type { Refusal } from './refusal.ts';
import { countWhile, linesOf } from '../../text/position.ts';
import type { Definition, Section, WrittenRequest } from './section.ts';
import { readSection } from './sectionReader.ts';
import { finished, type Steps } from './steps.ts';

/** A parsed request file. An edit parses only the sections that it touches. */
export interface RequestDocument {
  readonly lines: readonly string[];
  readonly sections: readonly Section[];
  /** The first line of each section. */
  readonly offsets: readonly number[];
  /** This object stays the same until an edit touches a definition. */
  readonly definitions: object;
}

/** A section in its document: its lines count from the start of the file. */
export interface PlacedSection {
  readonly from: number;
  /** The line after the section's last line. */
  readonly to: number;
  readonly start?: number;
  readonly section: Section;
}

/** The lines from `start` up to (not including) `end`. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
}

/** Replaces the lines of the range with `lines`. */
export interface LineEdit extends LineRange {
  readonly lines: readonly string[];
}

export function* readDocument(lines: readonly string[]): Steps<RequestDocument> {
  const sections = yield* sectionsFrom(lines, 0, () => false);
  return { lines, sections, offsets: offsetsOf(sections, 0), definitions: {} };
}

export function readRequestText(text: string): RequestDocument {
  return finished(readDocument(linesOf(text)));
}

export function* edited(before: RequestDocument, edit: LineEdit): Steps<RequestDocument> {
  const lines = replaced(before.lines, edit.start, edit.end, edit.lines);
  const shift = edit.lines.length - (edit.end - edit.start);
  // The line after a section may decide where the section ends, for example before a kept response. So an
  // edit can also change the section of the line before it.
  const first = sectionIndexAt(before, edit.start - 1);
  // A section depends on its own lines and on the one after it.
  let end = before.sections.length;
  const read = yield* sectionsFrom(lines, before.offsets[first] ?? 0, (at) => {
    const index = sectionIndexAt(before, at - shift);
    const isSame = at - shift >= edit.end && before.offsets[index] === at - shift;
    if (isSame) end = index;
    return isSame;
  });
  const isSame = defineSame(before.sections.slice(first, end), read);
  const offsets = replaced(before.offsets, first, end, offsetsOf(read, before.offsets[first] ?? 0));
  return {
    lines,
    sections: replaced(before.sections, first, end, read),
    offsets: shift === 0 ? offsets : movedFrom(offsets, first + read.length, shift),
    definitions: isSame ? before.definitions : {},
  };
}

/** Copies whole parts, which costs little even in a long file. */
function replaced<Item>(
  list: readonly Item[],
  start: number,
  end: number,
  items: readonly Item[],
): readonly Item[] {
  return list.slice(0, start).concat(items, list.slice(end));
}

function movedFrom(offsets: readonly number[], first: number, by: number): readonly number[] {
  return offsets.map((offset, index) => (index < first ? offset : offset + by));
}

/** More definitions aren't compared. */
const mostCompared = 100;

/** Whether sections define the same values in the same order, and for the same part of the file. */
function defineSame(before: readonly Section[], after: readonly Section[]): boolean {
  const [old, current] = [definedIn(before), definedIn(after)];
  return (
    old.length === current.length &&
    old.length <= mostCompared &&
    JSON.stringify(old) === JSON.stringify(current)
  );
}

function definedIn(sections: readonly Section[]) {
  return sections.flatMap(({ definitions, start }) =>
    definitions.map(({ name, value }) => ({ name, value, isGlobal: start === undefined })),
  );
}

/** Parses sections until one begins at a line where an unchanged section follows. */
function* sectionsFrom(
  lines: readonly string[],
  from: number,
  isKnown: (at: number) => boolean,
): Steps<readonly Section[]> {
  const sections: Section[] = [];
  for (let at = from; at < lines.length && !isKnown(at);) {
    const section = yield* readSection(lines, at);
    sections.push(section);
    yield;
    at += section.length;
  }
  return sections;
}

/** The first line of each section, the first of which begins at `from`. */
function offsetsOf(sections: readonly Section[], from: number): readonly number[] {
  let at = from;
  return sections.map(({ length }) => {
    const offset = at;
    at += length;
    return offset;
  });
}

/** The section that contains a line; a separator belongs to the section that it opens. */
export function sectionAt(document: RequestDocument, line: number): PlacedSection {
  return placedAt(document, sectionIndexAt(document, line));
}

/** The index of the last section that begins at or above the line, else of the first one. */
export function sectionIndexAt({ offsets }: RequestDocument, line: number): number {
  return Math.max(0, countWhile(offsets, (offset) => offset <= line) - 1);
}

/** The indexes of the sections with a line in one of the ranges, each once. */
export function sectionIndexesIn(
  document: RequestDocument,
  ranges: readonly LineRange[],
): ReadonlySet<number> {
  const indexes = new Set<number>();
  for (const { start, end } of ranges) {
    const last = sectionIndexAt(document, end - 1);
    for (let index = sectionIndexAt(document, start); index <= last; index += 1) indexes.add(index);
  }
  return indexes;
}

export function placedAt({ sections, offsets }: RequestDocument, index: number): PlacedSection {
  const section = sections[index] ?? nothing;
  const from = offsets[index] ?? 0;
  const { start } = section;
  return {
    from,
    to: from + section.length,
    section,
    ...(start !== undefined && { start: from + start }),
  };
}

const nothing: Section = { length: 0, roles: [], definitions: [], prompts: [] };

/** The lines on which requests begin, in order, including requests that can't be copied. */
export function startsIn({ sections, offsets }: RequestDocument): readonly number[] {
  return sections.flatMap(({ start }, index) =>
    start === undefined ? [] : [(offsets[index] ?? 0) + start],
  );
}

/** The request of the section that contains the line; its lines count from the start of the file. */
export function requestAt(
  document: RequestDocument,
  line: number,
): Result<WrittenRequest, Refusal> | undefined {
  const { from, section } = sectionAt(document, line);
  const { request } = section;
  if (!request) return undefined;
  if (!request.ok) {
    const { failure } = request;
    return failed('line' in failure ? { ...failure, line: failure.line + from } : failure);
  }
  const { value } = request;
  return success({
    ...value,
    line: value.line + from,
    bodyLines: value.bodyLines.map((each) => each + from),
    headers: value.headers.map((each) => ({ ...each, line: each.line + from })),
  });
}

/** The definitions of a section; their lines count from the start of the file. */
export function definitionsIn({ from, section }: PlacedSection): readonly Definition[] {
  return section.definitions.map((each) => ({ ...each, line: each.line + from }));
}
