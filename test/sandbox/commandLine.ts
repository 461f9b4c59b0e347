import { parseArgs } from 'node:util';

export interface CommandLine {
  readonly port: number;
  readonly lifetimeSeconds: number;
  /** The folder for the credentials files; `undefined` for a temporary one. */
  readonly out: string | undefined;
}

export const usage = 'Usage: node main.ts [--port N] [--lifetime seconds] [--out folder]';

/** Throws an Error with a printable message. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '0' },
      lifetime: { type: 'string', default: '3599' },
      out: { type: 'string' },
    },
  });
  if (values.out === '') {
    throw new Error('--out takes the name of a folder.');
  }
  return {
    port: parseWhole('--port', values.port, 65_535),
    lifetimeSeconds: parseWhole('--lifetime', values.lifetime, Number.MAX_SAFE_INTEGER),
    out: values.out,
  };
}

function parseWhole(name: string, text: string, max: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(number <= max)) {
    throw new Error(`${name} takes a whole number from 0 to ${max}.`);
  }
  return number;
}
