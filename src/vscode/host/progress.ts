import * as vscode from 'vscode';

/**
 * What is over sooner would only flicker, and VS Code hides the fourth notification within 0.8 s,
 * which may be the one that matters. The status bar item spins all the while.
 */
const noticeableMs = 500;

/**
 * Shows progress with a Cancel button once the work has taken a while, counted from the moment that
 * `from` settles. `shutdown` cancels too.
 */
export async function withProgress<T>(
  title: string,
  shutdown: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
  from: Promise<unknown> = Promise.resolve(),
): Promise<T> {
  const controller = new AbortController();
  const result = work(AbortSignal.any([controller.signal, shutdown]));
  const show = () =>
    vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      (_progress, cancellation) => {
        cancellation.onCancellationRequested(() => {
          controller.abort();
        });
        return Promise.allSettled([result]);
      },
    );
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  void from.then(() => {
    if (!isOver) timer = setTimeout(() => void show(), noticeableMs);
  });
  try {
    return await result;
  } finally {
    isOver = true;
    clearTimeout(timer);
  }
}
