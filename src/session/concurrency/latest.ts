/** Runs one task at a time. A new task cancels the current one and waits for its end. */
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
