/**
 * Of what only one can go on at a time, the latest: it ends the one before, and starts when that
 * has let go.
 */
export class Latest {
  #end: () => Promise<unknown> = () => Promise.resolve();

  run<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    const controller = new AbortController();
    const result = this.#end().then(() => work(AbortSignal.any([signal, controller.signal])));
    this.#end = () => {
      controller.abort();
      return result.catch(() => undefined);
    };
    return result;
  }
}
