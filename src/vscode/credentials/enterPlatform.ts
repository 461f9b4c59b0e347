import * as vscode from 'vscode';
import { derivedApi, enteredAddresses, typedAddress } from '../../core/credentials/entered.ts';
import { isPastedFile, pastedFile } from '../../core/credentials/pasted.ts';
import {
  isogeoPlatforms,
  type Platform,
  type PlatformAddresses,
} from '../../core/platform/endpoints.ts';
import { t } from '../host/l10n.ts';
import { askTextStep, type BoxOptions } from '../host/box.ts';
import { pickStep } from '../host/pick.ts';
import { back, type Back, type StepNumber } from '../host/showInput.ts';
import { askSteps } from '../host/steps.ts';
import { inTitleCase, platformInWords } from '../words/applications.ts';
import { addressProblem } from './boxMessages.ts';

/** The answers so far: going back and a second try keep them. */
export interface Draft {
  platform?: Platform;
  identity?: string;
  api?: string;
  clientId?: string;
  clientSecret?: string;
  /** The secret was pasted with the ID, so it isn't asked for. */
  pasted?: boolean;
  /** A whole credentials file that was pasted into a box; no further question follows. */
  file?: string | undefined;
}

/** Asks one question, and notes the answer in the draft. `undefined`: cancelled. */
export type Ask = (
  draft: Draft,
  number: Partial<StepNumber>,
) => Promise<'answered' | Back | undefined>;

/** Asks the questions in order; each answer may add or remove some. Returns whether all were answered. */
export async function askAll(questions: () => readonly Ask[], draft: Draft): Promise<boolean> {
  const answers = await askSteps<'answered'>(({ length }) => {
    const rest = questions().slice(length);
    const ask = draft.file === undefined ? rest[0] : undefined;
    return ask && { left: rest.length, ask: (number) => ask(draft, number) };
  });
  return answers !== undefined;
}

/** Asks only for the platform, if the environment doesn't name it. */
export async function choosePlatform(): Promise<PlatformAddresses | undefined> {
  const draft: Draft = {};
  return (await askAll(() => platformSteps(draft, false), draft))
    ? enteredAddresses(draft)
    : undefined;
}

/**
 * With `takesFile`, the user is entering credentials and may paste a whole file instead of an address. Without,
 * only the platform is missing.
 */
export function platformSteps({ platform }: Draft, takesFile: boolean): readonly Ask[] {
  return [
    askPlatform(takesFile),
    ...(platform === 'custom' ? [askIdentity(takesFile), askApi(takesFile)] : []),
  ];
}

function titleOf(takesFile: boolean): string {
  return takesFile ? t('Enter ID and Secret') : t('Authenticate');
}

const askPlatform =
  (takesFile: boolean): Ask =>
  async (draft, number) => {
    const chosen = await pickStep<Platform>({
      title: titleOf(takesFile),
      ...number,
      placeholder: t('Choose the platform that the application belongs to'),
      rows: (['prod', 'qa', 'custom'] as const).map((platform) => ({
        label: inTitleCase(platformInWords(platform)),
        description:
          platform === 'custom'
            ? t('your organisation runs Isogeo')
            : new URL(isogeoPlatforms[platform].identity).host,
        value: platform,
      })),
      active: draft.platform,
    });
    if (chosen === undefined || chosen === back) return undefined;
    draft.platform = chosen;
    return 'answered';
  };

/**
 * Asks for a text, and notes it in the draft. With `takesFile`, a whole credentials file that is pasted ends the
 * questions. It is removed from the box at once, since the box shows its content.
 */
export function askingText(
  takesFile: boolean,
  optionsFor: (draft: Draft) => Omit<BoxOptions, 'title'>,
  note: (draft: Draft, answer: string) => void,
): Ask {
  return async (draft, number) => {
    const title = titleOf(takesFile);
    const options = optionsFor(draft);
    let isOpen = true;
    const takeFile = async (text: string, finish: (refusal?: string) => void) => {
      // A browser may refuse to read the clipboard.
      const copied = await vscode.env.clipboard.readText().then(undefined, () => '');
      if (!isOpen) return;
      draft.file = pastedFile(text, copied);
      finish(
        draft.file === undefined
          ? t(
              'The pasted file has lost its line breaks. Choose the file instead, or paste only this value.',
            )
          : undefined,
      );
    };
    const answer = await askTextStep({
      title,
      ...number,
      ...options,
      onInput: (text, finish) => {
        if (!takesFile || !isPastedFile(text)) return options.onInput?.(text, finish);
        void takeFile(text, finish);
        return '';
      },
    });
    isOpen = false;
    if (typeof answer !== 'string') return answer;
    note(draft, answer);
    return 'answered';
  };
}

const askIdentity = (takesFile: boolean): Ask =>
  askingText(
    takesFile,
    (draft) => ({
      validate: addressProblem,
      prompt: t('Address of the identity server'),
      placeholder: 'https://id.api.example.com',
      value: draft.identity ?? '',
    }),
    (draft, answer) => {
      const identity = typedAddress(answer) ?? answer;
      // An address that was derived from another identity server is derived again.
      if (identity !== draft.identity) draft.api = derivedApi(identity);
      draft.identity = identity;
    },
  );

const askApi = (takesFile: boolean): Ask =>
  askingText(
    takesFile,
    (draft) => ({
      validate: addressProblem,
      prompt: t('Address of the API'),
      value: draft.api ?? '',
    }),
    (draft, answer) => {
      draft.api = typedAddress(answer) ?? answer;
    },
  );
