import type { Result } from '../../result.ts';
import type { Refusal } from './refusal.ts';
import { linesOf } from './lines.ts';
import type { Definition, Section, WrittenRequest } from './section.ts';
import { readSection } from './sectionReader.ts';

/** A request file, read. An edit reads only the sections that it touches. */
export interface RequestDocument {
  readonly lines: readonly string[];
  readonly sections: readonly Section[];
  /** The first line of each section. */
  readonly offsets: readonly number[];
  /** The same object as before an edit that touches no definition. */
  readonly definitions: object;
}

/** A section in its document: its lines count from the first one of the file. */
export interface PlacedSection {
  readonly from: number;
  /** The first line behind it. */
  readonly to: number;
  readonly start?: number;
  readonly section: Section;
}

/** The lines from `start` to before `end` become `lines`. */
export interface LineEdit {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

export function readDocument(lines: readonly string[]): RequestDocument {
  return withOffsets(
    lines,
    sectionsFrom(lines, 0, () => false),
    {},
  );
}

export function readText(text: string): RequestDocument {
  return readDocument(linesOf(text));
}

export function edited(before: RequestDocument, edit: LineEdit): RequestDocument {
  const lines = [
    ...before.lines.slice(0, edit.start),
    ...edit.lines,
    ...before.lines.slice(edit.end),
  ];
  const shift = edit.lines.length - (edit.end - edit.start);
  // The line before the edit may end its section by the line behind it, such as a kept response.
  const first = Math.max(0, indexAt(before, edit.start - 1));
  const kept = before.sections.slice(0, first);
  // A section depends on its own lines and on the one behind it.
  let end = before.sections.length;
  const read = sectionsFrom(lines, before.offsets[first] ?? 0, (at) => {
    const index = indexAt(before, at - shift);
    const isSame = at - shift >= edit.end && before.offsets[index] === at - shift;
    if (isSame) end = index;
    return isSame;
  });
  const touched = [...before.sections.slice(first, end), ...read];
  const isUndefined = touched.every(({ definitions }) => definitions.length === 0);
  return withOffsets(
    lines,
    [...kept, ...read, ...before.sections.slice(end)],
    isUndefined ? before.definitions : {},
  );
}

/** Reads on until the rest of the sections is known. */
function sectionsFrom(
  lines: readonly string[],
  from: number,
  isKnown: (at: number) => boolean,
): readonly Section[] {
  const sections: Section[] = [];
  for (let at = from; at < lines.length && !isKnown(at);) {
    const section = readSection(lines, at);
    sections.push(section);
    at += section.length;
  }
  return sections;
}

function withOffsets(
  lines: readonly string[],
  sections: readonly Section[],
  definitions: object,
): RequestDocument {
  let at = 0;
  const offsets = sections.map(({ length }) => {
    const offset = at;
    at += length;
    return offset;
  });
  return { lines, sections, offsets, definitions };
}

/** The section that a line is in; a separator belongs to the section that it opens. */
export function sectionAt(document: RequestDocument, line: number): PlacedSection {
  return placedAt(document, sectionIndexAt(document, line));
}

export function sectionIndexAt(document: RequestDocument, line: number): number {
  return Math.max(0, indexAt(document, line));
}

export function sectionsOf(document: RequestDocument): readonly PlacedSection[] {
  return document.sections.map((_, index) => placedAt(document, index));
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

/** The index of the last section that begins on the line or above; -1 above the first. */
function indexAt({ offsets }: RequestDocument, line: number): number {
  let [low, high] = [0, offsets.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((offsets[middle] ?? Infinity) <= line) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The lines that requests begin on, in order, whether they can be copied or not. */
export function startsIn({ sections, offsets }: RequestDocument): readonly number[] {
  return sections.flatMap(({ start }, index) =>
    start === undefined ? [] : [(offsets[index] ?? 0) + start],
  );
}

/** The request of the section that the line is in, its lines counted from the first of the file. */
export function requestAt(
  document: RequestDocument,
  line: number,
): Result<WrittenRequest, Refusal> | undefined {
  const { from, section } = sectionAt(document, line);
  const { request } = section;
  if (!request) return undefined;
  if (!request.ok) return { ok: false, failure: moved(request.failure, from) };
  const { value } = request;
  return {
    ok: true,
    value: {
      ...value,
      line: value.line + from,
      bodyLines: value.bodyLines.map((each) => each + from),
      headers: value.headers.map((each) => ({ ...each, line: each.line + from })),
    },
  };
}

function moved(refusal: Refusal, by: number): Refusal {
  return 'line' in refusal ? { ...refusal, line: refusal.line + by } : refusal;
}

/** The definitions of a section, their lines counted from the first of the file. */
export function definitionsIn({ from, section }: PlacedSection): readonly Definition[] {
  return section.definitions.map((each) => ({ ...each, line: each.line + from }));
}
