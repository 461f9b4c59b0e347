import { parameterTable, routeTable, valueTable } from './tables.ts';

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'form';
  /** `list`: values separated by commas. `count`: a whole number. */
  readonly kind: 'text' | 'identifier' | 'list' | 'count';
  /** The smallest allowed number. */
  readonly least?: number;
  readonly most?: number;
  /** All documented values; for a list, all documented values of an item. */
  readonly values?: readonly string[];
  /** The value that this extension always sends. */
  readonly fixed?: string;
  /** The English text, which is the key of its translation. */
  readonly summary: string;
  readonly documentation?: string;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  /** The server whose base address precedes the path. */
  readonly server: 'api' | 'identity';
  /** Each parameter of the path is written `{name}`. */
  readonly path: string;
  readonly who: 'group' | 'user' | 'anybody' | 'client';
  /** `false`: only the official SDK calls it. */
  readonly isDocumented: boolean;
  readonly answer: 'page' | 'list' | 'object' | 'xml' | 'image' | 'file' | 'redirect';
  readonly authorization: 'none' | 'basic' | 'bearer';
  readonly isFrequent: boolean;
  readonly parameters: readonly Parameter[];
  /** The English texts, which are the keys of their translations. */
  readonly group: string;
  readonly summary: string;
  /** The section of the reference that describes the route, if the link's anchor is certain to exist. */
  readonly documentation?: string;
}

const pages = 'https://help.isogeo.com/api/fr/methods/search/';
const reference = 'https://help.isogeo.com/api/complete/index.html';

/** The page of a parameter or filter, written as `page#anchor`; `-` means no page. */
export function pageAt(place: string): { readonly documentation?: string } {
  const [page = '', anchor] = place.split('#');
  if (page === '-') return {};
  return { documentation: `${pages}${page}.html${anchor ? `#${anchor}` : ''}` };
}

/** The lines of a table, each split into its first columns and the rest. */
export function tableRows(table: string, columns: number): readonly (readonly string[])[] {
  return table
    .trim()
    .split('\n')
    .map((line) => {
      const cells = line.split(' ');
      return [...cells.slice(0, columns), cells.slice(columns).join(' ')];
    });
}

const parameters = new Map(
  tableRows(parameterTable, 3).map(([key = '', kind = '', page = '', summary = '']) => {
    const [name = ''] = key.split('.');
    const [, least, most] = /^(\d+)-(\d*)$/.exec(kind) ?? [];
    const parameter: Omit<Parameter, 'in'> = {
      name,
      summary,
      ...pageAt(page),
      ...(least !== undefined
        ? { kind: 'count', least: Number(least), ...(most && { most: Number(most) }) }
        : kind === 'id'
          ? { kind: 'identifier' }
          : kind === 'text' || kind === 'list'
            ? { kind }
            : { kind: 'text', values: kind.split(',') }),
    };
    return [key, parameter];
  }),
);

function parameterOf(written: string, where: Parameter['in']): Parameter {
  const [key = '', values] = written.split('=');
  const known = parameters.get(key) ?? { name: key, kind: 'text', summary: '' };
  return {
    ...known,
    in: where,
    ...(values !== undefined && { values: values.split(',') }),
    ...(where === 'form' && known.values && { fixed: known.values[0] ?? '' }),
  };
}

/** The callers of routes, and how each is authorized. */
const callers = {
  G: ['group', 'bearer'],
  U: ['user', 'bearer'],
  N: ['anybody', 'none'],
  B: ['client', 'basic'],
} as const;
const answerByLetter = {
  P: 'page',
  L: 'list',
  O: 'object',
  X: 'xml',
  I: 'image',
  F: 'file',
  R: 'redirect',
} as const;

function routesOf(table: string): readonly Route[] {
  let group = '';
  return table
    .trim()
    .split('\n')
    .flatMap((line) => {
      if (line.startsWith('# ')) {
        group = line.slice(2);
        return [];
      }
      return [routeOnLine(line, group)];
    });
}

function routeOnLine(line: string, group: string): Route {
  const [, letter = '', answer = '', flags = '', post, id, named = '', query, summary = ''] =
    /^(\w)(\w)([+!]*) (POST )?(id:)?([^ ?]+)(?:\?(\S+))? (.+)$/.exec(line) ?? [];
  const [who, authorization] = callers[letter.toUpperCase() as keyof typeof callers];
  const server = id ? 'identity' : 'api';
  const written = query?.split('&') ?? [];
  const path = named.replace(/\.\w+\}/g, '}');
  return {
    method: post ? 'POST' : 'GET',
    server,
    path,
    who,
    isDocumented: letter === letter.toUpperCase(),
    answer: answerByLetter[answer as keyof typeof answerByLetter],
    authorization,
    isFrequent: flags.includes('+'),
    group,
    summary,
    parameters: [
      ...[...named.matchAll(/\{([\w.]+)\}/g)].map(([, name = '']) => parameterOf(name, 'path')),
      ...written.map((each) => parameterOf(each, post ? 'form' : 'query')),
      // The official SDK sends `_lang` with every request to the API.
      ...(server === 'api' ? [parameterOf('_lang', 'query')] : []),
    ],
    ...(flags.includes('!') && {
      documentation: `${reference}#operation-${path.replace(/\W/g, '-')}-get`,
    }),
  };
}

export const routes: readonly Route[] = routesOf(routeTable);

const patterns = routes.map(
  ({ path }) => new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
);

/** Whether no route continues behind the segment: it is empty, a search, or has a file extension. */
export function isLeaf(segment: string): boolean {
  return /^(search)?$|\.\w+$/.test(segment);
}

/**
 * The route for a method and a path. The longest match wins, which is also the most literal one, since the
 * names of parameters are short. A final slash is ignored.
 */
export function routeOf(method: string, server: Route['server'], path: string): Route | undefined {
  const written = path.replace(/(.)\/$/, '$1');
  if (written.split('/').slice(1, -1).some(isLeaf)) return undefined;
  return routes
    .filter(
      (route, index) =>
        route.method === method && route.server === server && patterns[index]?.test(written),
    )
    .sort((a, b) => b.path.length - a.path.length)[0];
}

/** The route with this template; `id:` precedes a path of the identity server. */
export function routeAt(name: string): Route {
  const found = routes.find(
    ({ path, server }) => (server === 'api' ? path : `id:${path}`) === name,
  );
  if (!found) throw new Error(`The description has no route ${name}.`);
  return found;
}

const values = new Map(tableRows(valueTable, 1).map(([name = '', text = '']) => [name, text]));

/** The meaning of a value, in English: the key of its translation. */
export function valueSummary(value: string): string | undefined {
  return values.get(value);
}
