import type { EnvironmentVariable } from '../template.ts';

/** A piece of a text whose variables are replaced as far as possible. */
export type Part = string | EnvironmentVariable | Unknown;

export interface Unknown {
  /** The text between the braces. */
  readonly name: string;
  readonly why: 'missing' | 'expression' | 'too-long';
}

/** Joins neighbouring texts: a scheme and its credentials may come from two variables. */
export function joined(parts: readonly Part[]): readonly Part[] {
  const all: Part[] = [];
  let texts: string[] = [];
  const flush = () => {
    all.push(texts.join(''));
    texts = [];
  };
  for (const part of parts) {
    if (typeof part === 'string') texts.push(part);
    else {
      flush();
      all.push(part);
    }
  }
  flush();
  return all.filter((part) => part !== '');
}
