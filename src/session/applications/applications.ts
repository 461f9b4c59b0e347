import { accountLabelOf, fullAccountLabel } from '../../core/applications/accountLabel.ts';
import { summaryOf, type ApplicationSummary } from '../../core/applications/application.ts';
import type { Failure } from '../../core/failure.ts';
import { failed, success, type Result } from '../../core/result.ts';
import { plainName } from '../../core/text/plainText.ts';
import {
  parseRecord,
  serialiseRecord,
  type ApplicationRecord,
} from '../../core/applications/record.ts';
import type { RefreshHalt, Token } from '../../core/token/token.ts';
import type { Lock, Log, Markers, Vault } from '../ports.ts';
import { Turns } from '../concurrency/turns.ts';

/** What this window knows of one application. */
export interface ApplicationState {
  readonly record: ApplicationRecord;
  /** What storage holds of it: this record, an older one because it refused this, or nothing. */
  readonly stored: 'this' | 'older' | 'nothing';
  /** A token is being asked for right now. */
  readonly asking: boolean;
  /** Why the last renewal failed; gone with the next success. */
  readonly failure?: Failure;
  /** When it did, in milliseconds since the epoch. */
  readonly failedAt?: number;
}

/** Everything that is saved, and how much of it cannot be read. */
export interface SavedApplications {
  /** By name, then by id. */
  readonly records: readonly ApplicationRecord[];
  readonly unreadable: readonly { readonly id: string; readonly failure: Failure }[];
}

export interface ApplicationsPorts {
  readonly vault: Vault;
  readonly markers: Markers;
  readonly log: Log;
  readonly lock: Lock;
}

const gone: Failure = { reason: 'interaction-required', need: 'choose-application' };

/**
 * The saved applications: what storage holds, and the copy in memory that commands answer from.
 * What is done to one application is done in turn, and changed by one window at a time, so that no
 * write goes by what a removal has just taken away.
 */
export class Applications {
  readonly #ports: ApplicationsPorts;
  readonly #states = new Map<string, ApplicationState>();
  readonly #loadFailures = new Map<string, Failure>();
  readonly #turns = new Turns();
  readonly #listeners = new Set<(id: string) => void>();

  constructor(ports: ApplicationsPorts) {
    this.#ports = ports;
  }

  /** Answers from memory alone. */
  get(id: string): ApplicationState | undefined {
    return this.#states.get(id);
  }

  /** It has been signed in with, as far as can be told without opening its secret. */
  isSaved(id: string): boolean {
    return this.#states.has(id) || this.#ports.markers.ids().includes(id);
  }

