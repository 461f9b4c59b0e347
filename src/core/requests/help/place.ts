import { routeOf, routes, type KnownRoute, type Parameter } from '../api/routes.ts';
import { baseAddressOf, type PlatformAddresses } from '../../platform/endpoints.ts';
import {
  comment,
  definitionIn,
  separator,
  startAt,
  startsIn,
  variablesAt,
  withoutVersion,
} from '../file/httpFile.ts';
import { expanded, type Room } from '../file/resolve.ts';

/** What somebody is writing at a place of a request file, where that goes to the platform. */
export type Place = (Target & { readonly is: 'target' }) | { readonly is: 'header' };

interface Target {
  readonly method: string;
  /** As it is written, its query on further lines included. */
  readonly target: string;
  /** Of the place, in the target. */
  readonly offset: number;
  readonly bases: readonly Base[];
}

/** One of the platform's base addresses that a target starts with. */
interface Base {
  readonly server: KnownRoute['server'];
  readonly end: number;
}

/** The lines that requests to the platform start on. */
export function startsToPlatform(
  lines: readonly string[],
  addresses: PlatformAddresses,
): readonly number[] {
  const variables = new Map(variablesAt(lines, -1));
  // In all, for a file of any length.
  const room = { characters: 2_000_000 };
  let read = 0;
  return startsIn(lines).filter((start) => {
    for (; read < start; read += 1) {
      const found = definitionIn(lines[read] ?? '');
      if (found) variables.set(...found);
    }
    return basesOf(targetFrom(lines, start).target, variables, addresses, room).length > 0;
  });
}

/** `undefined` too where the request goes elsewhere. */
export function placeAt(
  lines: readonly string[],
  line: number,
  character: number,
  addresses: PlatformAddresses,
): Place | undefined {
  const start = startAt(lines, line);
  if (start === undefined || line < start || comment.test(lines[line] ?? '')) return undefined;
  const { method, target, next, texts } = targetFrom(lines, start);
  const text = texts.get(line);
  const inText = text ? character - text.inLine : 0;
  // In the white space or the method before it, or behind.
  if (text && (inText < 0 || inText > text.length)) return undefined;
  const offset = text && text.inTarget + inText;
  const bases = basesOf(target, variablesAt(lines, start), addresses, { characters: 100_000 });
  if (bases.length === 0) return undefined;
  if (offset !== undefined) return { is: 'target', method, target, offset, bases };
  const isHeader = line >= next && lines.slice(next, line).every((text) => text.trim() !== '');
  return isHeader ? { is: 'header' } : undefined;
}

/** The place is in a request to the platform, or where a variable of one is defined. */
export function isOfPlatform(
  lines: readonly string[],
  line: number,
  character: number,
  addresses: PlatformAddresses,
): boolean {
  const [name] = definitionIn(lines[line] ?? '') ?? [];
  if (name === undefined) return placeAt(lines, line, character, addresses) !== undefined;
  const names = usersOf(name, lines);
  return startsToPlatform(lines, addresses).some((start) => {
    // No request is looked at twice, however long the file is.
    for (let at = start; (lines[at] ?? '').trim() !== ''; at += 1) {
      if (separator.test(lines[at] ?? '')) return false;
      if (usesOneOf(names, lines[at] ?? '')) return true;
    }
    return false;
  });
}

/** A variable, and those that are defined by it, in a few steps. */
function usersOf(name: string, lines: readonly string[]): ReadonlySet<string> {
  const names = new Set([name]);
  for (let step = 0; step < 3; step += 1) {
    for (const text of lines) {
      const [user, value] = definitionIn(text) ?? [];
      if (user !== undefined && usesOneOf(names, value ?? '')) names.add(user);
    }
  }
  return names;
}

function usesOneOf(names: ReadonlySet<string>, text: string): boolean {
  return [...text.matchAll(/\{\{([^{}]*)\}\}/g)].some(([, name = '']) => names.has(name.trim()));
}

