import type * as vscode from 'vscode';
import { linesOf } from '../../core/requests/file/lines.ts';
import {
  edited,
  readDocument,
  type LineEdit,
  type RequestDocument,
} from '../../core/requests/file/requestDocument.ts';

interface Read {
  readonly version: number;
  readonly document: RequestDocument;
}

/** The open request files, each parsed once for all helpers; an edit parses only what it touches. */
export class RequestDocuments {
  readonly #read = new WeakMap<vscode.TextDocument, Read>();

  of(text: vscode.TextDocument): RequestDocument {
    const known = this.#read.get(text);
    if (known?.version === text.version) return known.document;
    const document = readDocument(linesOf(text.getText()));
    this.#read.set(text, { version: text.version, document });
    return document;
  }

  /** Call it after each change: a parsed document isn't parsed again. */
  changed({ document: text, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const known = this.#read.get(text);
    if (known?.version !== text.version - 1) return;
    const document = contentChanges.reduce(withChange, known.document);
    if (document.lines.length !== text.lineCount) return;
    this.#read.set(text, { version: text.version, document });
  }
}

/** The whole lines that a change replaces, and their new text. */
function withChange(
  before: RequestDocument,
  { range: { start, end }, text }: vscode.TextDocumentContentChangeEvent,
): RequestDocument {
  const head = before.lines[start.line]?.slice(0, start.character) ?? '';
  const tail = before.lines[end.line]?.slice(end.character) ?? '';
  const edit: LineEdit = {
    start: start.line,
    end: end.line + 1,
    lines: linesOf(head + text + tail),
  };
  return edited(before, edit);
}
