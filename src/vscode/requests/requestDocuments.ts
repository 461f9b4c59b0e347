import type * as vscode from 'vscode';
import { linesOf } from '../../core/text/position.ts';
import {
  edited,
  readDocument,
  type RequestDocument,
} from '../../core/requests/file/requestDocument.ts';
import { indexDefinitions } from '../../core/requests/file/scope.ts';
import type { Steps } from '../../core/requests/file/steps.ts';
import { inSlices } from './slices.ts';

interface Read {
  readonly version: number;
  readonly document: Promise<RequestDocument>;
}

/** The open request files, each parsed once for all helpers; an edit parses only what it touches. */
export class RequestDocuments {
  readonly #read = new WeakMap<vscode.TextDocument, Read>();

  of(text: vscode.TextDocument): Promise<RequestDocument> {
    const { version } = text;
    const known = this.#read.get(text);
    if (known?.version === version) return known.document;
    const document = inSlices(readWhole(text));
    this.#read.set(text, { version, document });
    return document;
  }

  /** Call it after each change: only changed lines are parsed again. */
  changed({ document: text, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const { version, lineCount } = text;
    const known = this.#read.get(text);
    if (known?.version !== version - 1) return;
    const document = known.document.then(async (before) => {
      const after = await inSlices(withChanges(before, contentChanges));
      return after.lines.length === lineCount ? after : inSlices(readWhole(text));
    });
    this.#read.set(text, { version, document });
  }
}

function* readWhole(text: vscode.TextDocument): Steps<RequestDocument> {
  const document = yield* readDocument(linesOf(text.getText()));
  yield* indexDefinitions(document);
  return document;
}

/** The whole lines that each change replaces, and their new text. */
function* withChanges(
  before: RequestDocument,
  changes: readonly vscode.TextDocumentContentChangeEvent[],
): Steps<RequestDocument> {
  let document = before;
  for (const { range, text } of changes) {
    const { start, end } = range;
    const head = document.lines[start.line]?.slice(0, start.character) ?? '';
    const tail = document.lines[end.line]?.slice(end.character) ?? '';
    const lines = linesOf(head + text + tail);
    document = yield* edited(document, { start: start.line, end: end.line + 1, lines });
  }
  yield* indexDefinitions(document);
  return document;
}
