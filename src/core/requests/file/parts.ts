import type { EnvironmentVariable } from '../template.ts';

/** A piece of a text whose variables are replaced as far as possible. */
export type Part = string | EnvironmentVariable | Unknown;

export interface Unknown {
  /** The text between the braces. */
  readonly name: string;
  readonly why: 'missing' | 'expression' | 'encoded' | 'too-long';
}

/** Joins neighbouring texts: a scheme and its credentials may come from two variables. */
export function joined(parts: readonly Part[]): readonly Part[] {
  const all: Part[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (typeof part === 'string' && typeof last === 'string') all[all.length - 1] = last + part;
    else all.push(part);
  }
  return all.filter((part) => part !== '');
}
