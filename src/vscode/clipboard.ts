import * as vscode from 'vscode';
import { t } from './l10n.ts';
import { sayInPassing } from './notify.ts';
import { settings } from './settings.ts';

/** Copies a secret, says so in passing, and takes it back later where the user has set so. */
export async function copySecret(secret: string, done: string): Promise<void> {
  await vscode.env.clipboard.writeText(secret);
  sayInPassing(done);
  const clearMs = settings.clearClipboardMs();
  if (clearMs > 0) setTimeout(() => void clear(secret), clearMs);
}

async function clear(secret: string): Promise<void> {
  if ((await vscode.env.clipboard.readText()) !== secret) return;
  await vscode.env.clipboard.writeText('');
  sayInPassing(t('Clipboard cleared'));
}
