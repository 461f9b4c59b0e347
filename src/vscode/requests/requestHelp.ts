import * as vscode from 'vscode';
import type { ApplicationStates } from '../../session/applications/states.ts';
import type { ActiveApplication } from '../host/activeApplication.ts';
import type { CatalogTools } from './catalogTools.ts';
import { isRequestFile, requestFiles } from './requestFiles.ts';
import type { RequestEditor } from './requestEditor.ts';

/** The part that is loaded when a request file, or an agent, first needs it. */
export interface RequestHelp {
  readonly editor: RequestEditor;
  readonly tools: CatalogTools;
}

/** Registers the help in editors and the tools for agents; their code is loaded on first use. */
export function registerRequestHelp(
  applications: ApplicationStates,
  active: ActiveApplication,
  load: () => Promise<RequestHelp>,
): vscode.Disposable {
  const { languages } = vscode;
  const changed = new vscode.EventEmitter<void>();
  const refresh = () => {
    changed.fire();
  };
  /**
   * In documents that aren't request files, the editor help is needed only if the line contains a known
   * token.
   */
  const editorFor = async (document: vscode.TextDocument, line?: number) =>
    (isRequestFile(document) && !isSomethingElse(document)) ||
    (line !== undefined && holdsToken(document.lineAt(line).text))
      ? (await load()).editor
      : undefined;
  const holdsToken = (text: string) =>
    applications
      .all()
      .some(({ record }) => record.token && text.includes(record.token.accessToken));
  return vscode.Disposable.from(
    changed,
    loadingForTokens(applications, refresh, holdsToken, load),
    active.onDidChange(refresh),
    languages.registerCodeLensProvider(requestFiles, {
      onDidChangeCodeLenses: changed.event,
      provideCodeLenses: async (document) => (await editorFor(document))?.lenses(document, refresh),
    }),
    languages.registerCompletionItemProvider(
      requestFiles,
      {
        provideCompletionItems: async (document, position) =>
          (await editorFor(document))?.completions(document, position),
      },
      ...['/', '?', '&', '=', ',', ':'],
    ),
    languages.registerHoverProvider('*', {
      provideHover: async (document, position) =>
        (await editorFor(document, position.line))?.hover(document, position),
    }),
    languages.registerCodeActionsProvider(
      '*',
      {
        provideCodeActions: async (document, { start }) =>
          (await editorFor(document, start.line))?.actions(document, start),
      },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
    ...(['isogeo_search', 'isogeo_get', 'isogeo_read'] as const).map((name) =>
      registerTool(name, load),
    ),
  );
}

function registerTool(
  name: keyof CatalogTools,
  load: () => Promise<RequestHelp>,
): vscode.Disposable {
  return vscode.lm.registerTool<unknown>(name, {
    prepareInvocation: async ({ input }) => (await load()).tools[name].prepare(input),
    invoke: async (options, token) => (await load()).tools[name].invoke(options, token),
  });
}

/** Loads the warnings about tokens when a document contains a known token, and refreshes the lenses. */
function loadingForTokens(
  applications: ApplicationStates,
  refresh: () => void,
  holdsToken: (text: string) => boolean,
  load: () => Promise<unknown>,
): vscode.Disposable {
  const { workspace } = vscode;
  const look = (text: string) => {
    if (holdsToken(text)) load().catch(() => undefined);
  };
  const lookIn = (document: vscode.TextDocument) => {
    look(document.getText());
  };
  return vscode.Disposable.from(
    {
      dispose: applications.onDidChange(() => {
        refresh();
        workspace.textDocuments.forEach(lookIn);
      }),
    },
    workspace.onDidOpenTextDocument(lookIn),
    workspace.onDidChangeTextDocument(({ contentChanges }) => {
      for (const { text } of contentChanges) look(text);
    }),
  );
}

/** Whether the document is an unsaved text without a name, which may be anything. */
function isSomethingElse(document: vscode.TextDocument): boolean {
  return (
    document.isUntitled &&
    document.languageId === 'plaintext' &&
    !/^[ \t]*([A-Z]+ )?(https?:|\{\{)/im.test(document.getText())
  );
}
