/**
 * A second reader of variables, for comparison: plain recursion over the parts of a file, written from
 * docs/http-files.md ("Variables") and without our parser.
 */
export type Piece =
  | { readonly text: string }
  | { readonly name: string }
  | { readonly encoded: string }
  /** A value of `$shared`, even if the environment has its own. */
  | { readonly shared: string }
  | { readonly env: string }
  /** The environment variable whose name is the value of a variable. */
  | { readonly named: string };

export type Value = readonly Piece[];

export interface Definition {
  readonly name: string;
  readonly value: Value;
}

export interface Section {
  /** Variables of `# @prompt`. */
  readonly prompts: readonly string[];
  readonly above: readonly Definition[];
  readonly hasRequest: boolean;
  readonly below: readonly Definition[];
}

export interface File {
  readonly sections: readonly Section[];
  readonly environment: ReadonlyMap<string, Value>;
  readonly shared: ReadonlyMap<string, Value>;
  /** The section of the request that is read. */
  readonly at: number;
}

export class Circle extends Error {}

interface Placed extends Definition {
  readonly section: number;
  readonly line: number;
  readonly kind: 'own' | 'file' | 'other';
}

function placedIn({ sections, at }: File): readonly Placed[] {
  let line = 0;
  return sections.flatMap(({ above, hasRequest, below }, section) => {
    const place = (kind: Placed['kind']) => (each: Definition) => {
      line += 1;
      return { ...each, section, line, kind };
    };
    const first = above.map(place(!hasRequest ? 'file' : section === at ? 'own' : 'other'));
    return [...first, ...below.map(place(hasRequest ? 'other' : 'file'))];
  });
}

/** The text with its variables replaced: `⟨env⟩`, `⟨?name⟩` without a value, `⟨!name⟩` refused. */
export function referenceText(
  file: File,
  answers: ReadonlyMap<string, string>,
  text: Value,
): string {
  const all = placedIn(file);
  const lineOfRequest = all.filter(
    ({ section, kind }) => section < file.at || kind === 'own',
  ).length;
  const prompts = file.sections[file.at]?.prompts ?? [];

  const find = (name: string, by: Placed | undefined): Placed | Value | undefined => {
    if (name.startsWith('$shared ')) return file.shared.get(name.slice('$shared '.length));
    const named = all.filter((each) => each.name === name && each !== by);
    const of = (kind: Placed['kind'], isAbove = false) =>
      named.findLast((each) => each.kind === kind && (!isAbove || !by || each.line < by.line));
    const others = named.filter(({ kind }) => kind === 'other');
    const line = by?.line ?? lineOfRequest + 0.5;
    return (
      (by?.kind === 'own' ? of('own', true) : undefined) ??
      (by ? of('file', true) : undefined) ??
      of('own') ??
      of('file') ??
      others.findLast((each) => each.line < line) ??
      others[0] ??
      file.environment.get(name) ??
      file.shared.get(name)
    );
  };

  const valueOf = (
    name: string,
    by: Placed | undefined,
    path: readonly (Placed | Value)[],
  ): string | undefined => {
    const answer = answers.get(name);
    if (answer !== undefined) return answer;
    if (prompts.includes(name)) return undefined;
    const found = find(name, by);
    if (found === undefined) return undefined;
    if (path.includes(found)) throw new Circle(name);
    return 'value' in found
      ? replaced(found.value, found, [...path, found])
      : replaced(found, undefined, [...path, found]);
  };

  const replaced = (
    value: Value,
    by: Placed | undefined,
    path: readonly (Placed | Value)[],
  ): string =>
    value
      .map((piece) => {
        if ('text' in piece) return piece.text;
        if ('env' in piece) return `⟨${piece.env}⟩`;
        if ('named' in piece) {
          const name = valueOf(piece.named, by, path);
          // An empty name is asked for, but not a second time.
          if (name === undefined || (name === '' && !answers.has(piece.named)))
            return `⟨?${piece.named}⟩`;
          const unknown = name.match(/⟨[?!][^⟩]*⟩/g)?.join('');
          if (unknown !== undefined) return unknown;
          return /^[A-Za-z_]\w*$/.test(name) ? `⟨${name}⟩` : `⟨!$processEnv %${piece.named}⟩`;
        }
        if ('encoded' in piece) {
          const found = valueOf(piece.encoded, by, path) ?? `⟨?${piece.encoded}⟩`;
          return encodedText(found, piece.encoded);
        }
        const name = 'name' in piece ? piece.name : `$shared ${piece.shared}`;
        return valueOf(name, by, path) ?? `⟨?${name}⟩`;
      })
      .join('');

  return replaced(text, undefined, []);
}

/** A value with an environment variable in it can't be encoded. */
function encodedText(text: string, name: string): string {
  return text
    .split(/(⟨[^⟩]*⟩)/)
    .map((part, index) => {
      if (index % 2 === 0) return encodeURIComponent(part);
      return /^⟨[?!]/.test(part) ? part : `⟨!%${name}⟩`;
    })
    .join('');
}

/** The text as it is written in a request file. */
export function written(pieces: Value): string {
  return pieces
    .map((each) => {
      if ('text' in each) return each.text;
      if ('env' in each) return `{{$processEnv ${each.env}}}`;
      if ('named' in each) return `{{$processEnv %${each.named}}}`;
      if ('shared' in each) return `{{$shared ${each.shared}}}`;
      return 'name' in each ? `{{ ${each.name} }}` : `{{%${each.encoded}}}`;
    })
    .join('');
}

/** The lines of the file, and the line of the request. */
export function fileText({ sections, at }: File): { readonly text: string; readonly line: number } {
  const lines: string[] = [];
  let line = 0;
  for (const [index, { prompts, above, hasRequest, below }] of sections.entries()) {
    const defined = (each: Definition) => `@${each.name} = ${written(each.value)}`;
    lines.push('###', ...prompts.map((each) => `# @prompt ${each}`), ...above.map(defined));
    if (index === at) line = lines.length;
    lines.push(...(hasRequest ? ['GET https://a.test/', ''] : ['']), ...below.map(defined));
  }
  return { text: lines.join('\n'), line };
}