  /** The ids that are known without asking storage. */
  knownIds(): readonly string[] {
    return [...new Set([...this.#ports.markers.ids(), ...this.#states.keys()])];
  }

  /** All that this window has read so far. */
  inMemory(): readonly ApplicationState[] {
    return [...this.#states.values()];
  }

  /** Why an application that is not in memory could not be read. */
  loadFailureOf(id: string): Failure | undefined {
    return this.#loadFailures.get(id);
  }

  /** Calls back after every change to one application; answers how to stop listening. */
  onDidChange(listener: (id: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Reads one application from storage into memory. `undefined`: there is none. Fails with
   * `storage`: `lost` where a marker says that there was a secret, `damaged-record` and
   * `newer-record` for what stays where it is; memory keeps what it has.
   */
  load(id: string): Promise<Result<ApplicationRecord | undefined>> {
    return this.#turns.run(id, () => this.#load(id));
  }

  /** Every application that can be read; the others are left alone and logged. */
  async list(): Promise<Result<readonly ApplicationSummary[]>> {
    const saved = await this.readAll();
    return saved.ok
      ? success(saved.value.records.map(({ application }) => summaryOf(application)))
      : saved;
  }

  /** The ids of all there is, with no secret opened: stored, lost, or in this window's memory alone. */
  async ids(): Promise<Result<readonly string[]>> {
    const stored = await this.#ports.vault.ids();
    if (!stored.ok) return stored;
    return success([
      ...new Set([...stored.value, ...this.#ports.markers.ids(), ...this.#states.keys()]),
    ]);
  }

  /** Reads every application at once, each of them one time. */
  async readAll(): Promise<Result<SavedApplications>> {
    const ids = await this.ids();
    if (!ids.ok) return ids;
    const loaded = await Promise.all(
      ids.value.map(async (id) => ({ id, result: await this.load(id) })),
    );
    const records: ApplicationRecord[] = [];
    const unreadable: SavedApplications['unreadable'][number][] = [];
    for (const { id, result } of loaded) {
      // What storage does not give just now may still be in memory.
      const record = result.ok ? result.value : this.#states.get(id)?.record;
      if (record) records.push(record);
      else if (!result.ok) unreadable.push({ id, failure: result.failure });
    }
    return success({ records: records.sort(byName), unreadable });
  }

  /**
   * Saves an application for the first time, as `save` does, with the label under which VS Code
   * knows it once and for all: chosen and written in one turn, so that no two get the same.
   */
  saveFirst(record: ApplicationRecord, signal: AbortSignal): Promise<Result<void>> {
    // No application has an empty id.
    return this.#turns.run('', async () => {
      const accountLabel = await this.#freeAccountLabel(record.application);
      return this.#save(record, (before) => {
        if (signal.aborted) return failed({ reason: 'cancelled' });
        return success(before ? named(record, before) : { ...record, accountLabel });
      });
    });
  }

  async #freeAccountLabel(application: ApplicationSummary): Promise<string> {
    const saved = await this.readAll();
    const taken = new Set(saved.ok ? saved.value.records.map(labelOf) : []);
    // What cannot be read may hold any label: then the whole id makes this one unique.
    return saved.ok && saved.value.unreadable.every(({ id }) => id === application.id)
      ? accountLabelOf(application, taken)
      : fullAccountLabel(application);
  }

  /** Changes the shown name alone; a name with nothing to show in it changes nothing. */
  rename(id: string, name: string): Promise<Result<void>> {
    const shown = plainName(name);
    if (shown === undefined) return Promise.resolve(success(undefined));
    return this.#change(id, async () => {
      const loaded = await this.#load(id);
      if (!loaded.ok) return loaded;
      if (!loaded.value) return failed(gone);
      const before = loaded.value;
      return this.#rewrite({
        ...before,
        application: { ...before.application, name: shown },
        accountLabel: labelOf(before),
      });
    });
  }

  /**
   * Saves what a sign-in brought to an application that was there, under the name and the label that it
   * has by now. `interaction-required`: it was removed meanwhile.
   */
  saveAgain(record: ApplicationRecord, signal: AbortSignal): Promise<Result<void>> {
    return this.#save(record, (before) => {
      if (signal.aborted) return failed({ reason: 'cancelled' });
      return before ? success(named(record, before)) : failed(gone);
    });
  }

  /**
   * Memory takes a record even where storage refuses it, so that its token can be used. What cannot be
   * read or is of a newer version is not overwritten; a damaged record is put aside first.
   */
  save(record: ApplicationRecord): Promise<Result<void>> {
    return this.#save(record, () => success(record));
  }

  #save(
    { application: { id } }: ApplicationRecord,
    from: (before: ApplicationRecord | undefined) => Result<ApplicationRecord>,
  ): Promise<Result<void>> {
    return this.#change(id, async () => {
      const loaded = await this.#load(id);
      const made = from(loaded.ok ? loaded.value : this.#states.get(id)?.record);
      if (!made.ok) return made;
      const record = made.value;
      const problem = !loaded.ok && loaded.failure.reason === 'storage' && loaded.failure.problem;
      if (problem === 'damaged-record') {
        const aside = await this.#ports.vault.setAside(id);
        if (!aside.ok) return this.#keepInMemory(record, aside);
        this.#ports.log.warn('record set aside', { applicationId: id });
      } else if (!loaded.ok && problem !== 'lost') return this.#keepInMemory(record, loaded);
      return this.#write(record);
    });
  }

  /**
   * Saves a new token before it is used. `gone`: the application was removed or, by `asked`, the
   * record that the token was asked for with, signed out since; what somebody took away does not
   * come back.
   */
  saveToken(asked: ApplicationRecord, token: Token): Promise<'kept' | 'gone'> {
    const { id } = asked.application;
    return this.#change(id, async () => {
      const loaded = await this.#load(id);
      // Where storage cannot be read, memory keeps what it has.
      const current = loaded.ok ? loaded.value : this.#states.get(id)?.record;
      if (!current || (asked.token && !current.token)) return 'gone';
      // What a sign-in or another window has brought since the request went out is newer.
      const isAsked = current.token?.accessToken === asked.token?.accessToken;
      if (!isAsked && isNewer(current.token, token)) return 'kept';
      // An answer without a refresh token leaves the old one in force (RFC 6749 §6).
      const refreshToken = token.refreshToken ?? current.token?.refreshToken;
      const record = { ...current, token: { ...token, ...(refreshToken && { refreshToken }) } };
      await this.#writeWhatWas(loaded, record);
      return 'kept';
    });
  }

  /**
   * Remembers for every window why what was asked with is not to be sent again by itself. A token
   * that has been replaced since is left alone.
   */
  haltRefresh(asked: ApplicationRecord, refreshHalted: RefreshHalt): Promise<void> {
    const { id } = asked.application;
    return this.#change(id, async () => {
      const loaded = await this.#load(id);
      const current = loaded.ok ? loaded.value : this.#states.get(id)?.record;
      const token = current?.token;
      if (!token || token.refreshToken !== asked.token?.refreshToken) return;
      if (token.accessToken !== asked.token?.accessToken) return;
      if (token.refreshHalted === refreshHalted) return;
      await this.#writeWhatWas(loaded, { ...current, token: { ...token, refreshHalted } });
    });
  }

  /** What cannot be read is not overwritten: it may be lost, newer, or removed elsewhere. */
  async #writeWhatWas(loaded: Result<unknown>, record: ApplicationRecord): Promise<void> {
    if (loaded.ok) await this.#write(record);
    else this.#keepInMemory(record, loaded);
  }

  /** Forgets the token and keeps the credentials. Where storage refuses, nothing has changed. */
  forgetToken(id: string): Promise<Result<void>> {
    return this.#change(id, async () => {
      const loaded = await this.#load(id);
      if (!loaded.ok) return loaded;
      if (!loaded.value) return success(undefined);
      return this.#rewrite(withoutToken(loaded.value), true);
    });
  }

  /** The marker goes first: a removal that is cut short must not look like a lost secret. */
  remove(id: string): Promise<Result<void>> {
    const { vault, markers, log } = this.#ports;
    return this.#change(id, async () => {
      const wasMarked = markers.ids().includes(id);
      await markers.remove(id);
      const removed = await vault.remove(id);
      if (!removed.ok && this.#states.get(id)?.stored !== 'nothing') {
        // What takes too long may still come to pass, and what is gone was removed: no loss.
        const isRefused =
          removed.failure.reason === 'storage' && removed.failure.problem === 'write';
        const left = wasMarked && isRefused && (await vault.read(id));
        if (left && !(left.ok && left.value === undefined)) await markers.add(id);
        return this.#logged(id, removed);
      }
      log.info('application removed', { applicationId: id });
      this.#forget(id);
      return success(undefined);
    });
  }

  #change<T>(id: string, work: () => Promise<T>): Promise<T> {
    return this.#turns.run(id, () =>
      this.#ports.lock.hold(
        { applicationId: id, lock: 'record' },
        work,
        new AbortController().signal,
      ),
    );
  }

  setAsking(id: string, asking: boolean): void {
    const state = this.#states.get(id);
    if (state && state.asking !== asking) this.#set(id, { ...state, asking });
  }

  setFailure(id: string, failure: Failure, failedAt: number): void {
    const state = this.#states.get(id);
    if (state) this.#set(id, { ...state, failure, failedAt });
  }

  async #load(id: string): Promise<Result<ApplicationRecord | undefined>> {
    let read = await this.#ports.vault.read(id);
    // Once more, since little can be saved where it is not known what is there.
    if (!read.ok && read.failure.reason === 'storage' && read.failure.problem === 'read') {
      read = await this.#ports.vault.read(id);
    }
    const loaded = read.ok ? this.#accept(id, read.value) : this.#logged(id, read);
    const failure = loaded.ok || this.#states.has(id) ? undefined : loaded.failure;
    if (failure) {
      this.#loadFailures.set(id, failure);
      this.#announce(id);
    } else if (this.#loadFailures.delete(id)) this.#announce(id);
    return loaded;
  }

  #accept(id: string, stored: string | undefined): Result<ApplicationRecord | undefined> {
    const known = this.#states.get(id);
    if (stored === undefined) {
      if (known?.stored === 'nothing') return success(known.record);
      if (this.#ports.markers.ids().includes(id)) {
        this.#ports.log.warn('secret lost', { applicationId: id });
        return failed({ reason: 'storage', problem: 'lost' });
      }
      this.#forget(id);
      return success(undefined);
    }
    const record = parseRecord(id, stored);
    if (typeof record === 'string') {
      this.#ports.log.warn('record unreadable', { applicationId: id, problem: record });
      return failed({ reason: 'storage', problem: record });
    }
    const isSame = known && serialiseRecord(known.record) === serialiseRecord(record);
    if (isSame && known.stored === 'this') return success(known.record);
    // What storage refused is newer than what it holds, unless another window has been there since.
    if (known && known.stored !== 'this' && !isSame && !isNewer(record.token, known.record.token)) {
      return success(known.record);
    }
    this.#set(id, { record, stored: 'this', asking: known?.asking ?? false });
    return success(record);
  }

  /** Changes part of what is there. Where storage refuses, nothing has changed. */
  async #rewrite(record: ApplicationRecord, isSignOut = false): Promise<Result<void>> {
    const { id } = record.application;
    const known = this.#states.get(id);
    const stored = known?.stored === 'nothing' ? 'nothing' : 'this';
    if (stored === 'this') {
      const written = await this.#ports.vault.write(id, serialiseRecord(record));
      if (!written.ok) return this.#logged(id, written);
    }
    this.#set(id, { asking: false, ...(isSignOut ? {} : known), record, stored });
    return success(undefined);
  }

  async #write(record: ApplicationRecord): Promise<Result<void>> {
    const { id } = record.application;
    const written = await this.#ports.vault.write(id, serialiseRecord(record));
    if (!written.ok) return this.#keepInMemory(record, this.#logged(id, written));
    await this.#ports.markers.add(id);
    this.#set(id, { record, stored: 'this', asking: this.get(id)?.asking ?? false });
    return written;
  }

  #keepInMemory<F>(record: ApplicationRecord, because: F): F {
    const { id } = record.application;
    const known = this.#states.get(id);
    const stored = known && known.stored !== 'nothing' ? 'older' : 'nothing';
    this.#set(id, { record, stored, asking: known?.asking ?? false });
    return because;
  }

  #logged<F extends { readonly ok: false; readonly failure: Failure }>(id: string, result: F): F {
    const { failure } = result;
    this.#ports.log.warn('storage failed', {
      ...(this.isSaved(id) && { applicationId: id }),
      ...(failure.reason === 'storage' && { problem: failure.problem }),
    });
    return result;
  }

  #set(id: string, state: ApplicationState): void {
    this.#states.set(id, state);
    this.#loadFailures.delete(id);
    this.#announce(id);
  }

  #forget(id: string): void {
    const wasKnown = this.#states.delete(id);
    const hadFailed = this.#loadFailures.delete(id);
    if (wasKnown || hadFailed) this.#announce(id);
  }

  #announce(id: string): void {
    for (const listener of this.#listeners) listener(id);
  }
}

/** The label that was given, else one that is unique by itself. */
export function labelOf({ application, accountLabel }: ApplicationRecord): string {
  return accountLabel ?? fullAccountLabel(application);
}

/** The user may have renamed it, and VS Code knows it by its label. */
function named(record: ApplicationRecord, before: ApplicationRecord): ApplicationRecord {
  return {
    ...record,
    application: { ...record.application, name: before.application.name },
    accountLabel: labelOf(before),
  };
}

function withoutToken({
  application,
  confirmedOrigins,
  accountLabel,
}: ApplicationRecord): ApplicationRecord {
  return { application, confirmedOrigins, ...(accountLabel !== undefined && { accountLabel }) };
}

function byName({ application: a }: ApplicationRecord, { application: b }: ApplicationRecord) {
  return a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1);
}

function isNewer(stored: Token | undefined, known: Token | undefined): boolean {
  return (stored?.obtainedAt ?? 0) > (known?.obtainedAt ?? 0);
}
