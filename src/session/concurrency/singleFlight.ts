import { cancelled, type Result } from '../../core/result.ts';
import { untilAborted } from './untilAborted.ts';

interface Flight<T> {
  readonly result: Promise<Result<T>>;
  readonly controller: AbortController;
  waiting: number;
}

/**
 * Runs at most one task per key. Callers that arrive while it runs share its result. A caller who cancels
 * gets no result, and the task is cancelled when its last caller has cancelled.
 */
export class SingleFlight<T> {
  readonly #flights = new Map<string, Flight<T>>();

  async run(
    key: string,
    work: (signal: AbortSignal) => Promise<Result<T>>,
    signal: AbortSignal,
  ): Promise<Result<T>> {
    if (signal.aborted) return cancelled;
    const flight = this.#flights.get(key) ?? this.#start(key, work);
    flight.waiting += 1;
    try {
      return await untilAborted(signal, flight.result);
    } finally {
      flight.waiting -= 1;
      if (flight.waiting === 0) {
        // New callers must not join a task that is being cancelled.
        if (this.#flights.get(key) === flight) this.#flights.delete(key);
        flight.controller.abort();
      }
    }
  }

  #start(key: string, work: (signal: AbortSignal) => Promise<Result<T>>): Flight<T> {
    const controller = new AbortController();
    const flight: Flight<T> = { result: work(controller.signal), controller, waiting: 0 };
    this.#flights.set(key, flight);
    return flight;
  }
}
