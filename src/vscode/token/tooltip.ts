import type * as vscode from 'vscode';
import type { ApplicationState } from '../../session/applications/states.ts';
import { t } from '../host/l10n.ts';
import { markdown, type Part } from '../host/markdown.ts';
import { applicationInWords } from '../words/applications.ts';
import { tokenInWords } from '../words/token.ts';

/** Who, what, until when, and links to what one can do about it. `cause`: of its failure. */
export function tooltipOf(
  state: ApplicationState,
  now: number,
  cause: string | undefined,
): vscode.MarkdownString {
  const { application, token } = state.record;
  return markdown(
    [{ bold: application.name }],
    [applicationInWords(application)],
    [tokenInWords(token, now)],
    ...warningsIn(state, cause).map((text): readonly Part[] => [{ icon: 'warning' }, text]),
    [
      { icon: 'copy', link: t('Copy Bearer Header'), command: 'isogeo.copyBearerHeader' },
      { icon: 'refresh', link: t('Renew Token'), command: 'isogeo.renewToken' },
      { icon: 'info', link: t('Application Details'), command: 'isogeo.showApplication' },
    ],
  );
}

function warningsIn({ stored }: ApplicationState, cause: string | undefined): readonly string[] {
  return [
    ...(cause === undefined ? [] : [cause]),
    ...(stored === 'this' ? [] : [t('Not saved. It will be lost when this window closes.')]),
  ];
}
