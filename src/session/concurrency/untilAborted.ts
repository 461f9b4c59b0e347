import { cancelled, type Result } from '../../core/result.ts';

/**
 * The result of the work, or `cancelled` as soon as the signal is aborted; the work itself isn't stopped. A
 * long-lived signal collects no listeners.
 */
export async function untilAborted<T>(
  signal: AbortSignal,
  work: Promise<T>,
): Promise<T | Result<never>> {
  const { promise: aborted, resolve } = Promise.withResolvers<Result<never>>();
  const stop = () => {
    resolve(cancelled);
  };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
