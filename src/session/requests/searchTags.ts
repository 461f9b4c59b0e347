import type { Token } from '../../core/token/token.ts';
import type { Http } from '../ports.ts';
import { readApi } from './readApi.ts';

/** Labels by tag, such as `keyword:isogeo:eau`; a tag may have no label. */
export type Tags = Readonly<Record<string, string | null>>;

/** The tags of all resources that an application can read, requested once per application and session. */
export class SearchTags {
  readonly #http: Http;
  readonly #signal: AbortSignal;
  readonly #asked = new Map<string, Promise<Tags | undefined>>();

  constructor(http: Http, signal: AbortSignal) {
    this.#http = http;
    this.#signal = signal;
  }

  /** `search`: the address of a search. A failed search is repeated only with another token. */
  of(application: string, token: Token, search: string): Promise<Tags | undefined> {
    const key = `${application} ${search}`;
    const withToken = `${key} ${token.obtainedAt}`;
    const known = this.#asked.get(key) ?? this.#asked.get(withToken);
    if (known) return known;
    const asked = this.#read(token, search).then((tags) => {
      if (tags) this.#asked.set(key, asked);
      return tags;
    });
    this.#asked.set(withToken, asked);
    return asked;
  }

  async #read(token: Token, search: string): Promise<Tags | undefined> {
    const found = await readApi(token, search, this.#http, this.#signal);
    const tags: unknown = found.ok && 'tags' in found.value && found.value.tags;
    if (typeof tags !== 'object' || tags === null) return undefined;
    return Object.fromEntries(
      Object.entries(tags).map(([tag, label]) => [tag, typeof label === 'string' ? label : null]),
    );
  }
}
