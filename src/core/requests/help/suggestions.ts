import {
  filterOf,
  isAt,
  suggestionsInQuery,
  wordsOf,
  type Filter,
  type QuerySuggestions,
} from '../api/filters.ts';
import { isLeaf, routeOf, routes, type Parameter, type Route } from '../api/routes.ts';
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
  const at = pairAt(place, route);
  if (!at?.parameter) return { route };
  const { parameter, value, inValue } = at;
  if (isSearchText(route, parameter)) {
    const word = wordsOf(value).find((each) => isAt(each, inValue));
    const filter = filterOf(word?.text ?? '');
    return filter && word
      ? { route, parameter, filter, value: word.text.slice(filter.prefix.length + 1) }
      : { route, parameter };
  }
  const item = itemsOf(value).find((each) => isAt(each, inValue));
  const found = parameter.values?.find((each) => each === item?.text);
  return { route, parameter, ...(found !== undefined && { value: found }) };
}

/** The pair of the query at the place, its parameter, and the offset of the place in its value. */
function pairAt({ target, offset }: RequestTarget, route: Route | undefined) {
  const pair = pairsOf(target).find((each) => isAt(each, offset));
  if (!pair) return undefined;
  const { name, value = '', start } = pair;
  const parameter = route?.parameters.find((each) => each.in === 'query' && each.name === name);
  return { pair, parameter, value, inValue: offset - start - name.length - 1 };
}

export function routeIn({ method, target, bases }: RequestTarget): Route | undefined {
  const [path = ''] = target.split(queryStart);
  return bases
    .map(({ server, end }) => routeOf(method, server, path.slice(end)))
    .find((found) => found !== undefined);
}

/** Whether the parameter is the `q` of a resource search. The other searches take plain text. */
function isSearchText({ path }: Route, { name }: Pick<Parameter, 'name'>): boolean {
  return name === 'q' && path.endsWith('/resources/search');
}

/** The `q` texts of a search and their offsets in the target. */
export function searchTextsIn(target: RequestTarget): readonly { start: number; text: string }[] {
  const route = routeIn(target);
  return pairsOf(target.target).flatMap((pair) =>
    route && pair.value && isSearchText(route, pair)
      ? [{ start: pair.start + pair.name.length + 1, text: pair.value }]
      : [],
  );
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
  const route = routeIn(place);
  const at = pairAt(place, route);
  if (!at) return suggestedRoutes(place);
  if (!route) return undefined;
  const { pair, parameter, value, inValue } = at;
  const pairs = pairsOf(place.target).filter(({ start }) => start !== pair.start);
  if (inValue < 0) return suggestedParameters(route, pairs, pair, place.offset);
  if (!parameter) return undefined;
  if (isSearchText(route, parameter)) {
    const inQuery = suggestionsInQuery(value, inValue);
    return { before: inQuery.before, behind: inQuery.behind, inQuery };
  }
  if (!parameter.values) return undefined;
  const before = value.slice(0, inValue).split(/,|%2c/i).at(-1)?.length ?? 0;
  const behind = /^[\w.:-]*/.exec(value.slice(inValue))?.[0].length ?? 0;
  const others = [
    ...itemsOf(value).filter((item) => !isAt(item, inValue)),
    ...pairs.filter(({ name }) => name === pair.name).flatMap((each) => itemsOf(each.value ?? '')),
  ].map(({ text }) => text);
  return {
    before,
    behind,
    values: parameter.values.filter((each) => parameter.kind !== 'list' || !others.includes(each)),
  };
}

function suggestedParameters(
  { parameters }: Route,
  others: readonly QueryPair[],
  pair: QueryPair,
  offset: number,
): Suggestions {
  return {
    before: offset - pair.start,
    behind: pair.start + pair.name.length - offset,
    needsEquals: pair.value === undefined,
    parameters: parameters.filter(
      ({ name, kind, in: where }) =>
        where === 'query' && (kind === 'list' || others.every((other) => other.name !== name)),
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
  const isEnd = segments.some(isLeaf);
  return {
    before: offset - end,
    behind: path.length - offset,
    routes: routes.flatMap((route) => {
      if (isEnd || route.method !== method || !servers.includes(route.server)) return [];
      const [, ...own] = route.path.split('/');
      const fits = segments.every(
        (text, index) => own[index] === text || own[index]?.startsWith('{'),
      );
      return fits && own.length > segments.length
        ? [{ route, path: ['', ...segments, ...own.slice(segments.length)].join('/') }]
        : [];
    }),
  };
}
