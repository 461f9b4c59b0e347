import * as vscode from 'vscode';
import type { Authenticated } from '../../session/signIn/authenticate.ts';
import { t } from '../host/l10n.ts';
import { notifyWith } from '../host/notify.ts';
import { durationInWords } from '../words/times.ts';
import { sharesInWords } from '../words/applications.ts';
import { correctApiAddress, type ApiAddressPorts } from './apiAddress.ts';

/** Shows who is signed in, and offers the next actions. */
export function congratulate(authenticated: Authenticated, ports: ApiAddressPorts): void {
  const { application, token, shareCount, saved } = authenticated;
  const { name } = application;
  const sentences = [
    token.expiresAt === undefined
      ? t('Signed in to Isogeo as {0} (token expiry unknown).', name)
      : t(
          'Signed in to Isogeo as {0} (token valid for {1}).',
          name,
          durationInWords(token.expiresAt - token.obtainedAt),
        ),
    saved
      ? shareCountInWords(authenticated)
      : t('The credentials couldn’t be saved and will be lost when this window closes.'),
  ];
  const actions = new Map<string, () => unknown>([
    [
      t('Copy Bearer Header'),
      () => vscode.commands.executeCommand('isogeo.copyBearerHeader', application.id),
    ],
  ]);
  if (shareCount === undefined && application.platform === 'custom') {
    actions.set(t('Correct API Address…'), () => correctApiAddress(application.id, ports));
  }
  notifyWith(saved ? 'info' : 'warn', sentences.join(' '), actions);
}

function shareCountInWords({ shareCount, application }: Authenticated): string {
  if (shareCount !== undefined) return sharesInWords(shareCount);
  return application.platform === 'custom'
    ? t(
        'The server at {0} didn’t answer like an Isogeo API.',
        application.credentials.endpoints.api,
      )
    : t('The API didn’t say how many shares the application can read.');
}
