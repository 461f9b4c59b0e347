import * as vscode from 'vscode';
import { abortedBy } from './cancellation.ts';
import { inEither } from './inert.ts';
import { t } from './l10n.ts';

/**
 * Shorter progress would only flicker. It could also displace a notification, since VS Code hides the fourth
 * one within 0.8 s. The status bar item spins meanwhile.
 */
const noticeableMs = 500;

/**
 * Shows progress with a Cancel button once the work has lasted a while, measured from the moment that
 * `from` settles. `shutdown` cancels too.
 */
export async function withProgress<T>(
  title: string,
  shutdown: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
  from: Promise<unknown> = Promise.resolve(),
): Promise<T> {
  const cancel = new AbortController();
  const result = work(AbortSignal.any([cancel.signal, shutdown]));
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  const showLater = () => {
    if (isOver) return;
    timer = setTimeout(() => {
      void show(title, (_report, cancelled) => {
        cancelled.addEventListener('abort', () => {
          cancel.abort();
        });
        return Promise.allSettled([result]);
      });
    }, noticeableMs);
  };
  void from.then(showLater);
  try {
    return await result;
  } finally {
    isOver = true;
    clearTimeout(timer);
  }
}

/** Like `withProgress`, for the request of a token. */
export function whileRequestingToken<T>(
  shutdown: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
  from?: Promise<unknown>,
): Promise<T> {
  return withProgress(t('Isogeo: requesting a token…'), shutdown, work, from);
}

/** Reports the current step and the number of steps. */
type ReportStep = (message: string, number: number, count: number) => void;

/** Shows the steps of the work in order, with a Cancel button. `shutdown` cancels too. */
export async function withSteps<T>(
  title: string,
  shutdown: AbortSignal,
  work: (signal: AbortSignal, report: ReportStep) => Promise<T>,
): Promise<T> {
  return show(title, (report, cancelled) => work(AbortSignal.any([cancelled, shutdown]), report));
}

function show<T>(
  title: string,
  work: (report: ReportStep, cancelled: AbortSignal) => Promise<T>,
): Thenable<T> {
  const { Notification } = vscode.ProgressLocation;
  const options = { location: Notification, title: inEither(title), cancellable: true };
  return vscode.window.withProgress(options, (progress, cancellation) =>
    work((message, number, count) => {
      // Each step's share is added when the next one starts.
      const increment = number === 1 ? 0 : 100 / count;
      progress.report({ message: inEither(message), increment });
    }, abortedBy(cancellation)),
  );
}
