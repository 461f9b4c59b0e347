import type * as vscode from 'vscode';
import { addressesOf } from '../../core/platform/endpoints.ts';
import type { Timer } from '../../session/ports.ts';
import { completionsAt } from './requestCompletion.ts';
import { isRequestFile } from './requestFiles.ts';
import { documentedHover } from './requestHover.ts';
import { createRequestLenses } from './requestLenses.ts';
import { activeApplication, type RequestServices } from './requestServices.ts';
import { tokenActions, tokenHover } from './tokenWarnings.ts';

export type RequestEditor = ReturnType<typeof createRequestEditor>;

/** The help in an editor, for requests to the active application's platform. */
export function createRequestEditor(services: RequestServices & { readonly timer: Timer }) {
  const addresses = async () => addressesOf(await activeApplication(services));
  return {
    lenses: createRequestLenses(services),

    completions: async (document: vscode.TextDocument, position: vscode.Position) =>
      completionsAt(document, position, await addresses()),

    async hover(document: vscode.TextDocument, position: vscode.Position) {
      const platform = await addresses();
      const warning = tokenHover(document, position, platform, services);
      if (warning || !isRequestFile(document)) return warning;
      return documentedHover(document, position, platform);
    },

    actions: async (document: vscode.TextDocument, position: vscode.Position) =>
      tokenActions(document, position, await addresses(), services),
  };
}
