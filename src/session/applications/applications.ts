import { accountLabelOf } from '../../core/applications/accountLabel.ts';
import { recordWithApi } from '../../core/applications/apiAddress.ts';
import { fullAccountLabel, labelOf } from '../../core/applications/givenLabel.ts';
import type { ApplicationRecord } from '../../core/applications/record.ts';
import type { Failure } from '../../core/failure.ts';
import { cancelled, failed, success, type Result } from '../../core/result.ts';
import { plainName } from '../../core/text/plainText.ts';
import type { RefreshHalt, Token } from '../../core/token/token.ts';
import { ApplicationIndex, type ApplicationList } from './applicationIndex.ts';
import { ApplicationReader, isNewer } from './reader.ts';
import { RecordWriter, type WriterPorts } from './writer.ts';
import { problemOf, type ApplicationState, type ApplicationStates } from './states.ts';

/** The application was removed, or no application is active. */
export const gone = { reason: 'interaction-required', need: 'choose-application' } as const;

/** The lock key for the first save of any application: no application has an empty ID. */
const anyApplication = '';

/**
 * Changes saved applications, in storage and in memory. The changes of one application run one after the
 * other, in one window at a time, so that none brings back a removed record.
 */
export class Applications {
  readonly #ports: WriterPorts;
  readonly #reader: ApplicationReader;
  readonly #states: ApplicationStates;
  readonly #index: ApplicationIndex;
  readonly #writer: RecordWriter;

  constructor(ports: WriterPorts, reader = new ApplicationReader(ports)) {
    this.#ports = ports;
    this.#reader = reader;
    this.#states = reader.states;
    this.#index = new ApplicationIndex(ports, reader);
    this.#writer = new RecordWriter(ports, reader, this.#index);
  }

  get(id: string | undefined): ApplicationState | undefined {
    return this.#states.get(id);
  }

  inMemory(): readonly ApplicationState[] {
    return this.#states.all();
  }

  isSaved(id: string): boolean {
    return this.#reader.isSaved(id);
  }

  knownIds(): readonly string[] {
    return this.#reader.knownIds();
  }

  onDidChange(...[listener]: Parameters<ApplicationStates['onDidChange']>): () => void {
    return this.#states.onDidChange(listener);
  }

  ids(): Promise<Result<readonly string[]>> {
    return this.#reader.ids();
  }

  load(id: string): Promise<Result<ApplicationRecord | undefined>> {
    return this.#reader.load(id);
  }

  readAll(): ReturnType<ApplicationReader['readAll']> {
    return this.#reader.readAll();
  }

  list(): Promise<Result<ApplicationList>> {
    return this.#index.list();
  }

  setAsking(id: string, asking: boolean): void {
    if (this.get(id)?.asking !== asking) this.#states.update(id, { asking });
  }

  setFailure(id: string, failure: Failure, failedAt: number): void {
    this.#states.update(id, { failure, failedAt });
  }

