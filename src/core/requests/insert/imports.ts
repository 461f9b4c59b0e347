import { startOfCode, withoutTexts } from './tokens.ts';

/** A change of a text; `start` is included, `end` isn't. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The line end of a text. */
export function lineEndOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** The import that Python or Go needs for code that is inserted at an offset. */
export function importsFor(code: string, text: string, at: number): readonly TextEdit[] {
  if (code.includes('os.environ[')) {
    return importsOs(text.slice(0, at)) ? [] : [importEdit(text, startOfCode(text), 'import os')];
  }
  // Go allows several import declarations.
  const start = /^package [^\n]*\n?/m.exec(text);
  if (!start || !code.includes('os.Getenv(') || /^(?:import |[ \t]+)"os"/m.test(text)) return [];
  return [importEdit(text, start.index + start[0].length, 'import "os"')];
}

/** Whether the Python code imports `os`; an indented import belongs to a function. */
function importsOs(code: string): boolean {
  return [...withoutTexts(code).matchAll(/^import (.*)/gm)].some(([, names = '']) =>
    names.split(',').some((name) => name.trim() === 'os'),
  );
}

/** Inserts below the interpreter line, comments, the docstring and `__future__` imports (PEP 8, PEP 236). */
function importEdit(text: string, at: number, line: string): TextEdit {
  const eol = lineEndOf(text);
  const needsBreak = at === text.length && text !== '' && !text.endsWith('\n');
  return { start: at, end: at, text: `${needsBreak ? eol : ''}${line}${eol}` };
}
