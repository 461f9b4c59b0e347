import * as vscode from 'vscode';
import { linesWithLenses, reachBeyond } from '../../core/requests/help/lensLines.ts';
import type { LineRange } from '../../core/requests/file/requestDocument.ts';

interface Asked {
  readonly lines: readonly LineRange[];
  readonly refresh: () => void;
}

/** The lines of a document that get lenses; in a long document, they follow the visible ones. */
export class LensLines {
  readonly #asked = new WeakMap<vscode.TextDocument, Asked>();
  readonly #listener = vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => {
    const { document } = textEditor;
    const asked = this.#asked.get(document);
    const visible = visibleIn(document);
    if (asked && !reachBeyond(asked.lines, visible, document.lineCount)) asked.refresh();
  });

  /** `refresh` is called when other lines need lenses. */
  of(document: vscode.TextDocument, refresh: () => void): readonly LineRange[] {
    const lines = linesWithLenses(visibleIn(document), document.lineCount);
    this.#asked.set(document, { lines, refresh });
    return lines;
  }

  dispose(): void {
    this.#listener.dispose();
  }
}

function visibleIn(document: vscode.TextDocument): readonly LineRange[] {
  return vscode.window.visibleTextEditors
    .filter((editor) => editor.document === document)
    .flatMap(({ visibleRanges }) => visibleRanges)
    .map(({ start, end }) => ({ start: start.line, end: end.line + 1 }));
}
