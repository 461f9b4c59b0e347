import { setTimeout as delay } from 'node:timers/promises';

/** Polls until `probe` gives a value. `describe` says, in the error, what had not come. */
export async function waitFor<T>(
  probe: () => T | undefined | Promise<T | undefined>,
  describe: () => string,
  timeoutMs = 30_000,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const value = await probe();
    if (value !== undefined) return value;
    if (performance.now() > deadline) {
      throw new Error(`Not within ${timeoutMs / 1000} s: ${describe()}`);
    }
    await delay(50);
  }
}
