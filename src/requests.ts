import * as vscode from 'vscode';
import { copyRequest, type CopyPorts } from './vscode/requests/copyRequest.ts';
import { insertBearerHeader } from './vscode/requests/insertBearerHeader.ts';
import type { Handlers } from './vscode/host/commandIds.ts';
import { newRequestFile, type NewFilePorts } from './vscode/requests/newRequestFile.ts';
import { createCatalogTools, type ToolPorts } from './vscode/requests/catalogTools.ts';
import { createRequestEditor, type EditorPorts } from './vscode/requests/requestEditor.ts';
import { RequestDocuments } from './vscode/requests/requestDocuments.ts';
import type { RequestHelp } from './vscode/requests/requestHelp.ts';
import type { Applications } from './session/applications/applications.ts';
import type { ActiveApplication } from './vscode/host/activeApplication.ts';

export type RequestCommandId =
  'isogeo.copyRequest' | 'isogeo.insertBearerHeader' | 'isogeo.newRequestFile';

export interface Requests extends RequestHelp {
  readonly handlers: Pick<Handlers, RequestCommandId>;
  dispose(): void;
}

export interface RequestPorts extends EditorPorts, ToolPorts, CopyPorts, NewFilePorts {
  readonly active: ActiveApplication;
  readonly applications: Applications;
}

/** The help for people who write requests and for agents; loaded on first use. */
export function createRequests(ports: RequestPorts): Requests {
  const documents = new RequestDocuments();
  const editor = createRequestEditor(ports, documents);
  const listener = vscode.workspace.onDidChangeTextDocument((event) => {
    documents.changed(event);
  });
  const offering = vscode.commands.registerCommand('isogeo.offerToken', ports.offerToken);
  return {
    editor,
    dispose: () => {
      offering.dispose();
      editor.dispose();
      listener.dispose();
    },
    tools: createCatalogTools(ports),
    handlers: {
      'isogeo.copyRequest': (argument) => copyRequest(ports, documents, placeOf(argument)),
      'isogeo.insertBearerHeader': (argument) =>
        insertBearerHeader(documents, ports.offerToken, placeOf(argument)),
      'isogeo.newRequestFile': () => newRequestFile(ports),
    },
  };
}

/** The place of a request, which lenses pass as the argument. */
function placeOf(argument: unknown): vscode.Location | undefined {
  return argument instanceof vscode.Location ? argument : undefined;
}
