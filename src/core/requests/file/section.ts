import type { Result } from '../../result.ts';
import type { Refusal } from './refusal.ts';

/** What a line is; each line of a file is exactly one of these (docs/http-files.md). */
export type Role =
  | 'separator'
  | 'blank'
  | 'comment'
  | 'definition'
  | 'script'
  | 'target'
  | 'header'
  | 'body'
  | 'answer'
  | 'response'
  | 'refused';

export interface Definition {
  readonly name: string;
  readonly value: string;
  readonly line: number;
}

export interface WrittenHeader {
  readonly name: string;
  readonly value: string;
  readonly line: number;
}

/** As it is written, with its variables. */
export interface WrittenRequest {
  readonly line: number;
  readonly method: string;
  readonly url: string;
  readonly headers: readonly WrittenHeader[];
  readonly body: readonly string[];
  /** The line of each line of the body, which comments may stand between. */
  readonly bodyLines: readonly number[];
}

/** One request with what belongs to it. All lines count from the first one of the section. */
export interface Section {
  readonly length: number;
  readonly roles: readonly Role[];
  readonly definitions: readonly Definition[];
  /** Named by `# @prompt`: asked for each time. */
  readonly prompts: readonly string[];
  /** The line that the request begins on; absent where the section has none. */
  readonly start?: number;
  readonly request?: Result<WrittenRequest, Refusal>;
}
