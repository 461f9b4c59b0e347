import * as vscode from 'vscode';
import type { Authenticated } from '../../session/signIn/authenticate.ts';
import { t } from '../host/l10n.ts';
import { notify } from '../host/notify.ts';
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
  const [copy, correct] = [t('Copy Bearer Header'), t('Correct API Address…')];
  const isApiDoubtful = shareCount === undefined && application.platform === 'custom';
  const actions = isApiDoubtful ? [copy, correct] : [copy];
  const message = sentences.join(' ');
  void (saved ? notify.info(message, ...actions) : notify.warn(message, ...actions)).then(
    (chosen) => {
      if (chosen === correct) return correctApiAddress(application.id, ports);
      return chosen === copy
        ? vscode.commands.executeCommand('isogeo.copyBearerHeader', application.id)
        : undefined;
    },
  );
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
