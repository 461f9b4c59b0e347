import type * as vscode from 'vscode';

/** Aborted when VS Code cancels; VS Code tells a late listener too. */
export function abortedBy(cancellation: vscode.CancellationToken): AbortSignal {
  const controller = new AbortController();
  cancellation.onCancellationRequested(() => {
    controller.abort();
  });
  return controller.signal;
}
