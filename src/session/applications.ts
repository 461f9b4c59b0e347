import { summaryOf, type ApplicationSummary } from '../core/application.ts';
import { failed, success, type Failure, type Result } from '../core/failure.ts';
import { parseRecord, serialiseRecord, type ApplicationRecord } from '../core/record.ts';
import type { Log, Markers, Vault } from './ports.ts';

/** What this window knows of one application. */
export interface ApplicationState {
  readonly record: ApplicationRecord;
  /** False where storage refused the record: it works until the window closes. */
  readonly saved: boolean;
  /** A token is being asked for right now. */
  readonly asking: boolean;
  /** Why the last renewal failed; gone with the next success. */
  readonly failure?: Failure;
}

export interface ApplicationsPorts {
  readonly vault: Vault;
  readonly markers: Markers;
  readonly log: Log;
}

/** The saved applications: what storage holds, and the copy in memory that commands answer from. */
export class Applications {
  readonly #ports: ApplicationsPorts;
  readonly #states = new Map<string, ApplicationState>();
  /** Storage refused these from the first: that they are not there does not mean removed. */
  readonly #neverSaved = new Set<string>();
  readonly #listeners = new Set<(id: string) => void>();

  constructor(ports: ApplicationsPorts) {
    this.#ports = ports;
  }

  /** Answers from memory alone. */
  get(id: string): ApplicationState | undefined {
    return this.#states.get(id);
  }

  /** Calls back after every change to one application; answers how to stop listening. */
  onDidChange(listener: (id: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Reads one application from storage into memory. `undefined`: there is none. Fails with
   * `storage`: `lost` where a marker says that there was a secret, `unreadable-record` for one
   * that is corrupt or of a newer version, which stays where it is.
   */
  async load(id: string): Promise<Result<ApplicationRecord | undefined>> {
    const read = await this.#ports.vault.read(id);
    if (!read.ok) return read;
    const known = this.#states.get(id);
    if (read.value === undefined) {
      if (known && this.#neverSaved.has(id)) return success(known.record);
      if (!this.#ports.markers.ids().includes(id)) {
        this.#forget(id);
        return success(undefined);
      }
      // In memory it may still work; only what storage held is gone.
      this.#ports.log.warn('secret lost', { applicationId: id });
      return failed({ reason: 'storage', problem: 'lost' });
    }
    const record = parseRecord(id, read.value);
    if (!record) {
      this.#ports.log.warn('record set aside', { applicationId: id });
      return failed({ reason: 'storage', problem: 'unreadable-record' });
    }
    // What storage refused is newer than what it holds, unless another window has been there since.
    if (known && !known.saved && !isNewer(record, known.record)) return success(known.record);
    this.#neverSaved.delete(id);
    if (!known?.saved || serialiseRecord(known.record) !== read.value) {
      this.#set(id, { record, saved: true, asking: known?.asking ?? false });
    }
    return success(record);
  }

  /** Every application that can be read; the others are left alone and logged. */
  async list(): Promise<Result<readonly ApplicationSummary[]>> {
    const ids = await this.#ports.vault.ids();
    if (!ids.ok) return ids;
    const records = await Promise.all(ids.value.map((id) => this.load(id)));
    const summaries = records.flatMap((record) =>
      record.ok && record.value ? [summaryOf(record.value.application)] : [],
    );
    return success(
      summaries.sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1)),
    );
  }

  /** Takes the record into memory even where storage refuses it, so that the token can be used. */
  async save(record: ApplicationRecord): Promise<Result<void>> {
    const { id } = record.application;
    const written = await this.#ports.vault.write(id, serialiseRecord(record));
    if (written.ok) await this.#ports.markers.add(id);
    else this.#ports.log.warn('storage failed', { applicationId: id });
    if (written.ok) this.#neverSaved.delete(id);
    else if (!this.#states.has(id)) this.#neverSaved.add(id);
    this.#set(id, { record, saved: written.ok, asking: this.get(id)?.asking ?? false });
    return written;
  }

  /** Takes the record into memory alone, where storage holds one that must stay as it is. */
  keepInMemory(record: ApplicationRecord): void {
    const { id } = record.application;
    this.#set(id, { record, saved: false, asking: this.get(id)?.asking ?? false });
  }

  /** The marker goes first: a removal that is cut short must not look like a lost secret. */
  async remove(id: string): Promise<Result<void>> {
    await this.#ports.markers.remove(id);
    const removed = await this.#ports.vault.remove(id);
    if (!removed.ok) {
      await this.#ports.markers.add(id);
      this.#ports.log.warn('storage failed', { applicationId: id });
      return removed;
    }
    this.#ports.log.info('application removed', { applicationId: id });
    this.#forget(id);
    return removed;
  }

  setAsking(id: string, asking: boolean): void {
    const state = this.#states.get(id);
    if (state && state.asking !== asking) this.#set(id, { ...state, asking });
  }

  setFailure(id: string, failure: Failure): void {
    const state = this.#states.get(id);
    if (state) this.#set(id, { ...state, failure });
  }

  #set(id: string, state: ApplicationState): void {
    this.#states.set(id, state);
    this.#announce(id);
  }

  #forget(id: string): void {
    this.#neverSaved.delete(id);
    if (this.#states.delete(id)) this.#announce(id);
  }

  #announce(id: string): void {
    for (const listener of this.#listeners) listener(id);
  }
}

function isNewer(stored: ApplicationRecord, known: ApplicationRecord): boolean {
  return (stored.token?.obtainedAt ?? 0) > (known.token?.obtainedAt ?? 0);
}
