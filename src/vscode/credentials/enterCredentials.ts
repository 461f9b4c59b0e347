import * as vscode from 'vscode';
import type { Platform } from '../../core/platform/endpoints.ts';
import type { Credentials } from '../../core/credentials/credentials.ts';
import {
  enteredCredentials,
  faultOfAddress,
  type AddressFault,
} from '../../core/credentials/entered.ts';
import { doubtOfId, doubtOfSecret } from '../../core/credentials/doubts.ts';
import { faultOfText } from '../../core/credentials/fields.ts';
import { parsePasted } from '../../core/credentials/pasted.ts';
import {
  apiBaseOf,
  baseAddressOf,
  isogeoPlatforms,
  type PlatformAddresses,
} from '../../core/platform/endpoints.ts';
import type { Doubt } from '../../core/failure.ts';
import { t } from '../host/l10n.ts';
import { askTextStep } from '../host/box.ts';
import { pickStep } from '../host/pick.ts';
import { back } from '../host/showInput.ts';
import { inTitleCase, platformInWords } from '../words/applications.ts';
import { doubtInWords } from '../words/failures.ts';

/** The answers so far: going back and a second try keep them. */
export interface Draft {
  platform?: Platform;
  identity?: string;
  api?: string;
  clientId?: string;
  clientSecret?: string;
  /** The secret was pasted with the ID, so it isn't asked for. */
  pasted?: boolean;
}

type Ask = (draft: Draft, step: number, totalSteps: number) => Promise<'next' | 'back' | 'end'>;

export interface Entered {
  readonly credentials: Credentials;
  /** The answers for a second try. */
  readonly draft: Readonly<Draft>;
}

/**
 * Asks for the platform, the ID and the secret, starting with earlier answers except the secret. Saves
 * nothing. `undefined`: cancelled.
 */
export async function enterCredentials(earlier: Draft = {}): Promise<Entered | undefined> {
  const draft: Draft = { ...earlier, pasted: false };
  const done = await walk(
    () => [askPlatform, ...addressSteps(draft), askId, ...(draft.pasted ? [] : [askSecret])],
    draft,
  );
  const { clientId, clientSecret } = draft;
  return done && clientId !== undefined && clientSecret !== undefined
    ? { credentials: enteredCredentials(addressesOf(draft), clientId, clientSecret), draft }
    : undefined;
}

/** Asks only for the platform, if the environment doesn't name it. */
export async function choosePlatform(): Promise<PlatformAddresses | undefined> {
  const draft: Draft = {};
  return (await walk(() => [askPlatform, ...addressSteps(draft)], draft))
    ? addressesOf(draft)
    : undefined;
}

/** Each answer may add or remove steps. */
async function walk(steps: () => readonly Ask[], draft: Draft): Promise<boolean> {
  let index = 0;
  for (;;) {
    const ask = steps()[index];
    if (!ask) return true;
    const answer = await ask(draft, index + 1, steps().length);
    if (answer === 'end') return false;
    index += answer === 'next' ? 1 : -1;
  }
}

function addressSteps({ platform }: Draft): readonly Ask[] {
  return platform === 'custom' ? [askIdentity, askApi] : [];
}

function addressesOf({ platform, identity, api }: Draft): PlatformAddresses {
  if (platform === 'custom' && identity !== undefined) {
    return { identity, api: api ?? derivedApi(identity) };
  }
  return isogeoPlatforms[platform === 'qa' ? 'qa' : 'prod'];
}

function derivedApi(identity: string): string {
  return apiBaseOf(`${identity}/oauth/token`);
}

const askPlatform: Ask = async (draft, step, totalSteps) => {
  const chosen = await pickStep<Platform>({
    title: t('Enter ID and Secret'),
    step,
    totalSteps,
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
  if (chosen === undefined || chosen === back) return 'end';
  draft.platform = chosen;
  return 'next';
};

const askIdentity: Ask = async (draft, step, totalSteps) => {
  const answer = await askTextStep({
    title: t('Enter ID and Secret'),
    step,
    totalSteps,
    prompt: t('Address of the identity server'),
    placeholder: 'https://id.api.example.com',
    value: draft.identity ?? '',
    validate: addressProblem,
  });
  if (answer === undefined) return 'end';
  if (answer === back) return 'back';
  const identity = baseAddressOf(answer) ?? answer;
  // An address that was derived from another identity server is derived again.
  if (identity !== draft.identity) draft.api = derivedApi(identity);
  draft.identity = identity;
  return 'next';
};

const askApi: Ask = async (draft, step, totalSteps) => {
  const answer = await askTextStep({
    title: t('Enter ID and Secret'),
    step,
    totalSteps,
    prompt: t('Address of the API'),
    value: draft.api ?? '',
    validate: addressProblem,
  });
  if (answer === undefined) return 'end';
  if (answer === back) return 'back';
  draft.api = baseAddressOf(answer) ?? answer;
  return 'next';
};

const askId: Ask = async (draft, step, totalSteps) => {
  const answer = await askTextStep({
    title: t('Enter ID and Secret'),
    step,
    totalSteps,
    prompt: t('Client ID, or the whole file or text from Isogeo’s manager'),
    value: draft.clientId ?? '',
    validate: (text) =>
      textProblem(text) ??
      (draft.pasted ? info(t('The secret was pasted too.')) : undefined) ??
      warning(doubtOfId(text.trim(), draft.platform === 'custom')),
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
  });
  if (answer === undefined) return 'end';
  if (answer === back) return 'back';
  draft.clientId = answer;
  return 'next';
};

const askSecret: Ask = async (draft, step, totalSteps) => {
  const answer = await askTextStep({
    title: t('Enter ID and Secret'),
    step,
    totalSteps,
    prompt: t('Client secret'),
    value: '',
    password: true,
    validate: (text) =>
      textProblem(text) ?? warning(doubtOfSecret(text.trim(), draft.platform === 'custom')),
    onInput: (text) => parsePasted(text).clientSecret,
  });
  if (answer === undefined) return 'end';
  if (answer === back) return 'back';
  draft.clientSecret = answer;
  return 'next';
};

function textProblem(text: string): vscode.InputBoxValidationMessage | undefined {
  const fault = faultOfText(text.trim());
  return fault && error(faultInWords(fault));
}

export function addressProblem(text: string): vscode.InputBoxValidationMessage | undefined {
  const fault = faultOfAddress(text);
  return fault && error(faultInWords(fault));
}

function faultInWords(fault: AddressFault): string {
  switch (fault) {
    case 'blank':
      return t('Enter a value.');
    case 'control-character':
      return t('The value contains a line break or another control character.');
    case 'not-an-address':
      return t('Enter a URL such as https://id.api.example.com.');
    case 'scheme':
      return t('Secrets are sent over https only.');
    case 'user-info':
      return t('The address contains a user name or password.');
  }
}

function error(message: string): vscode.InputBoxValidationMessage {
  return { message, severity: vscode.InputBoxValidationSeverity.Error };
}

function warning(doubt: Doubt | undefined): vscode.InputBoxValidationMessage | undefined {
  if (!doubt) return undefined;
  return { message: doubtInWords(doubt), severity: vscode.InputBoxValidationSeverity.Warning };
}

function info(message: string): vscode.InputBoxValidationMessage {
  return { message, severity: vscode.InputBoxValidationSeverity.Info };
}
