import type { Language } from '../../../src/core/requests/languages/languages.ts';

/** A request text, and the request that it must send. `ORIGIN` is replaced by the server's address. */
export interface Case {
  readonly name: string;
  readonly file: string;
  /** A part of the line on which the request begins; default: the first request. */
  readonly at?: string;
  /** The environment in which httpYac and the programs run. */
  readonly env?: Readonly<Record<string, string>>;
  /** Must be refused with this reason, even if httpYac sends it. */
  readonly refused?: string;
  /** httpYac sends a different request for this reason; ours is given here. */
  readonly differs?: Difference;
  /** Refused in these languages only. */
  readonly notIn?: Partial<Record<Language, string>>;
  /** httpYac sends the request copied as HTTP differently, as `differs` says. */
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
