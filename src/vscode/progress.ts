import * as vscode from 'vscode';

/** Progress with a Cancel button, for work that a person has asked for. */
export async function withProgress<T>(
  title: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (_progress, cancellation) => {
      const controller = new AbortController();
      const subscription = cancellation.onCancellationRequested(() => {
        controller.abort();
      });
      try {
        return await work(controller.signal);
      } finally {
        subscription.dispose();
      }
    },
  );
}

/** What is over sooner would only flicker; the status bar item spins all the while. */
const noticeableMs = 800;

/** As `withProgress`, but shown only once the work has taken a while. */
export async function withLateProgress<T>(
  title: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const result = work(controller.signal);
  const timer = setTimeout(() => {
    void withProgress(title, (signal) => {
      signal.addEventListener('abort', () => {
        controller.abort();
      });
      return Promise.allSettled([result]);
    });
  }, noticeableMs);
  try {
    return await result;
  } finally {
    clearTimeout(timer);
  }
}
