import * as vscode from 'vscode';
import type { Applications } from '../../session/applications/applications.ts';
import type { Application } from '../../core/applications/application.ts';
import { addressesOf } from '../../core/platform/endpoints.ts';
import { routeAt } from '../../core/requests/api/routes.ts';
import { documentedRequest } from '../../core/requests/request.ts';
import { literalOf } from '../../core/requests/template.ts';
import { isValid } from '../../core/token/token.ts';
import type { HttpClient } from '../../session/ports.ts';
import { SearchTags } from '../../session/requests/searchTags.ts';
import { completionsAt } from './requestCompletion.ts';
import type { RequestDocuments } from './requestDocuments.ts';
import { RequestDiagnostics } from './requestDiagnostics.ts';
import { isRequestFile } from './requestFiles.ts';
import { documentedHover } from './requestHover.ts';
import { createRequestLenses, type LensPorts } from './requestLenses.ts';
import { activeApplication } from '../host/loadActive.ts';
import { tokenActions, tokenHover } from './tokenWarnings.ts';

export type RequestEditor = ReturnType<typeof createRequestEditor>;

export interface EditorPorts extends LensPorts {
  readonly applications: Applications;
  readonly http: HttpClient;
}

/** The help in an editor for requests to an Isogeo platform. */
export function createRequestEditor(ports: EditorPorts, documents: Pick<RequestDocuments, 'of'>) {
  const { applications, clock, http, shutdown, timer } = ports;
  const addresses = async () => addressesOf(await activeApplication(ports));
  const searchTags = new SearchTags(http, shutdown);
  const warnings = { applications, clock, documents };
  const diagnostics = new RequestDiagnostics({ ...warnings, addresses, timer });

  /**
   * The tags that supply values. A request is sent only with an available token, and only in a trusted
   * folder.
   */
  async function tagsOf(application: Application | undefined) {
    const token = application && applications.get(application.id)?.record.token;
    if (!token || !vscode.workspace.isTrusted || !isValid(token, clock.now())) return undefined;
    const values = { _limit: '0', _lang: vscode.env.language.startsWith('fr') ? 'fr' : 'en' };
    const search = routeAt('/resources/search');
    const { url } = documentedRequest(search, addressesOf(application), values);
    return searchTags.of(application.id, token, literalOf(url) ?? '');
  }

  const requestLenses = createRequestLenses(ports, documents);
  return {
    lenses: requestLenses.lenses,

    async completions(document: vscode.TextDocument, position: vscode.Position) {
      const application = await activeApplication(ports);
      const read = await documents.of(document);
      return completionsAt(read, position, addressesOf(application), () => tagsOf(application));
    },

    async hover(document: vscode.TextDocument, position: vscode.Position) {
      const platform = await addresses();
      const warning = await tokenHover(document, position, platform, warnings);
      if (warning || !isRequestFile(document)) return warning;
      return documentedHover(await documents.of(document), position, platform);
    },

    actions: async (document: vscode.TextDocument, position: vscode.Position) =>
      tokenActions(document, position, await addresses(), warnings),

    dispose: () => {
      diagnostics.dispose();
      requestLenses.dispose();
    },
  };
}