  /**
   * Saves the result of a sign-in. An existing application keeps its name and account label; a new one gets a
   * unique label. Fails with `cancelled`, and with
   * `interaction-required` if the application existed when the sign-in began and was removed since. Memory
   * keeps a record that storage refuses, so that its token can be used.
   */
  saveSignIn(
    record: ApplicationRecord,
    wasSaved: boolean,
    signal: AbortSignal,
  ): Promise<Result<void>> {
    const { application } = record;
    const { id } = application;
    // Two first saves at the same time must not choose the same label.
    return this.#writer.change(anyApplication, () =>
      this.#writer.change(id, async () => {
        const { loaded, current: before } = await this.#current(id);
        if (!before && wasSaved && loaded.ok) return failed(gone);
        const accountLabel = before ? labelOf(before) : await this.#freeLabel(record);
        if (signal.aborted) return cancelled;
        const name = before?.application.name ?? application.name;
        const saved = { ...record, application: { ...application, name }, accountLabel };
        const problem = loaded.ok ? undefined : problemOf(loaded.failure);
        if (problem === 'damaged-record') {
          const aside = await this.#ports.vault.setAside(id);
          if (!aside.ok) return this.#writer.keepInMemory(saved, aside);
          this.#ports.log.warn('record set aside', { applicationId: id });
        } else if (!loaded.ok && problem !== 'lost')
          return this.#writer.keepInMemory(saved, loaded);
        return this.#writer.write(saved, before);
      }),
    );
  }

  /** The record in storage, or in memory if storage can't be read. */
  async #current(id: string) {
    const loaded = await this.#reader.loadInTurn(id);
    return { loaded, current: loaded.ok ? loaded.value : this.get(id)?.record };
  }

  /** An unreadable application may have any label, so the new label then contains the whole ID. */
  async #freeLabel({ application }: ApplicationRecord): Promise<string> {
    const ids = await this.ids();
    return ids.ok ? accountLabelOf(application, ids.value) : fullAccountLabel(application);
  }

  /**
   * Saves a new token before it is used. `gone`: the application was removed or signed out after the token
   * was requested for the record `asked`, and remains so.
   */
  saveToken(asked: ApplicationRecord, token: Token): Promise<'kept' | 'gone'> {
    const { id } = asked.application;
    return this.#writer.change(id, async () => {
      const { loaded, current } = await this.#current(id);
      if (!current || (asked.token && !current.token)) return 'gone';
      // A token that a sign-in or another window saved during the request is newer.
      const isAsked = current.token?.accessToken === asked.token?.accessToken;
      if (!isAsked && isNewer(current.token, token)) return 'kept';
      // An answer without a refresh token keeps the old one (RFC 6749 §6).
      const refreshToken = token.refreshToken ?? current.token?.refreshToken;
      const record = { ...current, token: { ...token, ...(refreshToken && { refreshToken }) } };
      await this.#writer.writeIfReadable(loaded, record);
      return 'kept';
    });
  }

  /**
   * Marks the token for every window, with the reason why it must not be renewed automatically. A token that
   * was replaced since then isn't marked.
   */
  haltRefresh(asked: ApplicationRecord, refreshHalted: RefreshHalt): Promise<void> {
    const { id } = asked.application;
    return this.#writer.change(id, async () => {
      const { loaded, current } = await this.#current(id);
      const token = current?.token;
      if (!token || token.refreshToken !== asked.token?.refreshToken) return;
      if (token.accessToken !== asked.token?.accessToken) return;
      if (token.refreshHalted === refreshHalted) return;
      await this.#writer.writeIfReadable(loaded, {
        ...current,
        token: { ...token, refreshHalted },
      });
    });
  }

  /** Changes the shown name; a name without a visible character is ignored. */
  rename(id: string, name: string): Promise<Result<void>> {
    const shown = plainName(name);
    if (shown === undefined) return Promise.resolve(success(undefined));
    return this.#rewrite(id, (before) => ({
      ...before,
      application: { ...before.application, name: shown },
      accountLabel: labelOf(before),
    }));
  }

  /** Changes the API address. The user has confirmed its origin before. */
  correctApi(id: string, api: string): Promise<Result<void>> {
    return this.#rewrite(id, (before) => recordWithApi(before, api));
  }

  /** Removes the token and keeps the credentials. If storage refuses, nothing changes. */
  forgetToken(id: string): Promise<Result<void>> {
    return this.#rewrite(id, withoutToken, true);
  }

  #rewrite(
    id: string,
    changed: (before: ApplicationRecord) => ApplicationRecord,
    isSignOut = false,
  ): Promise<Result<void>> {
    return this.#writer.change(id, async () => {
      const loaded = await this.#reader.loadInTurn(id);
      if (!loaded.ok) return loaded;
      const before = loaded.value;
      if (before) return this.#writer.rewrite(changed(before), before, isSignOut);
      return isSignOut ? success(undefined) : failed(gone);
    });
  }

  /** Removes the marker first: an interrupted removal must not look like a lost secret. */
  remove(id: string): Promise<Result<void>> {
    const { vault, markers, log } = this.#ports;
    return this.#writer.change(id, async () => {
      const wasMarked = markers.ids().includes(id);
      const validity = markers.validityOf(id);
      await markers.remove(id);
      // If this removal from the index fails, the next list leaves the application out and rewrites the
      // index.
      await this.#index.drop(id);
      const removed = await vault.remove(id);
      if (!removed.ok && this.get(id)?.stored !== 'nothing') {
        // A removal that timed out may still succeed; only a refused one restores the marker.
        const isRefused = problemOf(removed.failure) === 'write';
        const left = wasMarked && isRefused && (await vault.read(id));
        if (left && !(left.ok && left.value === undefined))
          await markers.add(id, validity ?? undefined);
        return this.#writer.logged(id, removed);
      }
      log.info('application removed', { applicationId: id });
      this.#states.forget(id);
      return success(undefined);
    });
  }
}

function withoutToken(record: ApplicationRecord): ApplicationRecord {
  const { application, confirmedOrigins, accountLabel } = record;
  return { application, confirmedOrigins, ...(accountLabel !== undefined && { accountLabel }) };
}
