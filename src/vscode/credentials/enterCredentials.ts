import type { Credentials } from '../../core/credentials/credentials.ts';
import { doubtOfId, doubtOfSecret } from '../../core/credentials/doubts.ts';
import { enteredAddresses, enteredCredentials } from '../../core/credentials/entered.ts';
import type { Choices } from '../../core/credentials/fields.ts';
import { parsePasted } from '../../core/credentials/pasted.ts';
import { t } from '../host/l10n.ts';
import { askText } from '../host/box.ts';
import { infoMessage, redirectProblem, textProblem, doubtMessage } from './boxMessages.ts';
import { askAll, askingText, platformSteps, type Ask, type Draft } from './enterPlatform.ts';

/** The entered credentials, with the draft for a second try. */
export type Entered = { readonly draft: Readonly<Draft> } & (
  | { readonly from: 'entered'; readonly credentials: Credentials }
  | { readonly from: 'pasted'; readonly text: string; readonly choices: Choices }
);

/**
 * Asks for the platform, the ID and the secret, starting with earlier answers except the secret. Saves
 * nothing. `undefined`: cancelled.
 */
export async function enterCredentials(earlier: Draft = {}): Promise<Entered | undefined> {
  const draft: Draft = { ...earlier, pasted: false, file: undefined };
  const done = await askAll(
    () => [...platformSteps(draft, true), askId, ...(draft.pasted ? [] : [askSecret])],
    draft,
  );
  if (!done) return undefined;
  const { clientId, clientSecret, file } = draft;
  if (file !== undefined) {
    return { from: 'pasted', text: file, choices: { platform: enteredAddresses(draft) }, draft };
  }
  return clientId !== undefined && clientSecret !== undefined
    ? {
        from: 'entered',
        credentials: enteredCredentials(enteredAddresses(draft), clientId, clientSecret),
        draft,
      }
    : undefined;
}

/**
 * Asks for the redirect URI of a public application in environment variables, since no variable contains one.
 */
export function enterRedirectUri(): Promise<string | undefined> {
  return askText({
    title: t('Authenticate'),
    prompt: t('A redirect URI that is registered for the application'),
    placeholder: 'http://localhost:5000/callback',
    validate: redirectProblem,
  });
}

const askId: Ask = askingText(
  true,
  (draft) => ({
    prompt: t('Client ID, or the whole file or text from Isogeo’s manager'),
    value: draft.clientId ?? '',
    validate: (text) =>
      textProblem(text) ??
      (draft.pasted ? infoMessage(t('The secret was pasted too.')) : undefined) ??
      doubtMessage(doubtOfId(text.trim(), draft.platform === 'custom')),
    onInput: (text) => {
      const { clientId, clientSecret } = parsePasted(text);
      if (clientId !== undefined && clientSecret !== undefined) {
        Object.assign(draft, { clientId, clientSecret, pasted: true } satisfies Draft);
      } else if (text !== draft.clientId) {
        // A typed ID replaces the pasted one, and belongs to another application.
        draft.pasted = false;
      }
      return clientId;
    },
  }),
  (draft, answer) => {
    draft.clientId = answer;
  },
);

const askSecret: Ask = askingText(
  true,
  (draft) => ({
    prompt: t('Client secret'),
    password: true,
    validate: (text) =>
      textProblem(text) ?? doubtMessage(doubtOfSecret(text.trim(), draft.platform === 'custom')),
    onInput: (text) => parsePasted(text).clientSecret,
  }),
  (draft, answer) => {
    draft.clientSecret = answer;
  },
);
