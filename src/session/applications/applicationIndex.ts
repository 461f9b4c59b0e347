import type { ApplicationSummary } from '../../core/applications/application.ts';
import {
  listed,
  parseIndex,
  serialiseIndex,
  type ListedApplication,
} from '../../core/applications/listed.ts';
import { success, type Result } from '../../core/result.ts';
import { Turns } from '../concurrency/turns.ts';
import type { Markers, Vault } from '../ports.ts';
import type { ApplicationReader, Unreadable } from './reader.ts';

/** The content of a list: the applications by name, and those that can't be read. */
export interface ApplicationList {
  readonly applications: readonly ListedApplication[];
  readonly unreadable: readonly Unreadable[];
}

export interface IndexPorts {
  readonly vault: Pick<Vault, 'ids' | 'readIndex' | 'writeIndex'>;
  readonly markers: Pick<Markers, 'validityOf' | 'add'>;
}

/**
 * Lists all applications by reading a single secret. The keys of the secret storage determine which
 * applications exist; the index only adds their names, kinds and platforms. An application that the index
 * lacks is read from its record, and the index is then rewritten. Before a name or kind changes, the
 * application is dropped from the index, so that a window killed in between leaves no old name behind.
 */
export class ApplicationIndex {
  readonly #ports: IndexPorts;
  readonly #reader: ApplicationReader;
  readonly #turns = new Turns();
  /** Counts dropped applications, so that a list that began earlier doesn't write them back. */
  #drops = 0;

  constructor(ports: IndexPorts, reader: ApplicationReader) {
    this.#ports = ports;
    this.#reader = reader;
  }

  async list(): Promise<Result<ApplicationList>> {
    const drops = this.#drops;
    const { vault } = this.#ports;
    const [stored, index] = await Promise.all([
      vault.ids(),
      this.#turns.run('', () => vault.readIndex()),
    ]);
    if (!stored.ok) return stored;
    const storedIds = new Set(stored.value);
    const ids = new Set([...storedIds, ...this.#reader.knownIds()]);
    const text = index.ok ? index.value : undefined;
    const entries = parseIndex(text);
    const applications: ListedApplication[] = [];
    const unreadable: Unreadable[] = [];
    await Promise.all(
      [...ids].map(async (id) => {
        const entry = storedIds.has(id) ? entries.get(id) : undefined;
        const found = await this.#find(id, entry);
        if (!found.ok) unreadable.push({ id, failure: found.failure });
        else if (found.value) applications.push(found.value);
      }),
    );
    // A record that is only in memory isn't in the index.
    const next = indexTextOf(applications.filter(({ id }) => storedIds.has(id)));
    if (next !== text) {
      void this.#turns.run('', async () => {
        if (drops === this.#drops) await vault.writeIndex(next);
      });
    }
    return success({ applications: byName(applications), unreadable });
  }

  /** Drops an application from the index, before its name or kind changes or it is removed. */
  drop(id: string): Promise<Result<void>> {
    this.#drops += 1;
    const { vault } = this.#ports;
    return this.#turns.run('', async () => {
      const read = await vault.readIndex();
      if (!read.ok) return read;
      const entries = parseIndex(read.value);
      if (!entries.has(id)) return success(undefined);
      return vault.writeIndex(
        indexTextOf([...entries.values()].filter((entry) => entry.id !== id)),
      );
    });
  }

  async #find(
    id: string,
    entry: ApplicationSummary | undefined,
  ): Promise<Result<ListedApplication | undefined>> {
    const state = this.#reader.states.get(id);
    const known = state && listed(state.record);
    // Another window that is changing the application has taken it out of the index.
    const isAgreed =
      state?.stored !== 'this' || (entry && isListedAlike(entry, state.record.application));
    if (known && isAgreed) return success(known);
    const validity = known ? undefined : this.#ports.markers.validityOf(id);
    if (entry && validity !== undefined)
      return success({ ...entry, ...(validity && { validity }) });
    // The window's memory and the index disagree, or neither knows the application: its record decides.
    const loaded = await this.#reader.load(id);
    if (!loaded.ok) return known ? success(known) : loaded;
    if (!loaded.value) return success(undefined);
    const found = listed(loaded.value);
    void this.#ports.markers.add(id, found.validity);
    return success(found);
  }
}

function indexTextOf(applications: readonly ApplicationSummary[]): string | undefined {
  return applications.length > 0 ? serialiseIndex(applications) : undefined;
}

/** The platform can't change: it is a part of the ID. */
export function isListedAlike(a: ApplicationSummary, b: ApplicationSummary): boolean {
  return a.name === b.name && a.kind === b.kind;
}

function byName(applications: readonly ListedApplication[]): readonly ListedApplication[] {
  if (applications.length < 2) return applications;
  // The first collator takes 6 ms, so it isn't made when the extension is loaded.
  const { compare } = new Intl.Collator(undefined, { numeric: true });
  return applications.toSorted((a, b) => compare(a.name, b.name) || (a.id < b.id ? -1 : 1));
}
