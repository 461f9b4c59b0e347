import * as vscode from 'vscode';
import type { RenewalMode } from '../../core/token/status.ts';

function read<T>(name: string, fallback: T): T {
  return vscode.workspace.getConfiguration('isogeo').get<T>(name, fallback);
}

/** An invalid number in `settings.json` falls back to its default. */
function readNumber(name: string, fallback: number, least: number, most: number): number {
  const value: unknown = read<unknown>(name, fallback);
  const isUsable = typeof value === 'number' && Number.isFinite(value) && value >= least;
  return Math.min(isUsable ? value : fallback, most);
}

/** The extension's settings, read for each use, so that each change applies at once. */
export const settings = {
  renewal(): RenewalMode {
    // Another extension reads a shared token without asking, so it must always be valid.
    if (settings.sharesToken()) return 'automatic';
    const mode = read<string>('token.renewal', 'onUse');
    return mode === 'automatic' || mode === 'manual' ? mode : 'onUse';
  },
  /** Whether a command may renew a token without asking. */
  mayRenew: () => settings.renewal() !== 'manual',
  sharesToken: () => read<unknown>('clients.shareToken', false) === true,
  warnMs: () => readNumber('token.warnMinutes', 5, 0, 1440) * 60_000,
  timeoutMs: () => readNumber('network.timeoutSeconds', 30, 1, 600) * 1000,
  /** A check of the network needs less time than a request to a busy server. */
  probeTimeoutMs: () => Math.min(settings.timeoutMs(), 10_000),
  clearClipboardMs: () => readNumber('clipboard.clearSeconds', 0, 0, 86_400) * 1000,
};
