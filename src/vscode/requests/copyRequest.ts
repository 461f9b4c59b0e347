import * as vscode from 'vscode';
import { addressesOf, type PlatformAddresses } from '../../core/platform/endpoints.ts';
import {
  firstRequest,
  linesOf,
  requestAt,
  variablesAt,
  type Found,
  type WrittenRequest,
} from '../../core/requests/file/httpFile.ts';
import { languages, writeRequest, type Language } from '../../core/requests/languages/languages.ts';
import {
  holdsSecret,
  namesToken,
  withToken,
  type ApiRequest,
} from '../../core/requests/request.ts';
import { goesToPlatform, resolve } from '../../core/requests/file/resolve.ts';
import { askRequest, copyTitle, type RequestTo } from './askRequest.ts';
import { t } from '../host/l10n.ts';
import { notify, sayInPassing } from '../host/notify.ts';
import { isRequestFile } from './requestFiles.ts';
import { activeApplication, type RequestServices } from './requestServices.ts';

/**
 * The request at the cursor, else a documented one, to the clipboard as a program; the one at a
 * place of a request file as cURL.
 */
export async function copyRequest(services: RequestServices, at?: vscode.Location): Promise<void> {
  const place = at ? await placeIn(at) : placeOf(vscode.window.activeTextEditor);
  if (place?.found.is === 'file-body') {
    void notify.warn(
      t('The body of this request comes from a file, so the request can’t be copied.'),
    );
    return;
  }
  if (place?.found.is === 'request') {
    const { api } = await addresses(services);
    const request = await withValues(place.found.request, place.variables, new URL(api).origin);
    if (request) await copy(() => request, services, at && 'curl');
  } else {
    const request = await askRequest();
    if (request) await copy(request, services);
  }
}

async function addresses(services: RequestServices) {
  return addressesOf(await activeApplication(services));
}

interface Place {
  readonly found: Found;
  readonly variables: ReadonlyMap<string, string>;
}

/** What is selected, in any document, or the request of a request file that the cursor is in. */
function placeOf(editor: vscode.TextEditor | undefined): Place | undefined {
  if (!editor) return undefined;
  const { document, selection } = editor;
  const lines = linesOf(document.getText());
  const found = selection.isEmpty
    ? isRequestFile(document)
      ? requestAt(lines, selection.active.line)
      : undefined
    : firstRequest(linesOf(document.getText(selection)));
  const isOne = found?.is !== 'request' || /^(https?:\/\/|\{\{)/i.test(found.request.url);
  return found && isOne ? { found, variables: variablesAt(lines, selection.end.line) } : undefined;
}

async function placeIn({ uri, range }: vscode.Location): Promise<Place> {
  const lines = linesOf((await vscode.workspace.openTextDocument(uri)).getText());
  const { line } = range.start;
  return { found: requestAt(lines, line), variables: variablesAt(lines, line) };
}

/** Asks for what the file does not say. */
async function withValues(
  written: WrittenRequest,
  found: ReadonlyMap<string, string>,
  apiOrigin: string,
): Promise<ApiRequest | undefined> {
  const variables = new Map(found);
  for (;;) {
    const resolved = resolve(written, variables, apiOrigin);
    if (resolved.ok) return resolved.request;
    const { missing } = resolved;
    if (missing === undefined || resolved.isTooLong) {
      void notify.warn(
        missing === undefined
          ? t('The address of the request isn’t valid: {0}', written.url)
          : t('The request is too long once its variables are replaced.'),
      );
      return undefined;
    }
    const value = await vscode.window.showInputBox({
      title: copyTitle(),
      prompt: t('Value of {0}, which this file doesn’t define', `{{${missing}}}`),
      ignoreFocusOut: true,
    });
    if (value === undefined) return undefined;
    variables.set(missing, value);
  }
}

interface Target extends vscode.QuickPickItem {
  readonly language?: Language;
  readonly inClear?: boolean;
}

async function copy(
  requestTo: RequestTo,
  services: RequestServices,
  language?: Language,
): Promise<void> {
  const platform = await addresses(services);
  let request = requestTo(platform);
  const target: Target | undefined = language
    ? { language, ...named[language] }
    : await vscode.window.showQuickPick(targetsFor(request, platform), {
        title: copyTitle(),
        placeHolder: firstLineOf(writeRequest(request, 'http') ?? ''),
      });
  if (!target?.language) return;
  if (target.inClear) {
    const token = await services.tokenForUse(() => copy(requestTo, services));
    if (!token) return;
    // It may be of another platform, where it took signing in.
    const now = await addresses(services);
    request = requestTo(now);
    if (!isFor(request, now)) return copy(requestTo, services);
    request = withToken(request, token.accessToken);
  }
  const text = writeRequest(request, target.language);
  if (text === undefined) {
    void notify.warn(
      t(
        '{0} can’t send this request ({1}). Choose another language.',
        target.label,
        request.method,
      ),
    );
    return;
  }
  const done = t('Request copied as {0}', target.label);
  if (holdsSecret(request)) return services.clipboard.copySecret(text, done);
  await vscode.env.clipboard.writeText(text);
  sayInPassing(done);
}

/** The token is for nobody else. */
function isFor({ url }: ApiRequest, { api }: PlatformAddresses): boolean {
  return goesToPlatform(url, new URL(api).origin);
}

function targetsFor(request: ApiRequest, platform: PlatformAddresses): readonly Target[] {
  const targets = languages.map((language): Target => ({ language, ...named[language] }));
  if (!namesToken(request) || !isFor(request, platform)) return targets;
  return [
    separator(t('Name the token {0}', 'ISOGEO_ACCESS_TOKEN')),
    ...targets,
    separator(t('Insert the token itself (plain text)')),
    // Whoever filters the list sees no separator.
    ...targets.map((target) => ({
      ...target,
      inClear: true,
      description: `${target.description ?? ''} · ${t('token in plain text')}`,
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

function separator(label: string): Target {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

function firstLineOf(text: string): string {
  const line = linesOf(text)[0]?.replace(' HTTP/1.1', '') ?? '';
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}
