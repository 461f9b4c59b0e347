import * as vscode from 'vscode';
import { addressesOf, type PlatformAddresses } from '../../core/platform/endpoints.ts';
import { success } from '../../core/result.ts';
import {
  readText,
  sectionAt,
  startsIn,
  type RequestDocument,
} from '../../core/requests/file/requestDocument.ts';
import { goesToPlatform } from '../../core/requests/file/resolve.ts';
import {
  isSearch,
  pagingLanguages,
  writeAllResults,
} from '../../core/requests/languages/allResults.ts';
import { writeHttp } from '../../core/requests/languages/http.ts';
import { languages, writeRequest, type Language } from '../../core/requests/languages/languages.ts';
import {
  holdsSecret,
  namesToken,
  withToken,
  type ApiRequest,
} from '../../core/requests/request.ts';
import { askRequest, copyTitle, type RequestTo } from './askRequest.ts';
import { requestWithValues, type RequestPlace } from './askValues.ts';
import { t } from '../host/l10n.ts';
import { notify, sayInPassing } from '../host/notify.ts';
import { pick, type Heading, type Rows } from '../host/pick.ts';
import { refusalInWords, unwritableInWords } from './refusalWords.ts';
import { isRequestFile } from './requestFiles.ts';
import type { RequestDocuments } from './requestDocuments.ts';
import { activeApplication, type ActivePorts } from '../host/loadActive.ts';
import type { Token } from '../../core/token/token.ts';
import type { Clipboard } from '../host/clipboard.ts';
import type { ReadFile } from '../host/files.ts';

export interface CopyPorts extends ActivePorts {
  readonly clipboard: Pick<Clipboard, 'copySecret'>;
  readonly readFile: ReadFile;
  /** A valid token. Signs in or renews first if necessary, and shows why if that fails. */
  readonly tokenForUse: (again: () => Promise<unknown>) => Promise<Token | undefined>;
}

/**
 * Copies the request at the cursor as a program, or a documented one; with a place in a request file, copies
 * that request as cURL. A request that can't be copied is refused with the reason.
 */
export async function copyRequest(
  ports: CopyPorts,
  documents: Pick<RequestDocuments, 'of'>,
  at?: vscode.Location,
): Promise<void> {
  const place = at
    ? await placeIn(at, documents)
    : placeOf(vscode.window.activeTextEditor, documents);
  const { api } = await addresses(ports);
  const found = place && (await requestWithValues(place, new URL(api).origin, ports.readFile));
  if (!found) {
    const request = await askRequest();
    if (request) await copy(request, ports);
  } else if (!found.ok) {
    void notify.warn(refusalInWords(found.failure, t));
  } else if (found.value !== 'cancelled') {
    const { value } = found;
    await copy(() => value, ports, at && 'curl');
  }
}

async function addresses(ports: ActivePorts) {
  return addressesOf(await activeApplication(ports));
}

/** The request at the cursor, or the selection in any document. */
function placeOf(
  editor: vscode.TextEditor | undefined,
  documents: Pick<RequestDocuments, 'of'>,
): RequestPlace | undefined {
  if (!editor) return undefined;
  const { document, selection } = editor;
  const { uri } = document;
  if (selection.isEmpty) {
    return isRequestFile(document)
      ? { uri, document: documents.of(document), line: selection.active.line }
      : undefined;
  }
  if (isRequestFile(document)) {
    const read = documents.of(document);
    const { start, end } = selection;
    const line = startsIn(read).find((each) => each >= start.line && each <= end.line);
    return { uri, document: read, line: line ?? start.line };
  }
  const selected = readText(document.getText(selection));
  return isRequest(selected) ? { uri, document: selected, line: firstStart(selected) } : undefined;
}

function firstStart(document: RequestDocument): number {
  return startsIn(document)[0] ?? 0;
}

/** Other documents contain texts of any kind. */
function isRequest(document: RequestDocument): boolean {
  return sectionAt(document, firstStart(document)).section.request?.ok === true;
}

async function placeIn(
  { uri, range }: vscode.Location,
  documents: Pick<RequestDocuments, 'of'>,
): Promise<RequestPlace> {
  const document = documents.of(await vscode.workspace.openTextDocument(uri));
  return { uri, document, line: range.start.line };
}

/** The language of a request, and whether it contains the token itself. */
interface Writing {
  readonly language: Language;
  readonly inClear: boolean;
  /** A program that reads every page of a search. */
  readonly isForAll?: true;
}

async function copy(requestTo: RequestTo, ports: CopyPorts, language?: Language): Promise<void> {
  const platform = await addresses(ports);
  let request = requestTo(platform);
  const writing: Writing | undefined = language
    ? { language, inClear: false }
    : await pick({
        title: copyTitle(),
        placeholder: firstLineOf(writeHttp(request)),
        rows: writingsFor(request, platform),
      });
  if (!writing) return;
  const { label } = named[writing.language];
  if (writing.inClear) {
    const token = await ports.tokenForUse(() => copy(requestTo, ports));
    if (!token) return;
    // Signing in may have changed the platform.
    const now = await addresses(ports);
    request = requestTo(now);
    if (!isFor(request, now)) return copy(requestTo, ports);
    request = withToken(request, token.accessToken);
  }
  const all = writing.isForAll && writeAllResults(request, writing.language);
  const text = all ? success(all) : writeRequest(request, writing.language);
  if (!text.ok) {
    void notify.warn(unwritableInWords(text.failure, label, t));
    return;
  }
  const done = t('Request copied as {0}', label);
  if (holdsSecret(request)) return ports.clipboard.copySecret(text.value, done);
  await vscode.env.clipboard.writeText(text.value);
  sayInPassing(done);
}

/** The token must only be sent to its own platform. */
function isFor({ url }: ApiRequest, { api }: PlatformAddresses): boolean {
  return goesToPlatform(url, new URL(api).origin);
}

function writingsFor(request: ApiRequest, platform: PlatformAddresses): Rows<Writing> {
  const rows = languages.map((language) => ({
    ...named[language],
    value: { language, inClear: false },
  }));
  if (!namesToken(request) || !isFor(request, platform)) return [...rows, ...allFor(request)];
  return [
    heading(t('Name the token {0}', 'ISOGEO_ACCESS_TOKEN')),
    ...rows,
    ...allFor(request),
    heading(t('Insert the token itself (plain text)')),
    // A filtered list shows no headings, so the line repeats it.
    ...rows.map(({ label, description, value: { language } }) => ({
      label,
      description: `${description} · ${t('token in plain text')}`,
      value: { language, inClear: true },
    })),
  ];
}

function allFor(request: ApiRequest): Rows<Writing> {
  if (!isSearch(request)) return [];
  const isForAll = true as const;
  return [
    heading(t('All results, page by page')),
    ...pagingLanguages.map((language) => ({
      label: named[language].label,
      description: `${named[language].description} · ${t('all results')}`,
      value: { language, inClear: false, isForAll },
    })),
  ];
}

const named: Readonly<Record<Language, { label: string; description: string }>> = {
  curl: { label: 'cURL', description: 'bash' },
  powershell: { label: 'PowerShell', description: 'Invoke-RestMethod' },
  python: { label: 'Python', description: 'requests' },
  javascript: { label: 'JavaScript', description: 'fetch' },
  http: { label: 'HTTP', description: 'REST Client, httpYac' },
};

function heading(text: string): Heading {
  return { heading: text };
}

function firstLineOf(text: string): string {
  const line = text.split('\n', 1)[0]?.replace(' HTTP/1.1', '') ?? '';
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}
