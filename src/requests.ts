import * as vscode from 'vscode';
import type { Timer } from './session/ports.ts';
import { copyRequest } from './vscode/requests/copyRequest.ts';
import { insertBearerHeader } from './vscode/requests/insertBearerHeader.ts';
import type { Handlers } from './vscode/host/commandIds.ts';
import { newRequestFile } from './vscode/requests/newRequestFile.ts';
import { createCatalogTools } from './vscode/requests/catalogTools.ts';
import { createRequestEditor } from './vscode/requests/requestEditor.ts';
import { RequestDocuments } from './vscode/requests/requestDocuments.ts';
import type { RequestHelp } from './vscode/requests/requestHelp.ts';
import type { RequestServices } from './vscode/requests/requestServices.ts';

export type RequestCommandId =
  'isogeo.copyRequest' | 'isogeo.insertBearerHeader' | 'isogeo.newRequestFile';

export interface Requests extends RequestHelp {
  readonly handlers: Pick<Handlers, RequestCommandId>;
  dispose(): void;
}

/** What helps while somebody writes requests, or an agent makes them: loaded with the first use. */
export function createRequests(services: RequestServices & { readonly timer: Timer }): Requests {
  const documents = new RequestDocuments();
  const editor = createRequestEditor(services, documents);
  const listener = vscode.workspace.onDidChangeTextDocument((event) => {
    documents.changed(event);
  });
  return {
    editor,
    dispose: () => {
      editor.dispose();
      listener.dispose();
    },
    tools: createCatalogTools(services),
    handlers: {
      'isogeo.copyRequest': (argument) =>
        copyRequest(
          services,
          documents,
          argument instanceof vscode.Location ? argument : undefined,
        ),
      'isogeo.insertBearerHeader': () => insertBearerHeader(documents),
      'isogeo.newRequestFile': () => newRequestFile(services),
    },
  };
}
