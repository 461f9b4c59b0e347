import * as vscode from 'vscode';
import type { ApplicationState } from '../../session/applications/states.ts';
import { t } from '../host/l10n.ts';
import { applicationInWords } from '../words/applications.ts';
import { tokenInWords } from '../words/token.ts';

/** Who, what, until when, and links to what one can do about it. `cause`: of its failure. */
export function tooltipOf(
  state: ApplicationState,
  now: number,
  cause: string | undefined,
): vscode.MarkdownString {
  const { application, token } = state.record;
  const tooltip = new vscode.MarkdownString('', true);
  tooltip.isTrusted = {
    enabledCommands: ['isogeo.copyBearerHeader', 'isogeo.renewToken', 'isogeo.showApplication'],
  };
  // `appendText` escapes: names come from files and servers.
  tooltip.appendMarkdown('**').appendText(withoutLinks(application.name)).appendMarkdown('**  \n');
  tooltip.appendText(applicationInWords(application));
  tooltip.appendMarkdown('\n\n');
  tooltip.appendText(tokenInWords(token, now));
  if (cause !== undefined) tooltip.appendMarkdown('\n\n$(warning) ').appendText(cause);
  if (state.stored !== 'this') {
    tooltip.appendMarkdown('\n\n$(warning) ');
    tooltip.appendText(t('Not saved. It will be lost when this window closes.'));
  }
  tooltip.appendMarkdown('\n\n---\n\n');
  tooltip.appendMarkdown(
    [
      `[$(copy) ${t('Copy Bearer Header')}](command:isogeo.copyBearerHeader)`,
      `[$(refresh) ${t('Renew Token')}](command:isogeo.renewToken)`,
      `[$(info) ${t('Application Details')}](command:isogeo.showApplication)`,
    ].join(' &nbsp; '),
  );
  return tooltip;
}

/** `appendText` escapes markup, but an address in a name would still become a link. */
function withoutLinks(text: string): string {
  return text.replace(/:\/\/|www\./gi, (start) => `${start.slice(0, 1)}\u200b${start.slice(1)}`);
}
