import type { Result } from '../../result.ts';
import type { Refusal } from './refusal.ts';

/** The role of a line; each line of a file has exactly one (docs/http-files.md). */
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

/** A request as written, with its variables. */
export interface WrittenRequest {
  readonly line: number;
  readonly method: string;
  readonly url: string;
  readonly headers: readonly WrittenHeader[];
  readonly body: readonly string[];
  /** The line number of each line of the body, since comments may be between them. */
  readonly bodyLines: readonly number[];
}

/** One request and its section. All lines count from the start of the section. */
export interface Section {
  readonly length: number;
  readonly roles: readonly Role[];
  readonly definitions: readonly Definition[];
  /** Variables named by `# @prompt`, which are asked for each time. */
  readonly prompts: readonly string[];
  /** The line on which the request begins; absent if the section has no request. */
  readonly start?: number;
  readonly request?: Result<WrittenRequest, Refusal>;
}

/**
 * Whether a line of this role is in the head of a request. A line that is still being typed may be refused.
 */
export function isInHead(role: Role | undefined): boolean {
  return role !== undefined && /^(target|comment|header|refused)$/.test(role);
}
