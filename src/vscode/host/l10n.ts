import * as vscode from 'vscode';
import type bundle from '../../../l10n/bundle.l10n.json';
import { oneLine } from '../../core/text/plainText.ts';

/** The English text is the key; one that the language file lacks does not compile. */
export type TextKey = keyof typeof bundle;

/**
 * A text in the user's language, with `{0}`, `{1}`… replaced by the arguments. An argument may come
 * from outside: it becomes one visible line of limited length.
 */
export function t(key: TextKey, ...values: readonly (string | number)[]): string {
  const lines = values.map((value) => (typeof value === 'string' ? oneLine(value) : value));
  return vscode.l10n.t(key, ...lines);
}
