import { curlLiteral, writeCurl } from './curl.ts';
import { withoutTransport } from './headers.ts';
import { httpLiteral, isReadAs, writeHttp } from './http.ts';
import { javaScriptLiteral, writeJavaScript } from './javascript.ts';
import { powerShellLiteral, writePowerShell } from './powershell.ts';
import { pythonLiteral, writePython } from './python.ts';
import { failed, success, type Result } from '../../result.ts';
import type { ApiRequest } from '../request.ts';
import { tokenVariable, type Template } from '../template.ts';
import {
  faultForCurl,
  faultForFetch,
  faultForHttp,
  faultForPowerShell,
  type Unwritable,
} from './unwritable.ts';

export type Language = 'curl' | 'powershell' | 'python' | 'javascript' | 'http';

interface Writer {
  /** A whole program. */
  readonly request: (request: ApiRequest) => string;
  readonly literal: (template: Template) => string;
}

export const writers: Readonly<Record<Language, Writer>> = {
  curl: { request: writeCurl, literal: curlLiteral },
  powershell: { request: writePowerShell, literal: powerShellLiteral },
  python: { request: writePython, literal: pythonLiteral },
  javascript: { request: writeJavaScript, literal: javaScriptLiteral },
  http: { request: writeHttp, literal: httpLiteral },
};

export const languages = Object.keys(writers) as readonly Language[];

const faultFor: Partial<Record<Language, (request: ApiRequest) => Unwritable | undefined>> = {
  curl: faultForCurl,
  powershell: faultForPowerShell,
  javascript: faultForFetch,
  http: faultForHttp,
};

/** Writes the request as a program, with a variable in place of each secret. */
export function writeRequest(request: ApiRequest, language: Language): Result<string, Unwritable> {
  const fault = faultFor[language]?.(withoutTransport(request));
  if (fault) return failed(fault);
  const text = writers[language].request(request);
  const isReadable = language !== 'http' || isReadAs(text, request);
  return text.includes('\0') || !isReadable ? failed({ reason: 'text' }) : success(text);
}

const languageOfDocument: Readonly<Record<string, Language>> = {
  http: 'http',
  rest: 'http',
  shellscript: 'curl',
  python: 'python',
  javascript: 'javascript',
  javascriptreact: 'javascript',
  typescript: 'javascript',
  typescriptreact: 'javascript',
  powershell: 'powershell',
};

/** A replacement within a line; `start` is included, `end` isn't. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * The variable that replaces a token in a line of a document of that VS Code language, with the necessary
 * quotes. `undefined` if the surrounding literal can't be read for certain.
 */
export function variableFor(
  languageId: string,
  line: string,
  start: number,
  end: number,
): Replacement | undefined {
  const language = languageOfDocument[languageId];
  if (!language) return undefined;
  const { literal } = writers[language];
  if (language === 'http') return { start, end, text: literal([tokenVariable]) };
  const opening = openQuote(line.slice(0, start));
  if (opening < 0) {
    return language === 'curl' ? { start, end, text: literal([tokenVariable]) } : undefined;
  }
  const closing = line.indexOf(line.charAt(opening), end);
  if (closing < 0) return undefined;
  const [before, after] = [line.slice(opening + 1, start), line.slice(end, closing)];
  // Escapes, interpolation and nested quotes would have to be parsed first.
  if (/["'\\$`{]/.test(before + after)) return undefined;
  // A letter before the quote changes its meaning, three quotes begin another literal, and a JSX attribute
  // isn't a JavaScript literal.
  const [outside = '', behind = ''] = [line[opening - 1], line[closing + 1]];
  if (/[\w"'`]/.test(outside) || /["'`]/.test(behind)) return undefined;
  if (outside === '=' && language === 'javascript') return undefined;
  const template = [before, tokenVariable, after].filter((part) => part !== '');
  return { start: opening, end: closing + 1, text: literal(template) };
}

/** The offset of the quote that is still open at the end of the text; negative if none is open. */
export function openQuote(text: string): number {
  let opening = -1;
  for (let index = 0; index < text.length; index += 1) {
    const sign = text.charAt(index);
    if (sign === '\\') index += 1;
    else if (opening < 0 && /["'`]/.test(sign)) opening = index;
    else if (sign === text.charAt(opening)) opening = -1;
  }
  return opening;
}
