import { curlHeader, writeCurl } from './curl.ts';
import { httpHeader, writeHttp } from './http.ts';
import { javaScriptHeader, writeJavaScript } from './javascript.ts';
import { powerShellHeader, writePowerShell } from './powershell.ts';
import { pythonHeader, writePython } from './python.ts';
import type { ApiRequest } from './request.ts';
import { bearer, type Template } from './template.ts';

export type Language = 'curl' | 'powershell' | 'python' | 'javascript' | 'http';

interface Writer {
  /** A whole program. */
  readonly request: (request: ApiRequest) => string;
  /** One header, as it stands in a program. */
  readonly header: (name: string, value: Template) => string;
}

const writers: Readonly<Record<Language, Writer>> = {
  curl: { request: writeCurl, header: curlHeader },
  powershell: { request: writePowerShell, header: powerShellHeader },
  python: { request: writePython, header: pythonHeader },
  javascript: { request: writeJavaScript, header: javaScriptHeader },
  http: { request: writeHttp, header: httpHeader },
};

export const languages = Object.keys(writers) as readonly Language[];

/** The request as a text that sends it, with a name in the place of each secret. */
export function writeRequest(request: ApiRequest, language: Language): string {
  return writers[language].request(request);
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

/**
 * The bearer header as a document of that VS Code language needs it; one that has no environment
 * gets the header with the variable in a shell's notation.
 */
export function bearerHeaderFor(languageId: string): string {
  const language = languageOfDocument[languageId];
  return language
    ? writers[language].header('Authorization', bearer)
    : 'Authorization: Bearer $ISOGEO_ACCESS_TOKEN';
}
