import * as vscode from 'vscode';
import { inEither } from '../host/inert.ts';
import type { Failure } from '../../core/failure.ts';
import { labelOf } from '../../core/applications/givenLabel.ts';
import type { ApplicationRecord } from '../../core/applications/record.ts';
import type { ApplicationReader } from '../../session/applications/reader.ts';

/** Loaded on first use, because only some windows need it: `sessions.ts`. */
export interface Sessions {
  valid(
    scopes: readonly string[],
    accountId: string | undefined,
  ): Promise<vscode.AuthenticationSession[]>;
  create(
    scopes: readonly string[],
    accountId: string | undefined,
  ): Promise<vscode.AuthenticationSession>;
  remove(id: string): Promise<void>;
  /** An error whose message VS Code shows. */
  errorOf(failure: Failure): Error;
}

/**
 * The saved applications as VS Code accounts for other extensions. An application that is signed in has one
 * session.
 */
export class AuthenticationProvider implements vscode.AuthenticationProvider, vscode.Disposable {
  readonly #reader: ApplicationReader;
  readonly #sessions: () => Promise<Sessions>;
  readonly #unread: Set<string>;
  readonly #known = new Map<string, vscode.AuthenticationSession>();
  readonly #changed =
    new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>();
  readonly onDidChangeSessions = this.#changed.event;
  readonly #stopListening: () => void;

  /** `saved`: the applications from earlier. Reading them for the first time isn't announced. */
  constructor(
    reader: ApplicationReader,
    saved: readonly string[],
    sessions: () => Promise<Sessions>,
  ) {
    this.#reader = reader;
    this.#sessions = sessions;
    this.#unread = new Set(saved);
    this.#stopListening = reader.states.onDidChange((ids) => {
      this.#update(ids);
    });
  }

  /**
   * Another window has written or removed the record. If the window reads the record again, VS Code is told
   * about the change.
   */
  storageChanged(id: string): void {
    this.#unread.delete(id);
  }

  /**
   * VS Code lists all sessions at start-up by a call without scopes. The list is made without network
   * requests, and may contain expired tokens.
   */
  async getSessions(
    scopes: readonly string[] | undefined,
    { account }: vscode.AuthenticationProviderSessionOptions = {},
  ): Promise<vscode.AuthenticationSession[]> {
    if (scopes) return (await this.#sessions()).valid(scopes, account?.id);
    const saved = await this.#reader.readAll();
    if (!saved.ok) throw (await this.#sessions()).errorOf(saved.failure);
    return saved.value.records.flatMap((record) => {
      const isAsked = account === undefined || account.id === record.application.id;
      return (isAsked ? sessionOf(record, []) : undefined) ?? [];
    });
  }

  async createSession(
    scopes: readonly string[],
    { account }: vscode.AuthenticationProviderSessionOptions = {},
  ): Promise<vscode.AuthenticationSession> {
    return (await this.#sessions()).create(scopes, account?.id);
  }

  async removeSession(id: string): Promise<void> {
    return (await this.#sessions()).remove(id);
  }

  /** One event for all changes, because VS Code lists the accounts again after each event. */
  #update(ids: readonly string[]): void {
    const [added, removed, changed]: vscode.AuthenticationSession[][] = [[], [], []];
    for (const id of ids) {
      const before = this.#known.get(id);
      const record = this.#reader.states.get(id)?.record;
      const after = record && sessionOf(record, []);
      const isFirstLook = this.#unread.delete(id);
      if (after) this.#known.set(id, after);
      else this.#known.delete(id);
      if (isFirstLook || before?.accessToken === after?.accessToken) continue;
      if (before && after) changed?.push(after);
      else if (after) added?.push(after);
      else if (before) removed?.push(before);
    }
    if ([added, removed, changed].some((list) => list && list.length > 0)) {
      this.#changed.fire({ added, removed, changed });
    }
  }

  dispose(): void {
    this.#stopListening();
    this.#changed.dispose();
  }
}

/**
 * `undefined` if the application is signed out. An account has one session for any scopes: Isogeo decides
 * what a token may do.
 */
export function sessionOf(
  record: ApplicationRecord,
  scopes: readonly string[],
): vscode.AuthenticationSession | undefined {
  const { application, token } = record;
  return (
    token && {
      id: application.id,
      accessToken: token.accessToken,
      account: { id: application.id, label: inEither(labelOf(record)) },
      scopes,
    }
  );
}
