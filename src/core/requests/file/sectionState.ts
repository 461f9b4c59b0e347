import { failed, success } from '../../result.ts';
import { beginsRequest, separator, withoutComma } from './lines.ts';
import type { LineReason, Refusal } from './refusal.ts';
import type { Definition, Role, Section, WrittenHeader } from './section.ts';

/** How far the reading of a section has come. */
type Phase = 'before' | 'head' | 'body' | 'after' | 'response';

interface HeldLine {
  readonly text: string;
  readonly at: number;
}

/** What is known of a section while its lines are read. */
export class SectionState {
  readonly definitions: Definition[] = [];
  readonly prompts: string[] = [];
  readonly headers: WrittenHeader[] = [];
  phase: Phase = 'before';
  method = '';
  url = '';
  /** The content type, as far as it is written out. */
  type = '';
  onlySeparators = false;
  readonly #lines: readonly string[];
  readonly #from: number;
  readonly #roles: Role[] = [];
  readonly #body: HeldLine[] = [];
  /** Lines for the answer, and empty ones, that belong to the body where more of it follows. */
  #held: HeldLine[] = [];
  #start: number | undefined;
  #refusal: Refusal | undefined;
  /** No line from here on closes a script or a comment of that kind. */
  readonly #unclosed = new Set<string>();

  constructor(lines: readonly string[], from: number) {
    this.#lines = lines;
    this.#from = from;
  }

  /** The line that is read next, and its text. */
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

  /** The request begins on this line. */
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

  /** Its first line was read; an empty line is part of it where more of it follows. */
  get isInBody(): boolean {
    return this.phase === 'body' && (this.#body.length > 0 || this.#held.length > 0);
  }

  /** In a body of Markdown httpYac takes a number sign for a heading. */
  get isMarkdown(): boolean {
    return this.#isBelowHead && this.type === 'text/markdown';
  }

  get isForced(): boolean {
    return this.onlySeparators || (this.#isBelowHead && this.type === 'multipart/mixed');
  }

  get #isBelowHead(): boolean {
    return this.phase !== 'before' && this.phase !== 'head';
  }

  /** Never sooner than it was before: a search for an end must not go beyond the section. */
  endsBefore(text: string): boolean {
    if (this.isMarkdown) return text.trim() === '###';
    if (separator.test(text)) return true;
    if (this.#start === undefined && this.phase !== 'response') return false;
    return !this.isForced && beginsRequest(text);
  }

  /** Takes the lines up to the one that ends what begins here; each line is looked at once. */
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

  /** Nothing says where what begins here ends. */
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
