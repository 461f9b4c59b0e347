import { isObject, parseJson } from '../../text/json.ts';

/** Variables from files beside a request file (docs/http-files.md, "Variables"), by environment. */
export interface Environments {
  /** The environments to choose from; a single one needs no choice. */
  readonly names: readonly string[];
  readonly variables: (name: string | undefined) => ReadonlyMap<string, string>;
}

export interface EnvironmentSources {
  /** The text of `http-client.env.json`; its private companion overrides it. */
  readonly json?: string;
  readonly privateJson?: string;
  /** The value of REST Client's setting `rest-client.environmentVariables`. */
  readonly setting?: unknown;
  /** The text of `.env`. */
  readonly dotenv?: string;
}

/** Values for every environment. */
const shared = '$shared';
/** Nested objects are read as `outer.inner`, to this depth. */
const deepest = 10;

export function environmentsIn(sources: EnvironmentSources): Environments {
  // The sources of variables. Later ones take precedence.
  const tables = [
    sources.setting,
    parseJson(sources.json ?? ''),
    parseJson(sources.privateJson ?? ''),
  ].flatMap((value) => (isObject(value) ? [value] : []));
  const names = [...new Set(tables.flatMap((table) => Object.keys(table)))].filter(
    (name) => name !== shared && tables.some((table) => isObject(table[name])),
  );
  return {
    names,
    variables: (name = names.length === 1 ? names[0] : undefined) => {
      const variables = new Map(dotenvIn(sources.dotenv ?? ''));
      for (const table of tables) {
        // REST Client's `{{$shared name}}` is the shared value, even if the environment has its own.
        for (const [key, prefix] of [
          [shared, `${shared} `],
          [shared, ''],
          [name ?? shared, ''],
        ] as const) {
          const values = table[key];
          if (isObject(values)) flatten(values, prefix, deepest, variables);
        }
      }
      return variables;
    },
  };
}

type Table = Readonly<Record<string, unknown>>;

function flatten(values: Table, prefix: string, depth: number, into: Map<string, string>): void {
  for (const [key, value] of Object.entries(values)) {
    if (isObject(value)) {
      if (depth > 0) flatten(value, `${prefix}${key}.`, depth - 1, into);
    } else if (/^(string|number|boolean)$/.test(typeof value)) {
      into.set(prefix + key, String(value));
    }
  }
}

/** Reads lines `NAME=value`; a value is quoted, or ends before a comment. */
export function dotenvIn(text: string): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  for (const line of text.replace(/^\ufeff/, '').split(/\r\n?|\n/)) {
    const [, name, value = ''] = /^\s*(?:export\s+)?([\w.-]+)\s*=(.*)/s.exec(line) ?? [];
    if (name !== undefined) variables.set(name, unquoted(value.trim()));
  }
  return variables;
}

function unquoted(value: string): string {
  const quote = value.charAt(0);
  const end = /["'`]/.test(quote) ? value.indexOf(quote, 1) : -1;
  if (end < 0) return value.split(/(?:^|\s)#/, 1)[0]?.trimEnd() ?? '';
  const inside = value.slice(1, end);
  return quote === '"' ? inside.replace(/\\n/g, '\n').replace(/\\r/g, '\r') : inside;
}
