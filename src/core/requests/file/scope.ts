import { countWhile } from '../../text/position.ts';
import { joined, type Part } from './parts.ts';
import { definitionsIn, type PlacedSection, type RequestDocument } from './requestDocument.ts';
import { askableName, piecesOf, referenceOf } from './references.ts';
import type { Definition } from './section.ts';
import { finished, type Steps } from './steps.ts';

/** Values from outside the request file. */
export interface Given {
  /** Values that the user typed. They are used literally. */
  readonly answers: ReadonlyMap<string, string>;
  /** Values from environment files and settings. Such a value may name other variables. */
  readonly environment: ReadonlyMap<string, string>;
}

/** Charged for each replacement, so that their number is limited too. */
const leastTaken = 100;

/** The definitions of a file, by name, in the order of their lines. */
interface Definitions {
  /** Definitions in sections without a request apply to the whole file. */
  readonly global: ReadonlyMap<string, readonly Definition[]>;
  readonly other: ReadonlyMap<string, readonly Definition[]>;
}

const known = new WeakMap<RequestDocument, Definitions>();

function definitionsOf(document: RequestDocument): Definitions {
  return known.get(document) ?? finished(indexDefinitions(document));
}

/** Finds the definitions of a file, once for all scopes. */
export function* indexDefinitions(document: RequestDocument): Steps<Definitions> {
  const [global, other] = [new Map<string, Definition[]>(), new Map<string, Definition[]>()];
  for (const [index, { definitions, start }] of document.sections.entries()) {
    const from = document.offsets[index] ?? 0;
    const kind = start === undefined ? global : other;
    for (const each of definitions) {
      const placed = { ...each, line: each.line + from };
      const all = kind.get(each.name);
      if (all) all.push(placed);
      else kind.set(each.name, [placed]);
      yield;
    }
  }
  const result = { global, other };
  known.set(document, result);
  return result;
}

/** The definitions are in the order of their lines. */
function lastAbove(definitions: readonly Definition[], line: number): Definition | undefined {
  return definitions[countWhile(definitions, (each) => each.line < line) - 1];
}

function lastBut(definitions: readonly Definition[], by: Definition): Definition | undefined {
  const last = definitions.at(-1);
  return last?.line === by.line ? undefined : last;
}

/** The values of variables at one request. */
export class Scope {
  readonly #definitions: Definitions;
  readonly #own: ReadonlyMap<string, readonly Definition[]>;
  readonly #line: number;
  readonly #prompts: ReadonlySet<string>;
  readonly #answers: ReadonlyMap<string, string>;
  readonly #environment: ReadonlyMap<string, Definition>;
  /** Limits the total length of replaced variables: a few lines could expand without end. */
  #charactersLeft: number;
  /** Keyed by the line of the definition. */
  readonly #values = new Map<number, readonly Part[]>();

