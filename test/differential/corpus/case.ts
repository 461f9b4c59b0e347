import type { Language } from '../../../src/core/requests/languages/languages.ts';

/** A request text, and what is to be sent for it. `ORIGIN` stands for the server's address. */
export interface Case {
  readonly name: string;
  readonly file: string;
  /** Part of the line that the request begins on; the first request without it. */
  readonly at?: string;
  /** Of the environment that httpYac and the programs run in. */
  readonly env?: Readonly<Record<string, string>>;
  /** Refused, with this reason, whatever httpYac does. */
  readonly refused?: string;
  /** httpYac sends something else, for this reason; what we send is spelt out. */
  readonly differs?: Difference;
  /** Refused in these languages alone. */
  readonly notIn?: Partial<Record<Language, string>>;
  /** httpYac sends what is copied as HTTP in another way, as `differs` says. */
  readonly skip?: readonly Language[];
}

export interface Difference {
  readonly why: string;
  readonly method?: string;
  /** Decoded. */
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
}

type Rest = Omit<Case, 'name' | 'file'>;

export function sends(name: string, file: string, rest: Rest = {}): Case {
  return { name, file, ...rest };
}

export function refuses(name: string, file: string, refused: string, rest: Rest = {}): Case {
  return { name, file, refused, ...rest };
}

export function differs(name: string, file: string, differs: Difference, rest: Rest = {}): Case {
  return { name, file, differs, ...rest };
}
