import { failed, success } from '../../result.ts';
import { isSameHeader, mediaType } from '../request.ts';
import { beginsRequest, separator, withoutComma } from './lines.ts';
import type { LineReason, Refusal } from './refusal.ts';
import type { Definition, Role, Section, WrittenHeader } from './section.ts';

/** How far the section has been read. */
type Phase = 'before' | 'head' | 'body' | 'after' | 'response';

interface HeldLine {
  readonly text: string;
  readonly at: number;
}

/** The state of a section while its lines are read. */
export class SectionState {
  readonly definitions: Definition[] = [];
  readonly prompts: string[] = [];
  readonly headers: WrittenHeader[] = [];
  phase: Phase = 'before';
  method = '';
  url = '';
  onlySeparators = false;
  readonly #lines: readonly string[];
  readonly #from: number;
  readonly #roles: Role[] = [];
  readonly #body: HeldLine[] = [];
  /** Empty lines and lines about the response. They belong to the body only if more of it follows. */
  #held: HeldLine[] = [];
  #start: number | undefined;
  #type: string | undefined;
  #refusal: Refusal | undefined;
  /** The end patterns that match no later line, so that the lines aren't searched again. */
  readonly #unclosed = new Set<string>();

  constructor(lines: readonly string[], from: number) {
    this.#lines = lines;
    this.#from = from;
  }

  /** The number of the next line. */
  get at(): number {
    return this.#roles.length;
  }

  textAt(at: number): string | undefined {
    return this.#lines[this.#from + at];
  }

  get lastRole(): Role | undefined {
    return this.#roles.at(-1);
  }

  get hasBody(): boolean {
    return this.#body.length > 0;
  }

  push(role: Role): void {
    this.#roles.push(role);
  }

  /** Marks the line on which the request begins. */
  begin(): void {
    this.#start ??= this.at;
  }

  pushBody(text: string): void {
    for (const held of this.#held) this.#body.push(held);
    this.#body.push({ text, at: this.at });
    this.#held = [];
    this.push('body');
  }

  hold(text: string): void {
    this.#held.push({ text, at: this.at });
    this.push('body');
  }

  /** The body has begun; an empty line belongs to it if more of it follows. */
  get isInBody(): boolean {
    return this.phase === 'body' && (this.#body.length > 0 || this.#held.length > 0);
  }

  /** The content type, as far as it is literal. Read below the headers only. */
  get type(): string {
    return (this.#type ??= mediaType(
      this.headers.findLast(({ name }) => isSameHeader(name, 'content-type'))?.value ?? '',
    ));
  }

  /** In a Markdown body, httpYac treats a number sign as a heading. */
  get isMarkdown(): boolean {
    return this.#isBelowHead && this.type === 'text/markdown';
  }

  get isForced(): boolean {
    return this.onlySeparators || (this.#isBelowHead && this.type === 'multipart/mixed');
  }

  get #isBelowHead(): boolean {
    return this.phase !== 'before' && this.phase !== 'head';
  }

  /**
   * Whether the section ends before this line. The end never moves back, so that the search for the end of a
   * script stays within the section.
   */
  endsBefore(text: string): boolean {
    if (this.isMarkdown) return text.trim() === '###';
    if (separator.test(text)) return true;
    if (this.#start === undefined && this.phase !== 'response') return false;
    return !this.isForced && beginsRequest(text);
  }

  /** Takes the lines up to the first one that matches `end`. Each line is read only once. */
  takeTo(end: RegExp, role: Role, isInSection: boolean): boolean {
    if (this.#unclosed.has(end.source)) return false;
    for (let at = this.at + 1; ; at += 1) {
      const text = this.textAt(at);
      if (text === undefined || (isInSection && this.endsBefore(text))) {
        this.#unclosed.add(end.source);
        return false;
      }
      if (!end.test(text)) continue;
      while (this.at <= at) this.push(role);
      return true;
    }
  }

  refuse(reason: LineReason): void {
    this.#refusal ??= { reason, line: this.at };
    this.push('refused');
  }

  /** Refuses the remaining lines: the end of the script or comment is unknown. */
  refuseRest(reason: LineReason): void {
    this.begin();
    this.refuse(reason);
    while (this.textAt(this.at) !== undefined) this.push('refused');
  }

  finished(): Section {
    for (const { at, text } of this.#held) {
      this.#roles[at] = text.trim() === '' ? 'blank' : 'answer';
    }
    const request = this.#found();
    return {
      length: this.at,
      roles: this.#roles,
      definitions: this.definitions,
      prompts: this.prompts,
      ...(this.#start !== undefined && { start: this.#start }),
      ...(request && { request }),
    };
  }

  #found(): Section['request'] {
    if (this.#refusal) return failed(this.#refusal);
    if (this.#start === undefined) return undefined;
    return success({
      line: this.#start,
      method: this.method,
      url: this.url,
      headers: this.headers.map((each) => ({ ...each, value: withoutComma(each.value) })),
      body: this.#body.map(({ text }) => text),
      bodyLines: this.#body.map(({ at }) => at),
    });
  }
}
