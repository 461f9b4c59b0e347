import * as vscode from 'vscode';
import type { Timer } from './session/ports.ts';
import { copyRequest } from './vscode/copyRequest.ts';
import { insertBearerHeader } from './vscode/insertBearerHeader.ts';
import type { Handlers } from './vscode/commandIds.ts';
import { newRequestFile } from './vscode/newRequestFile.ts';
import { createCatalogTools } from './vscode/catalogTools.ts';
import { createRequestEditor } from './vscode/requestEditor.ts';
import type { RequestHelp } from './vscode/requestHelp.ts';
import type { RequestServices } from './vscode/requestServices.ts';

export type RequestCommandId =
  'isogeo.copyRequest' | 'isogeo.insertBearerHeader' | 'isogeo.newRequestFile';

export interface Requests extends RequestHelp {
  readonly handlers: Pick<Handlers, RequestCommandId>;
}

/** What helps while somebody writes requests, or an agent makes them: loaded with the first use. */
export function createRequests(services: RequestServices & { readonly timer: Timer }): Requests {
  return {
    editor: createRequestEditor(services),
    tools: createCatalogTools(services),
    handlers: {
      'isogeo.copyRequest': (argument) =>
        copyRequest(services, argument instanceof vscode.Location ? argument : undefined),
      'isogeo.insertBearerHeader': () => insertBearerHeader(),
      'isogeo.newRequestFile': () => newRequestFile(services),
    },
  };
}
