import {
  filterOf,
  suggestionsInQuery,
  wordsOf,
  type Filter,
  type QuerySuggestions,
} from '../api/filters.ts';
import { routeOf, routes, type Parameter, type Route } from '../api/routes.ts';
import type { RequestTarget } from './place.ts';

/** A query on continuation lines may begin with either sign. */
const queryStart = /[?&](.*)/s;

/** One pair of a query, as written. */
interface QueryPair {
  readonly name: string;
  /** Absent if there is no equals sign. */
  readonly value?: string;
  /** The pair's offset in the target. The value follows the name and the equals sign. */
  readonly start: number;
  readonly end: number;
}

function pairsOf(target: string): readonly QueryPair[] {
  const [path = '', query] = target.split(queryStart);
  let start = path.length + 1;
  return (query?.split('&') ?? []).map((text) => {
    const [name = '', value] = text.split(/=(.*)/s);
    const pair = { name, ...(value !== undefined && { value }), start, end: start + text.length };
    start = pair.end + 1;
    return pair;
  });
}

export interface Documented {
  readonly route: Route;
  readonly parameter?: Parameter;
  /** The value of the parameter, or one item of a list. */
  readonly value?: string;
  readonly filter?: Filter;
}

/** The route at the place, and the parameter, value or filter under it. */
export function documentedAt(place: RequestTarget): Documented | undefined {
  const route = routeIn(place);
  if (!route) return undefined;
  const { target, offset } = place;
  const pair = pairsOf(target).find(({ start, end }) => start <= offset && offset <= end);
  const parameter = route.parameters.find(
    (each) => each.in === 'query' && each.name === pair?.name,
  );
  if (!pair || !parameter) return { route };
  const { name, value = '', start } = pair;
  const inValue = offset - start - name.length - 1;
  if (isSearchText(route, parameter)) {
    const word = wordsOf(value).find(({ start, end }) => start <= inValue && inValue <= end);
    const filter = filterOf(word?.text ?? '');
    return filter && word
      ? { route, parameter, filter, value: word.text.slice(filter.prefix.length + 1) }
      : { route, parameter };
  }
  const item = itemsOf(value).find(({ start, end }) => start <= inValue && inValue <= end);
  const found = parameter.values?.find((each) => each === item?.text);
  return { route, parameter, ...(found !== undefined && { value: found }) };
}

export function routeIn({ method, target, bases }: RequestTarget): Route | undefined {
  const [path = ''] = target.split(queryStart);
  return bases
    .map(({ server, end }) => routeOf(method, server, path.slice(end)))
    .find((found) => found !== undefined);
}

/** Whether the parameter is the `q` of a resource search. The other searches take plain text. */
function isSearchText({ path }: Route, { name }: Parameter): boolean {
  return name === 'q' && path.endsWith('/resources/search');
}

/** The `q` texts of a search and their offsets in the target. */
export function searchTextsIn(target: RequestTarget): readonly { start: number; text: string }[] {
  const route = routeIn(target);
  return pairsOf(target.target).flatMap(({ name, value, start }) => {
    const parameter = route?.parameters.find((each) => each.name === name);
    return route && parameter && value && isSearchText(route, parameter)
      ? [{ start: start + name.length + 1, text: value }]
      : [];
  });
}

function itemsOf(value: string) {
  return [...value.matchAll(/(?:(?!%2c)[^,])+/gi)].map(({ 0: text, index }) => ({
    text,
    start: index,
    end: index + text.length,
  }));
}

/** The suggestions at a place, with the number of characters that they replace before and after it. */
export interface Suggestions {
  readonly before: number;
  readonly behind: number;
  /** `path` contains the segments that are already written. */
  readonly routes?: readonly { readonly route: Route; readonly path: string }[];
  readonly parameters?: readonly Parameter[];
  /** The suggestion adds an equals sign after the name. */
  readonly needsEquals?: boolean;
  readonly values?: readonly string[];
  readonly inQuery?: QuerySuggestions;
}

export function suggestionsAt(place: RequestTarget): Suggestions | undefined {
  const { target, offset } = place;
  const pairs = pairsOf(target);
  const pair = pairs.find(({ start, end }) => start <= offset && offset <= end);
  if (!pair) return suggestedRoutes(place);
  const route = routeIn(place);
  if (!route) return undefined;
  const written = target.slice(pair.start, offset);
  if (!written.includes('=')) return suggestedParameters(route, pairs, pair, offset);
  const parameter = route.parameters.find((each) => each.in === 'query' && each.name === pair.name);
  if (!parameter) return undefined;
  const value = pair.value ?? '';
  const inValue = offset - pair.start - pair.name.length - 1;
  if (isSearchText(route, parameter)) {
    const inQuery = suggestionsInQuery(value, inValue);
    return { before: inQuery.before, behind: inQuery.behind, inQuery };
  }
  if (!parameter.values) return undefined;
  const before = value.slice(0, inValue).split(/,|%2c/i).at(-1)?.length ?? 0;
  const behind = /^[\w.:-]*/.exec(value.slice(inValue))?.[0].length ?? 0;
  const others = pairs
    .filter(({ name }) => parameter.kind === 'list' && name === pair.name)
    .flatMap((each) => itemsOf(each.value ?? '').map((item) => ({ ...item, pair: each })))
    .filter((item) => item.pair !== pair || item.end < inValue || item.start > inValue)
    .map(({ text }) => text);
  return {
    before,
    behind,
    values: parameter.values.filter((each) => !others.includes(each)),
  };
}

function suggestedParameters(
  { parameters }: Route,
  pairs: readonly QueryPair[],
  pair: QueryPair,
  offset: number,
): Suggestions {
  const others = pairs.flatMap((each) => (each === pair ? [] : each.name));
  return {
    before: offset - pair.start,
    behind: pair.start + pair.name.length - offset,
    needsEquals: pair.value === undefined,
    parameters: parameters.filter(
      ({ name, kind, in: where }) =>
        where === 'query' && (kind === 'list' || !others.includes(name)),
    ),
  };
}

function suggestedRoutes({
  method,
  target,
  offset,
  bases,
}: RequestTarget): Suggestions | undefined {
  const [path = ''] = target.split(queryStart);
  const end = Math.max(...bases.filter((base) => base.end < offset).map((base) => base.end));
  if (end < 0) return undefined;
  const servers = bases.filter((base) => base.end === end).map(({ server }) => server);
  const segments = path.slice(end, offset).split('/').slice(1, -1);
  return {
    before: offset - end,
    behind: path.length - offset,
    routes: routes.flatMap((route) => {
      if (route.method !== method || !servers.includes(route.server)) return [];
      const [, ...own] = route.path.split('/');
      const fits = segments.every(
        (text, index) => own[index] === text || /^\{\w+\}$/.test(own[index] ?? ''),
      );
      return fits && own.length > segments.length
        ? [{ route, path: ['', ...segments, ...own.slice(segments.length)].join('/') }]
        : [];
    }),
  };
}
