import type { ApplicationRecord } from '../../core/applications/record.ts';
import type { Failure } from '../../core/failure.ts';

/** The state of one application in this window. */
export interface ApplicationState {
  readonly record: ApplicationRecord;
  /** The version in storage: this record, an older one because storage refused this one, or nothing. */
  readonly stored: 'this' | 'older' | 'nothing';
  /** A token is being requested. */
  readonly asking: boolean;
  /** Why the last renewal failed; removed by the next success. */
  readonly failure?: Failure;
  /** When the last renewal failed, in milliseconds since the epoch. */
  readonly failedAt?: number;
}

/** Receives the IDs of the applications that have changed. */
export type ChangeListener = (ids: readonly string[]) => void;

/** The applications in memory, and why the others couldn't be read. */
export class ApplicationStates {
  readonly #states = new Map<string, ApplicationState>();
  readonly #loadFailures = new Map<string, Failure>();
  readonly #listeners = new Set<ChangeListener>();

  /** Without an ID, there is no application. */
  get(id: string | undefined): ApplicationState | undefined {
    return id === undefined ? undefined : this.#states.get(id);
  }

  all(): readonly ApplicationState[] {
    return [...this.#states.values()];
  }

  /** Why an application that isn't in memory couldn't be read. */
  loadFailureOf(id: string | undefined): Failure | undefined {
    return id === undefined ? undefined : this.#loadFailures.get(id);
  }

  /** Calls back after every change; returns a function that stops listening. */
  onDidChange(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  announce(ids: readonly string[]): void {
    if (ids.length === 0) return;
    for (const listener of this.#listeners) listener(ids);
  }

  /** With `batch`, adds the change to it; the caller announces the batch later. */
  set(id: string, state: ApplicationState, batch?: string[]): void {
    this.#states.set(id, state);
    this.#loadFailures.delete(id);
    this.#changed(id, batch);
  }

  /** Changes nothing if the application isn't in memory. */
  update(id: string, changes: Partial<ApplicationState>): void {
    const state = this.#states.get(id);
    if (state) this.set(id, { ...state, ...changes });
  }

  forget(id: string, batch?: string[]): void {
    const wasKnown = this.#states.delete(id);
    const hadFailed = this.#loadFailures.delete(id);
    if (wasKnown || hadFailed) this.#changed(id, batch);
  }

  /** Remembers why an application that isn't in memory couldn't be read; `undefined` clears it. */
  setLoadFailure(id: string, failure: Failure | undefined, batch?: string[]): void {
    const known = this.#loadFailures.get(id);
    const next = this.#states.has(id) ? undefined : failure;
    if (problemOf(known) === problemOf(next)) return;
    if (next) this.#loadFailures.set(id, next);
    else this.#loadFailures.delete(id);
    this.#changed(id, batch);
  }

  #changed(id: string, batch: string[] | undefined): void {
    if (batch) batch.push(id);
    else this.announce([id]);
  }
}

/** The word for a failure in the log: the fault of the storage, or the reason. */
export function problemOf(failure: Failure | undefined): string | undefined {
  return failure?.reason === 'storage' ? failure.problem : failure?.reason;
}
