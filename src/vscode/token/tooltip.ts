import type * as vscode from 'vscode';
import type { ApplicationState } from '../../session/applications/states.ts';
import { t } from '../host/l10n.ts';
import { markdown, type MarkdownPart } from '../host/markdown.ts';
import { applicationInWords } from '../words/applications.ts';
import { tokenInWords } from '../words/token.ts';
import { offers, offersFor, type Situation } from './offers.ts';

interface Shown extends Situation {
  readonly state: ApplicationState | undefined;
  /** The failure as a sentence. */
  readonly cause: string | undefined;
  /** Whether the user can switch to another application. */
  readonly hasOthers: boolean;
}

/** The application, its token and the commands that help now. */
export function tooltipOf(shown: Shown, now: number): vscode.MarkdownString {
  const { state, cause, hasOthers } = shown;
  const links = [
    ...offersFor(shown),
    ...(state ? [offers.details] : []),
    ...(hasOthers ? [offers.switch] : []),
  ];
  return markdown(
    ...(state ? describing(state, now) : []),
    ...warningsIn(state, cause).map((text): readonly MarkdownPart[] => [{ icon: 'warning' }, text]),
    ...(state || cause !== undefined ? [] : [[t('Sign in to the Isogeo API')]]),
    links.map(({ label, ...link }): MarkdownPart => ({ link: label, ...link })),
  );
}

function describing(
  { record }: ApplicationState,
  now: number,
): readonly (readonly MarkdownPart[])[] {
  const { application, token } = record;
  return [
    [{ bold: application.name }],
    [applicationInWords(application)],
    [tokenInWords(token, now)],
  ];
}

function warningsIn(
  state: ApplicationState | undefined,
  cause: string | undefined,
): readonly string[] {
  const isSaved = !state || state.stored === 'this';
  return [
    ...(cause === undefined ? [] : [cause]),
    ...(isSaved ? [] : [t('Not saved: the application will be lost when this window closes.')]),
  ];
}
