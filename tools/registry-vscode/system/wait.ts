import { setTimeout as delay } from 'node:timers/promises';

const INTERVAL_MS = 50;

/** Polls until `probe` returns a value. The error names the missing thing with `describe`. */
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
    await delay(INTERVAL_MS);
  }
}

/** Repeats a check until its assertions pass; then fails with the last error. */
export async function eventually<T>(look: () => Promise<T>, timeoutMs = 20_000): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await delay(INTERVAL_MS);
    }
  }
}
