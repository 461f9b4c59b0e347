/** One place that keeps a choice for the next start of a window. `set` never rejects. */
export interface ChoiceStore {
  get(): unknown;
  set(choice: unknown): Promise<void>;
}

/**
 * Which application a window works with when it starts: the choice of its workspace, or the last one
 * of any window. A sign-in saves its choice before its record, together with the choice before it:
 * where the window ends between the two, the next start works with the application before.
 */
export class ActiveChoice {
  readonly #workspace: ChoiceStore;
  readonly #everywhere: ChoiceStore;

  constructor(workspace: ChoiceStore, everywhere: ChoiceStore) {
    this.#workspace = workspace;
    this.#everywhere = everywhere;
  }

  /** The choice, and the one before it where the last sign-in has not come to its end. */
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

  /** The application was not saved, or is not chosen: the choice before it is in force again. */
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
