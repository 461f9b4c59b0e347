import * as vscode from 'vscode';
import { faultOfAddress, type AddressFault } from '../../core/credentials/entered.ts';
import { faultOfText } from '../../core/credentials/fields.ts';
import type { Doubt } from '../../core/failure.ts';
import { t } from '../host/l10n.ts';
import { doubtInWords } from '../words/credentials.ts';

type Message = vscode.InputBoxValidationMessage;

export function textProblem(text: string): Message | undefined {
  return faultMessage(faultOfText(text.trim()));
}

export function addressProblem(text: string): Message | undefined {
  return faultMessage(faultOfAddress(text));
}

export function redirectProblem(text: string): Message | undefined {
  const fault = faultOfText(text) ?? (URL.parse(text.trim()) ? undefined : 'not-an-address');
  return faultMessage(fault);
}

function faultMessage(fault: AddressFault | undefined): Message | undefined {
  if (!fault) return undefined;
  const message = {
    blank: t('Enter a value.'),
    'control-character': t('The value contains a line break or another control character.'),
    'not-an-address': t('Enter a URL such as https://id.api.example.com.'),
    scheme: t('Secrets are sent over https only.'),
    'user-info': t('The address contains a user name or password.'),
  }[fault];
  return { message, severity: vscode.InputBoxValidationSeverity.Error };
}

export function doubtMessage(doubt: Doubt | undefined): Message | undefined {
  if (!doubt) return undefined;
  return { message: doubtInWords(doubt), severity: vscode.InputBoxValidationSeverity.Warning };
}

export function infoMessage(message: string): Message {
  return { message, severity: vscode.InputBoxValidationSeverity.Info };
}
