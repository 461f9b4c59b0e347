import type { Resource } from './catalog.ts';
import { presentEnvelope, relates, union } from './geometry.ts';
import { presentResource } from './resources.ts';
import type { SearchQuery } from './searchQuery.ts';
import { mergeTags, tagsOf } from './tags.ts';

/**
 * Answers `GET /resources/search` from the application's resources. `total`, `tags` and `envelope` describe
 * all results, `results` one page.
 */
export function searchCatalog(
  visible: readonly Resource[],
  query: SearchQuery,
): Record<string, unknown> {
  const found = visible.filter((resource) => matches(resource, query));
  const page = sort(found, query).slice(query.offset, query.offset + query.limit);
  const envelope = union(found.flatMap(({ bbox }) => (bbox === undefined ? [] : [bbox])));
  return {
    total: found.length,
    limit: query.limit,
    offset: query.offset,
    query: {
      _tags: query.tags,
      _terms: query.terms,
      ...(query.share === undefined ? {} : { _shares: [query.share] }),
    },
    tags: mergeTags(found.map((resource) => tagsOf(resource, query.language))),
    envelope: envelope === undefined ? null : presentEnvelope(envelope),
    results: page.map((resource) => presentResource(resource, query.include, query.language)),
  };
}

/** Every filter and every term must match: the platform joins them with AND. */
function matches(resource: Resource, query: SearchQuery): boolean {
  const tags = Object.keys(tagsOf(resource, query.language));
  return (
    (query.ids?.includes(resource.id) ?? true) &&
    query.areas.every(
      (area) => resource.bbox !== undefined && relates(resource.bbox, query.relation, area),
    ) &&
    query.tags.every((tag) => hasTag(resource, tags, tag)) &&
    query.terms.every((term) => occurrences(resource, term) > 0)
  );
}

function hasTag(resource: Resource, tags: readonly string[], asked: string): boolean {
  if (asked.startsWith('has-no:')) {
    const family = asked.slice('has-no:'.length);
    return !tags.some((tag) => tag.startsWith(`${family}:`));
  }
  if (asked.startsWith('name:')) {
    return fold(resource.name ?? '') === fold(asked.slice('name:'.length));
  }
  if (asked === 'type:dataset') {
    return resource.type === 'vectorDataset' || resource.type === 'rasterDataset';
  }
  return tags.includes(asked);
}

/**
 * The number of occurrences of a term in the texts and tag labels, in either language, which is also its
 * relevance.
 */
function occurrences(resource: Resource, term: string): number {
  const texts = [
    ...Object.values(resource.title),
    ...Object.values(resource.abstract),
    ...Object.values(tagsOf(resource, 'fr')),
    ...Object.values(tagsOf(resource, 'en')),
  ];
  const haystack = fold(texts.join('\n'));
  return haystack.split(fold(term)).length - 1;
}

/** Ignores case and accents, since users type "orthophoto reseau" for "Réseau". */
function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

function sort(found: readonly Resource[], query: SearchQuery): Resource[] {
  const sign = query.direction === 'asc' ? 1 : -1;
  return [...found].sort((a, b) => sign * compare(a, b, query));
}

function compare(a: Resource, b: Resource, query: SearchQuery): number {
  switch (query.orderBy) {
    case 'title':
      return a.title[query.language].localeCompare(b.title[query.language], query.language);
    case '_created':
      return compareDates(a.created, b.created);
    case '_modified':
      return compareDates(a.modified, b.modified);
    case 'created':
      return compareDates(a.dataCreated, b.dataCreated);
    case 'modified':
      return compareDates(a.dataModified, b.dataModified);
    case 'relevance':
      // Documented: without a difference in the terms, the record's creation date decides.
      return (
        relevance(a, query.terms) - relevance(b, query.terms) || compareDates(a.created, b.created)
      );
  }
}

function relevance(resource: Resource, terms: readonly string[]): number {
  return terms.reduce((sum, term) => sum + occurrences(resource, term), 0);
}

/** All dates are ISO 8601 in UTC, so text order is time order. */
function compareDates(a = '', b = ''): number {
  return a < b ? -1 : Number(a > b);
}
