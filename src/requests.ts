import { copyRequest } from './vscode/copyRequest.ts';
import { insertBearerHeader } from './vscode/insertBearerHeader.ts';
import type { Handlers } from './vscode/commandIds.ts';
import { newRequestFile } from './vscode/newRequestFile.ts';
import type { RequestServices } from './vscode/requestServices.ts';

export type RequestCommandId =
  'isogeo.copyRequest' | 'isogeo.insertBearerHeader' | 'isogeo.newRequestFile';

/** What helps while somebody writes requests: loaded with the first of these commands. */
export function createRequestHandlers(services: RequestServices): Pick<Handlers, RequestCommandId> {
  return {
    'isogeo.copyRequest': () => copyRequest(services),
    'isogeo.insertBearerHeader': () => insertBearerHeader(),
    'isogeo.newRequestFile': () => newRequestFile(services),
  };
}
