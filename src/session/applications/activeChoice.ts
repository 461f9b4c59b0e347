/** A store that keeps a choice for the next start of a window. `set` never rejects. */
export interface ChoiceStore {
  get(): unknown;
  set(choice: unknown): Promise<void>;
}

/**
 * The application that a window uses when it starts: the choice of its workspace, or the last choice of any
 * window. A sign-in saves its choice before its record, together with the previous choice: if the window is
 * killed in between, the next start uses the previous application.
 */
export class ActiveChoice {
  readonly #workspace: ChoiceStore;
  readonly #everywhere: ChoiceStore;

  constructor(workspace: ChoiceStore, everywhere: ChoiceStore) {
    this.#workspace = workspace;
    this.#everywhere = everywhere;
  }

  /** The choice, then the previous one if the last sign-in hasn't finished. */
  read(): readonly string[] {
    const ofWorkspace = choicesIn(this.#workspace);
    return ofWorkspace.length > 0 ? ofWorkspace : choicesIn(this.#everywhere);
  }

  async prepare(id: string): Promise<void> {
    await this.#each(async (store) => {
      const [before] = choicesIn(store);
      if (before !== id) await store.set(before === undefined ? id : [id, before]);
    });
  }

  /** Restores the choice before `prepare`, if the application wasn't saved or another one was chosen. */
  async takeBack(id: string): Promise<void> {
    await this.#each(async (store) => {
      const [prepared, before] = choicesIn(store);
      if (prepared === id) await store.set(before);
    });
  }

  async choose(id: string): Promise<void> {
    await this.#each((store) => store.set(id));
  }

  async #each(change: (store: ChoiceStore) => Promise<void>): Promise<void> {
    await Promise.all([this.#workspace, this.#everywhere].map(change));
  }
}

function choicesIn(store: ChoiceStore): readonly string[] {
  const stored = store.get();
  return (Array.isArray(stored) ? stored : [stored]).filter((id) => typeof id === 'string');
}