  constructor(document: RequestDocument, at: PlacedSection, given: Given, characters: number) {
    this.#definitions = definitionsOf(document);
    this.#line = at.start ?? at.from;
    this.#own = Map.groupBy(
      definitionsIn(at).filter(({ line }) => line < this.#line),
      ({ name }) => name,
    );
    this.#prompts = new Set(at.section.prompts);
    this.#answers = given.answers;
    // Each variable of the environment gets a line number of its own, above the file.
    this.#environment = new Map(
      [...given.environment].map(([name, value], index) => [
        name,
        { name, value, line: -1 - index },
      ]),
    );
    this.#charactersLeft = characters;
  }

  /** Replaces the variables in the text. */
  partsOf(text: string): readonly Part[] {
    return this.#replaced(text, undefined, new Set());
  }

  /**
   * httpYac evaluates a definition at its own line, so that `@a = {{a}}/v1` continues the value above.
   * Without a definition above, the last one below counts.
   */
  #definitionFor(name: string, by: Definition | undefined): Definition | undefined {
    const own = this.#own.get(name) ?? [];
    const global = this.#definitions.global.get(name) ?? [];
    // A value from the environment has no place in the file, so it is read as at the request.
    if (!by || by.line < 0)
      return own.at(-1) ?? global.at(-1) ?? this.#otherFor(name, this.#line, undefined);
    return (
      (by.line < this.#line ? lastAbove(own, by.line) : undefined) ??
      lastAbove(global, by.line) ??
      lastBut(own, by) ??
      lastBut(global, by) ??
      this.#otherFor(name, by.line, by)
    );
  }

  /**
   * The value of a variable for another request: the last definition above, else the first one below, else
   * the environment.
   */
  #otherFor(name: string, line: number, by: Definition | undefined): Definition | undefined {
    const all = this.#definitions.other.get(name) ?? [];
    const found = lastAbove(all, line) ?? all[all[0]?.line === by?.line ? 1 : 0];
    return found ?? this.#environment.get(name);
  }

  /** Without recursion, since a chain of definitions may have any length. */
  #valueOf(definition: Definition): readonly Part[] {
    const open = new Set<number>();
    const stack = [definition];
    for (let by = stack.at(-1); by; by = stack.at(-1)) {
      if (this.#values.has(by.line)) {
        stack.pop();
        continue;
      }
      const depth = stack.length;
      if (!open.has(by.line)) {
        open.add(by.line);
        for (const next of this.#neededBy(by)) if (!open.has(next.line)) stack.push(next);
      }
      if (stack.length > depth) continue;
      this.#values.set(by.line, this.#replaced(by.value, by, open));
      open.delete(by.line);
    }
    return this.#values.get(definition.line) ?? [];
  }

  #neededBy(by: Definition): readonly Definition[] {
    return piecesOf(by.value).flatMap((piece) => {
      if (typeof piece === 'string') return [];
      const { name, indirect = name } = referenceOf(piece.name);
      // A definition that an answer replaces isn't needed, and could seem to be part of a circle.
      const next =
        indirect === undefined || this.#isAnswered(indirect)
          ? undefined
          : this.#definitionFor(indirect, by);
      return next && !this.#values.has(next.line) ? [next] : [];
    });
  }

  #isAnswered(name: string): boolean {
    return this.#answers.has(name) || this.#prompts.has(name);
  }

  #replaced(text: string, by: Definition | undefined, open: ReadonlySet<number>): readonly Part[] {
    return joined(
      piecesOf(text).flatMap((piece) =>
        typeof piece === 'string' ? [piece] : this.#partsFor(piece.name, by, open),
      ),
    );
  }

  #partsFor(
    written: string,
    by: Definition | undefined,
    open: ReadonlySet<number>,
  ): readonly Part[] {
    const { env, indirect, name = written, isEncoded } = referenceOf(written);
    if (env !== undefined)
      return [{ env, ...(!written.startsWith('$processEnv ') && { written }) }];
    if (indirect !== undefined) return this.#indirect(written, indirect, by, open);
    const value = this.#lookUp(name, by, open);
    if (value === undefined) {
      return [{ name, why: askableName.test(name) ? 'missing' : 'expression' }];
    }
    if (this.#charactersLeft <= 0) return [{ name, why: 'too-long' }];
    this.#charactersLeft -= leastTaken;
    for (const part of value) if (typeof part === 'string') this.#charactersLeft -= part.length;
    return isEncoded ? value.map((part) => encoded(part, name)) : value;
  }

  #lookUp(
    name: string,
    by: Definition | undefined,
    open: ReadonlySet<number>,
  ): readonly Part[] | undefined {
    const answer = this.#answers.get(name);
    if (answer !== undefined) return [answer];
    if (this.#prompts.has(name)) return undefined;
    const definition = this.#definitionFor(name, by);
    if (!definition || open.has(definition.line)) return undefined;
    return this.#values.get(definition.line) ?? this.#valueOf(definition);
  }

  /**
   * REST Client's `{{$processEnv %name}}`: the variable `name` contains the name of the environment variable.
   */
  #indirect(
    written: string,
    name: string,
    by: Definition | undefined,
    open: ReadonlySet<number>,
  ): readonly Part[] {
    const parts = this.#lookUp(name, by, open) ?? [];
    const unknown = parts.filter((part) => typeof part === 'object' && 'why' in part);
    if (unknown.length > 0) return unknown;
    const [value, ...more] = parts;
    if (value === undefined) return [{ name, why: 'missing' }];
    return typeof value === 'string' && more.length === 0 && /^[A-Za-z_]\w*$/.test(value)
      ? [{ env: value }]
      : [{ name: written, why: 'expression' }];
  }
}

function encoded(part: Part, name: string): Part {
  if (typeof part === 'string') return encodeURIComponent(part.toWellFormed());
  return 'env' in part ? { name: `%${name}`, why: 'encoded' } : part;
}
