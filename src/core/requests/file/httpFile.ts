import {
  readDocument,
  sectionAt,
  startsIn as starts,
  type RequestDocument,
} from './requestDocument.ts';
import { definitionIn } from './lines.ts';

export { comment, definitionIn, linesOf, separator, withoutVersion } from './lines.ts';

const documents = new WeakMap<readonly string[], RequestDocument>();

/** The document of these lines, read once. */
export function documentOf(lines: readonly string[]): RequestDocument {
  const known = documents.get(lines) ?? readDocument(lines);
  documents.set(lines, known);
  return known;
}

/** The line that the request of that line's section starts on. */
export function startAt(lines: readonly string[], line: number): number | undefined {
  return sectionAt(documentOf(lines), line).start;
}

/** The lines that requests start on, in order. */
export function startsIn(lines: readonly string[]): readonly number[] {
  return starts(documentOf(lines));
}

/** The definitions that count at that line: the last one of a name up to it, else the first below. */
export function variablesAt(lines: readonly string[], line: number): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  lines.forEach((text, index) => {
    const found = definitionIn(text);
    if (found && (index <= line || !variables.has(found[0]))) variables.set(...found);
  });
  return variables;
}
