import * as vscode from 'vscode';
import type { ApplicationKind, ApplicationSummary, Platform } from '../core/application.ts';
import { isValid, type Token } from '../core/token.ts';
import type { ApplicationState } from '../session/applications.ts';
import { localTime } from './duration.ts';
import { t } from './l10n.ts';

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
    tooltip.appendText(t('Not saved: it is kept until this window closes.'));
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

/** Its kind and platform, beside its name. */
export function applicationInWords({
  kind,
  platform,
}: Pick<ApplicationSummary, 'kind' | 'platform'>): string {
  return `${kindInWords(kind)} · ${platformInWords(platform)}`;
}

export function kindInWords(kind: ApplicationKind): string {
  switch (kind) {
    case 'group':
      return t('group application');
    case 'user':
      return t('user application');
    case 'public':
      return t('public user application');
  }
}

export function platformInWords(platform: Platform): string {
  switch (platform) {
    case 'prod':
      return t('production');
    case 'qa':
      return t('qualification');
    case 'custom':
      return t('on premises');
  }
}

/** For the label of an item. */
export function inTitleCase(words: string): string {
  return words.slice(0, 1).toLocaleUpperCase() + words.slice(1);
}

/** Whether there is a token, and when it ends. */
export function tokenInWords(token: Token | undefined, now: number): string {
  if (!token) return t('No token: signed out.');
  if (!isValid(token, now)) return t('The token has expired.');
  return token.expiresAt === undefined
    ? t('The platform did not say when the token expires.')
    : t('The token expires at {0}.', localTime(token.expiresAt));
}