/** What a request goes to, with its query on further lines, and the first line behind it. */
function targetFrom(lines: readonly string[], start: number) {
  const first = lines[start] ?? '';
  const [head = '', method = 'GET'] = /^\s*(?:([a-z]+)\s+)?/i.exec(first) ?? [];
  let target = withoutVersion(first.slice(head.length));
  // Where each line's part of it begins.
  const texts = new Map([[start, { inTarget: 0, inLine: head.length, length: target.length }]]);
  let next = start + 1;
  for (; /^\s*(#|\/\/|[?&])/.test(lines[next] ?? ''); next += 1) {
    const text = lines[next] ?? '';
    if (comment.test(text)) continue;
    const { length } = text.trim();
    const inLine = text.length - text.trimStart().length;
    texts.set(next, { inTarget: target.length, inLine, length });
    target += text.trim();
  }
  return { method: method.toUpperCase(), target, next, texts };
}

/** The request's address starts with one of the platform's, literally or by its variables. */
function basesOf(
  target: string,
  variables: ReadonlyMap<string, string>,
  addresses: PlatformAddresses,
  room: Room,
): readonly Base[] {
  const bases: Base[] = [];
  let [start, end] = ['', 0];
  // No base address has more parts.
  for (const part of target.split(/(?=[/?])/, 20)) {
    start += expanded(part, variables, addresses.api, room);
    end += part.length;
    const address = baseAddressOf(start);
    for (const server of ['api', 'identity'] as const) {
      if (address === addresses[server] && !bases.some((base) => base.server === server))
        bases.push({ server, end });
    }
  }
  return bases;
}

/** A query on further lines may begin with either. */
const queryStart = /[?&](.*)/s;

/** The documented request that is being written, and the parameter of it that the place is in. */
export function documentedAt({ method, target, offset, bases }: Target):
  | {
      readonly route: KnownRoute;
      readonly parameter?: Parameter;
    }
  | undefined {
  const [path = '', query = ''] = target.split(queryStart);
  const route = bases
    .map(({ server, end }) => routeOf(method, server, path.slice(end)))
    .find((found) => found !== undefined);
  if (!route) return undefined;
  const inQuery = offset - path.length - 1;
  if (inQuery < 0) return { route };
  const start = query.lastIndexOf('&', inQuery - 1) + 1;
  const name = /^\w*/.exec(query.slice(start))?.[0];
  const parameter = route.parameters.find((each) => each.in === 'query' && each.name === name);
  return { route, ...(parameter && { parameter }) };
}

/** What may come next, in the place of so many characters before and behind. */
export interface Suggestions {
  readonly before: number;
  readonly behind: number;
  readonly routes?: readonly KnownRoute[];
  readonly parameters?: readonly Parameter[];
  /** With an equals sign behind the parameter's name. */
  readonly needsEquals?: boolean;
  readonly values?: readonly string[];
}

export function suggestionsAt(place: Target): Suggestions | undefined {
  const { method, target, offset, bases } = place;
  const [path = '', query] = target.split(queryStart);
  if (query === undefined || offset <= path.length) {
    const reached = bases.filter(({ end }) => end < offset);
    const [first] = reached;
    if (!first) return undefined;
    const servers = reached.map(({ server }) => server);
    return {
      before: offset - first.end,
      behind: path.length - offset,
      routes: routes.filter((route) => route.method === method && servers.includes(route.server)),
    };
  }
  const found = documentedAt(place);
  if (!found) return undefined;
  const written =
    query
      .slice(0, offset - path.length - 1)
      .split('&')
      .at(-1) ?? '';
  const behind = target.slice(offset);
  const { values, kind } = found.parameter ?? {};
  if (written.includes('=')) {
    if (!values) return undefined;
    const items = written.slice(written.indexOf('=') + 1).split(kind === 'list' ? ',' : '&');
    return {
      before: items.at(-1)?.length ?? 0,
      behind: /^[\w-]*/.exec(behind)?.[0].length ?? 0,
      values: values.filter((value) => !items.slice(0, -1).includes(value)),
    };
  }
  const rest = /^\w*/.exec(behind)?.[0] ?? '';
  const others = query.split('&').map((pair) => pair.split('=')[0]);
  return {
    before: written.length,
    behind: rest.length,
    needsEquals: !behind.startsWith('=', rest.length),
    parameters: found.route.parameters.filter(
      ({ name, in: where }) =>
        where === 'query' && (name === written + rest || !others.includes(name)),
    ),
  };
}
