import {
  parseRecord,
  serialiseRecord,
  type ApplicationRecord,
} from '../../core/applications/record.ts';
import type { Failure } from '../../core/failure.ts';
import { failed, success, type Result } from '../../core/result.ts';
import type { Token } from '../../core/token/token.ts';
import { Turns } from '../concurrency/turns.ts';
import type { Log, Markers, Vault } from '../ports.ts';
import { ApplicationStates, problemOf } from './states.ts';

export interface ReaderPorts {
  readonly vault: Pick<Vault, 'ids' | 'read'>;
  readonly markers: Pick<Markers, 'ids'>;
  readonly log: Log;
}

export interface Unreadable {
  readonly id: string;
  readonly failure: Failure;
}

/** The readable applications, and why the others can't be read. */
interface SavedApplications {
  readonly records: readonly ApplicationRecord[];
  readonly unreadable: readonly Unreadable[];
}

/** Reads saved applications from storage into memory. */
export class ApplicationReader {
  readonly states = new ApplicationStates();
  /** Reads and changes of one application run one after the other. */
  readonly turns = new Turns();
  readonly #ports: ReaderPorts;
  /** The problems that are already logged, by application. */
  readonly #logged = new Map<string, string | undefined>();

  constructor(ports: ReaderPorts) {
    this.#ports = ports;
  }

  /** Whether the application was saved, according to memory and the markers. */
  isSaved(id: string): boolean {
    return this.states.get(id) !== undefined || this.#ports.markers.ids().includes(id);
  }

  /** The IDs of all applications: stored, lost, or only in memory. Reads no secret. */
  async ids(): Promise<Result<readonly string[]>> {
    const stored = await this.#ports.vault.ids();
    if (!stored.ok) return stored;
    return success([...new Set([...stored.value, ...this.knownIds()])]);
  }

  /** The IDs that are known without asking storage. */
  knownIds(): readonly string[] {
    const inMemory = this.states.all().map(({ record }) => record.application.id);
    return [...new Set([...this.#ports.markers.ids(), ...inMemory])];
  }

  /**
   * Reads one application from storage into memory. `undefined`: it doesn't exist. Fails with
   * `storage`: `lost` if a marker shows that there was a secret; `damaged-record` and
   * `newer-record` stay in storage. Memory keeps its record if storage can't be read.
   */
  load(id: string): Promise<Result<ApplicationRecord | undefined>> {
    return this.turns.run(id, () => this.loadInTurn(id));
  }

  /**
   * Every application. Reads only those that aren't in memory: the others are kept up to date by change
   * events of the secret storage. The changes are announced together.
   */
  async readAll(): Promise<Result<SavedApplications>> {
    const ids = await this.ids();
    if (!ids.ok) return ids;
    const batch: string[] = [];
    const records: ApplicationRecord[] = [];
    const unreadable: Unreadable[] = [];
    await Promise.all(
      ids.value.map((id) =>
        this.turns.run(id, async () => {
          const known = this.states.get(id)?.record;
          const loaded = known ? success(known) : await this.loadInTurn(id, batch);
          if (!loaded.ok) unreadable.push({ id, failure: loaded.failure });
          else if (loaded.value) records.push(loaded.value);
        }),
      ),
    );
    this.states.announce(batch);
    return success({ records, unreadable });
  }

  /** Like `load`, for a caller that already has the application's turn. */
  async loadInTurn(id: string, batch?: string[]): Promise<Result<ApplicationRecord | undefined>> {
    let read = await this.#ports.vault.read(id);
    // Reads once more: without the stored record, hardly any change can be saved.
    if (problemOfResult(read) === 'read') read = await this.#ports.vault.read(id);
    const loaded = read.ok ? this.#accept(id, read.value, batch) : read;
    const problem = problemOfResult(loaded);
    if (!loaded.ok && this.#logged.get(id) !== problem) this.#log(id, loaded.failure);
    if (problem === undefined) this.#logged.delete(id);
    else this.#logged.set(id, problem);
    this.states.setLoadFailure(id, loaded.ok ? undefined : loaded.failure, batch);
    return loaded;
  }

  #accept(
    id: string,
    stored: string | undefined,
    batch: string[] | undefined,
  ): Result<ApplicationRecord | undefined> {
    const known = this.states.get(id);
    if (stored === undefined) {
      if (known?.stored === 'nothing') return success(known.record);
      if (this.#ports.markers.ids().includes(id)) {
        return failed({ reason: 'storage', problem: 'lost' });
      }
      this.states.forget(id, batch);
      return success(undefined);
    }
    const record = parseRecord(id, stored);
    if (typeof record === 'string') return failed({ reason: 'storage', problem: record });
    const isSame = known && serialiseRecord(known.record) === serialiseRecord(record);
    if (isSame && known.stored === 'this') return success(known.record);
    // A record that storage refused is newer than the stored one, unless another window wrote since.
    if (known && known.stored !== 'this' && !isSame && !isNewer(record.token, known.record.token)) {
      return success(known.record);
    }
    this.states.set(id, { record, stored: 'this', asking: known?.asking ?? false }, batch);
    return success(record);
  }

  #log(id: string, failure: Failure): void {
    const { log } = this.#ports;
    const problem = problemOf(failure);
    if (problem === 'lost') log.warn('secret lost', { applicationId: id });
    else if (problem === 'damaged-record' || problem === 'newer-record') {
      log.warn('record unreadable', { applicationId: id, problem });
    } else this.logFailure(id, failure);
  }

  logFailure(id: string, failure: Failure): void {
    const problem = problemOf(failure);
    this.#ports.log.warn('storage failed', {
      ...(this.isSaved(id) && { applicationId: id }),
      ...(problem !== undefined && { problem }),
    });
  }
}

function problemOfResult(result: Result<unknown>): string | undefined {
  return result.ok ? undefined : problemOf(result.failure);
}

export function isNewer(stored: Token | undefined, known: Token | undefined): boolean {
  return (stored?.obtainedAt ?? 0) > (known?.obtainedAt ?? 0);
}
