import type * as vscode from 'vscode';

/** A signal that is aborted when VS Code cancels, even if that has already happened. */
export function abortedBy(cancellation: vscode.CancellationToken): AbortSignal {
  const controller = new AbortController();
  cancellation.onCancellationRequested(() => {
    controller.abort();
  });
  return controller.signal;
}
