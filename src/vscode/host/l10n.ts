import * as vscode from 'vscode';
import type bundle from '../../../l10n/bundle.l10n.json';
import { oneLine } from '../../core/text/plainText.ts';

/** The English text is the key; a text that the language file lacks doesn't compile. */
export type TextKey = keyof typeof bundle;

/**
 * A text in the user's language, with `{0}`, `{1}`… replaced by the arguments. An argument may come from
 * outside, so it becomes one visible line of limited length.
 */
export function t(key: TextKey, ...values: readonly (string | number)[]): string {
  const lines = values.map((value) => (typeof value === 'string' ? oneLine(value) : value));
  return vscode.l10n.t(key, ...lines);
}
