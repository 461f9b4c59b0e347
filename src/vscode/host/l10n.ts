import * as vscode from 'vscode';
import type bundle from '../../../l10n/bundle.l10n.json';

/** The English text is the key; one that the language file lacks does not compile. */
export type TextKey = keyof typeof bundle;

/** A text in the user's language, with `{0}`, `{1}`… replaced by the arguments. */
export function t(key: TextKey, ...values: readonly (string | number)[]): string {
  return vscode.l10n.t(key, ...values);
}
