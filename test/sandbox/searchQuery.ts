import { parseBox, parseWktPolygon, relations } from './geometry.ts';
import type { BoundingBox, Relation } from './geometry.ts';
import type { Language } from './vocabulary.ts';

const orders = ['relevance', '_created', '_modified', 'created', 'modified', 'title'] as const;

/** A word that begins with one of these is a filter; any other word of `q` is free text. */
const tagFamilies =
  /^(action|contact|coordinate-system|format|has-no|keyword|license|name|owner|provider|type):./;

export interface SearchQuery {
  readonly terms: readonly string[];
  readonly tags: readonly string[];
  readonly share: string | undefined;
  readonly ids: readonly string[] | undefined;
  readonly include: ReadonlySet<string>;
  readonly limit: number;
  readonly offset: number;
  readonly orderBy: (typeof orders)[number];
  readonly direction: 'asc' | 'desc';
  readonly areas: readonly BoundingBox[];
  readonly relation: Relation;
  readonly language: Language;
}

/** The parsed query, or the name of the parameter that the platform would answer with 400. */
export type ParsedQuery =
  | { readonly ok: true; readonly query: SearchQuery }
  | { readonly ok: false; readonly parameter: string };

/** An empty parameter counts as absent, since clients send unused ones empty. */
export function parseSearchQuery(parameters: URLSearchParams): ParsedQuery {
  const given = (name: string): string | undefined => {
    const value = parameters.get(name);
    return value === null || value === '' ? undefined : value;
  };
  const limit = parseCount(given('_limit'), 20, 100);
  const offset = parseCount(given('_offset'), 0, Number.MAX_SAFE_INTEGER);
  const orderBy = orders.find((order) => order === (given('ob') ?? 'relevance'));
  const direction = (['asc', 'desc'] as const).find((one) => one === (given('od') ?? 'desc'));
  const relation = relations.find((one) => one === (given('rel') ?? 'intersects'));
  const box = parseOptional(given('box'), parseBox);
  const geo = parseOptional(given('geo'), parseWktPolygon);

  if (limit === undefined) return refused('_limit');
  if (offset === undefined) return refused('_offset');
  if (orderBy === undefined) return refused('ob');
  if (direction === undefined) return refused('od');
  if (relation === undefined) return refused('rel');
  if (box === undefined) return refused('box');
  if (geo === undefined) return refused('geo');

  const areas = [...box, ...geo];
  const words = splitWords(given('q') ?? '');
  const ids = splitList(given('_id') ?? '');
  const query: SearchQuery = {
    terms: words.filter((word) => !tagFamilies.test(word)),
    tags: words.filter((word) => tagFamilies.test(word)),
    share: given('s'),
    ids: ids.length > 0 ? ids : undefined,
    include: parseInclude(parameters),
    limit,
    offset,
    orderBy,
    direction,
    areas,
    // Documented: with both `box` and `geo`, the relation is always an intersection.
    relation: areas.length > 1 ? 'intersects' : relation,
    language: parseLanguage(parameters),
  };
  return { ok: true, query };
}

/** French unless English is requested, as on the platform. */
export function parseLanguage(parameters: URLSearchParams): Language {
  return parameters.get('_lang') === 'en' ? 'en' : 'fr';
}

export function parseInclude(parameters: URLSearchParams): ReadonlySet<string> {
  return new Set(splitList(parameters.get('_include') ?? ''));
}

function refused(parameter: string): ParsedQuery {
  return { ok: false, parameter };
}

function parseCount(text: string | undefined, absent: number, max: number): number | undefined {
  if (text === undefined) {
    return absent;
  }
  const count = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return count <= max ? count : undefined;
}

/** No value, one value, or `undefined` for a value that does not parse. */
function parseOptional<T>(
  text: string | undefined,
  parse: (text: string) => T | undefined,
): readonly T[] | undefined {
  if (text === undefined) {
    return [];
  }
  const value = parse(text);
  return value === undefined ? undefined : [value];
}

function splitWords(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
