import * as vscode from 'vscode';
import { addressesOf, type PlatformAddresses } from '../../core/platform/endpoints.ts';
import { success } from '../../core/result.ts';
import { readRequestText, sectionAt, startsIn } from '../../core/requests/file/requestDocument.ts';
import { writeAllResults } from '../../core/requests/languages/allResults.ts';
import { writeRequest } from '../../core/requests/languages/languages.ts';
import { holdsSecret, withToken } from '../../core/requests/request.ts';
import { documentedRequests } from './askRequest.ts';
import { requestAtPlace, type RequestPlace } from './askValues.ts';
import { t } from '../host/l10n.ts';
import { notify, sayInPassing } from '../host/notify.ts';
import { askSteps } from '../host/steps.ts';
import { isFor, languageNames, writingStep } from './copyWritings.ts';
import {
  isStep,
  type CopyAnswer,
  type RequestSource,
  type RequestTo,
  type Writing,
} from './requestSource.ts';
import { refusalInWords, unwritableInWords } from './refusalWords.ts';
import { isRequestFile } from './requestFiles.ts';
import { tokenVariable } from '../../core/requests/template.ts';
import type { TokenReader } from '../token/shareToken.ts';
import type { RequestDocuments } from './requestDocuments.ts';
import { activeApplication, nameAmongSeveral, type ActivePorts } from '../host/loadActive.ts';
import type { Applications } from '../../session/applications/applications.ts';
import type { Token } from '../../core/token/token.ts';
import type { Clipboard } from '../host/clipboard.ts';
import type { ReadFile } from '../host/files.ts';

export interface CopyPorts extends ActivePorts {
  readonly applications: Pick<Applications, 'get' | 'load' | 'knownIds'>;
  readonly clipboard: Pick<Clipboard, 'copySecret'>;
  readonly readFile: ReadFile;
  /**
   * Tells the user once that the token's variable is only set in some terminals, or while the token is
   * shared.
   */
  readonly offerToken: (reader: TokenReader) => Promise<void> | undefined;
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
    : await placeOf(vscode.window.activeTextEditor, documents);
  const platform = await addresses(ports);
  const apiOrigin = new URL(platform.api).origin;
  const source =
    (place && (await requestAtPlace(place, apiOrigin, ports.readFile))) ?? documentedRequests;
  const fixed: Writing | undefined =
    at && source !== documentedRequests ? { language: 'curl', inClear: false } : undefined;
  const choice = await chosen(source, platform, fixed);
  if (choice) await copy(choice.requestTo, choice.writing, ports);
}

async function addresses(ports: ActivePorts) {
  return addressesOf(await activeApplication(ports));
}

/** The request at the cursor, or the selection in any document. */
async function placeOf(
  editor: vscode.TextEditor | undefined,
  documents: Pick<RequestDocuments, 'of'>,
): Promise<RequestPlace | undefined> {
  if (!editor) return undefined;
  const { document, selection } = editor;
  const { uri } = document;
  if (isRequestFile(document)) {
    const read = await documents.of(document);
    const { start, end } = selection;
    const line = startsIn(read).find((each) => each >= start.line && each <= end.line);
    return { uri, document: read, line: line ?? start.line };
  }
  // Other documents contain texts of any kind.
  const selected = readRequestText(document.getText(selection));
  const [line = 0] = startsIn(selected);
  const isRequest = sectionAt(selected, line).section.request?.ok === true;
  return isRequest ? { uri, document: selected, line } : undefined;
}

async function placeIn(
  { uri, range }: vscode.Location,
  documents: Pick<RequestDocuments, 'of'>,
): Promise<RequestPlace> {
  const document = await documents.of(await vscode.workspace.openTextDocument(uri));
  return { uri, document, line: range.start.line };
}

/** Asks all steps. `undefined`: cancelled, or refused with a message. */
async function chosen(
  source: RequestSource,
  platform: PlatformAddresses,
  fixed: Writing | undefined,
): Promise<{ readonly requestTo: RequestTo; readonly writing: Writing } | undefined> {
  const answers = await askSteps<CopyAnswer>((given) => {
    const found = source(given);
    if (!found.ok) return undefined;
    if (isStep(found.value)) return found.value;
    const isComplete = fixed !== undefined || given.some((answer) => answer.writing);
    return isComplete ? undefined : writingStep(found.value(platform), platform);
  });
  const found = answers && source(answers);
  if (found?.ok === false) void notify.warn(refusalInWords(found.failure, t));
  if (!found?.ok || isStep(found.value)) return undefined;
  const writing = fixed ?? answers?.find((answer) => answer.writing)?.writing;
  return writing && { requestTo: found.value, writing };
}

async function copy(requestTo: RequestTo, writing: Writing, ports: CopyPorts): Promise<void> {
  const platform = await addresses(ports);
  let request = requestTo(platform);
  const { label } = languageNames[writing.language];
  if (writing.inClear) {
    const token = await ports.tokenForUse(() => copy(requestTo, writing, ports));
    if (!token) return;
    // Signing in may have changed the platform.
    const now = await addresses(ports);
    request = requestTo(now);
    if (!isFor(request, now)) {
      const again = await chosen(() => success(requestTo), now, undefined);
      return again && copy(again.requestTo, again.writing, ports);
    }
    request = withToken(request, token.accessToken);
  }
  const all = writing.isForAll && writeAllResults(request, writing.language);
  const text = all ? success(all) : writeRequest(request, writing.language);
  if (!text.ok) {
    void notify.warn(unwritableInWords(text.failure, label, t));
    return;
  }
  const name = writing.inClear ? nameAmongSeveral(ports) : undefined;
  const done =
    name === undefined
      ? t('Request copied as {0}', label)
      : t('Request with the token of {0} copied as {1}', name, label);
  if (holdsSecret(request)) await ports.clipboard.copySecret(text.value, done);
  else {
    await vscode.env.clipboard.writeText(text.value);
    sayInPassing(done);
  }
  if (text.value.includes(tokenVariable.env)) {
    void ports.offerToken(writing.language === 'http' ? 'client' : 'program');
  }
}
