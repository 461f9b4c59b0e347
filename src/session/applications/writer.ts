import { validityOf } from '../../core/applications/listed.ts';
import { serialiseRecord, type ApplicationRecord } from '../../core/applications/record.ts';
import type { Failure } from '../../core/failure.ts';
import { success, type Result } from '../../core/result.ts';
import type { Lock, Log, Markers, Vault } from '../ports.ts';
import { isListedAlike, type ApplicationIndex } from './applicationIndex.ts';
import type { ApplicationReader } from './reader.ts';

export interface WriterPorts {
  readonly vault: Vault;
  readonly markers: Markers;
  readonly log: Log;
  readonly lock: Lock;
}

/** Writes records to storage and memory, and keeps the marker and the index consistent with them. */
export class RecordWriter {
  readonly #ports: WriterPorts;
  readonly #reader: ApplicationReader;
  readonly #index: ApplicationIndex;

  constructor(ports: WriterPorts, reader: ApplicationReader, index: ApplicationIndex) {
    this.#ports = ports;
    this.#reader = reader;
    this.#index = index;
  }

  /** Runs a change in the application's turn, and keeps other windows from changing it meanwhile. */
  change<T>(id: string, work: () => Promise<T>): Promise<T> {
    return this.#reader.turns.run(id, () =>
      this.#ports.lock.hold(
        { applicationId: id, lock: 'record' },
        work,
        new AbortController().signal,
      ),
    );
  }

  /** A record that couldn't be read isn't overwritten: it may be lost, newer or removed. */
  async writeIfReadable(
    loaded: Result<ApplicationRecord | undefined>,
    record: ApplicationRecord,
  ): Promise<void> {
    if (loaded.ok) await this.write(record, loaded.value);
    else this.keepInMemory(record, loaded);
  }

  /** Changes a part of the record. If storage refuses, nothing changes. */
  async rewrite(
    record: ApplicationRecord,
    before: ApplicationRecord,
    isSignOut = false,
  ): Promise<Result<void>> {
    const { id } = record.application;
    const known = this.#reader.states.get(id);
    const stored = known?.stored === 'nothing' ? 'nothing' : 'this';
    if (stored === 'this') {
      const written = await this.#store(record, before);
      if (!written.ok) return this.logged(id, written);
    }
    const kept = isSignOut ? undefined : known;
    this.#reader.states.set(id, { asking: false, ...kept, record, stored });
    return success(undefined);
  }

  async write(
    record: ApplicationRecord,
    before: ApplicationRecord | undefined,
  ): Promise<Result<void>> {
    const { id } = record.application;
    const written = await this.#store(record, before);
    if (!written.ok) return this.keepInMemory(record, this.logged(id, written));
    this.#reader.states.set(id, {
      record,
      stored: 'this',
      asking: this.#reader.states.get(id)?.asking ?? false,
    });
    return written;
  }

  /**
   * Drops the application from the index first: a window that is killed now must not leave the old name or
   * kind there.
   */
  async #store(
    record: ApplicationRecord,
    before: ApplicationRecord | undefined,
  ): Promise<Result<void>> {
    const { id } = record.application;
    if (before && !isListedAlike(record.application, before.application)) {
      const dropped = await this.#index.drop(id);
      if (!dropped.ok) return dropped;
    }
    const written = await this.#ports.vault.write(id, serialiseRecord(record));
    if (written.ok) await this.#ports.markers.add(id, record.token && validityOf(record.token));
    return written;
  }

  keepInMemory<F>(record: ApplicationRecord, because: F): F {
    const { id } = record.application;
    const known = this.#reader.states.get(id);
    const stored = known && known.stored !== 'nothing' ? 'older' : 'nothing';
    this.#reader.states.set(id, { record, stored, asking: known?.asking ?? false });
    return because;
  }

  logged<F extends { readonly ok: false; readonly failure: Failure }>(id: string, result: F): F {
    this.#reader.logFailure(id, result.failure);
    return result;
  }
}
