import { pageAt, tableRows } from './routes.ts';
import { filterTable } from './tables.ts';

/** A filter of the search parameter `q`, such as `type:dataset`. */
export interface Filter {
  /** The text before the colon. */
  readonly prefix: string;
  /** All documented values; absent if any value is allowed. */
  readonly values?: readonly string[];
  readonly example: string;
  /** Whether the tags of search results supply the values of this filter. */
  readonly isTag: boolean;
  /** The English text, which is the key of its translation. */
  readonly summary: string;
  readonly documentation?: string;
}

export const filters: readonly Filter[] = tableRows(filterTable, 3).map(
  ([prefix = '', values = '', anchor = '', summary = '']) => ({
    prefix: prefix.replace('~', ''),
    ...(!values.startsWith('~') && { values: values.split(',') }),
    example: values.replace('~', '').split(',')[0] ?? '',
    isTag: prefix.startsWith('~'),
    summary,
    ...pageAt(anchor === '-' ? anchor : `filtering#${anchor}`),
  }),
);

/** The filter that a word of `q` starts with: the longest of all matching ones. */
export function filterOf(word: string): Filter | undefined {
  return filters.find(({ prefix }) => word.startsWith(`${prefix}:`));
}

/** A word of `q` and its place: `start` is included, `end` isn't. */
export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Whether the place is in the word, or at one of its ends. */
export function isAt({ start, end }: Omit<Word, 'text'>, offset: number): boolean {
  return start <= offset && offset <= end;
}

/** Spaces separate words; an address also writes them as `+` or `%20`. */
export function wordsOf(query: string): readonly Word[] {
  return [...query.matchAll(/%20|(?:(?!%20)[^\s+])+/g)]
    .filter(([written]) => written !== '%20')
    .map(({ 0: written, index }) => ({
      text: written.replace(/%3a/gi, ':'),
      start: index,
      end: index + written.length,
    }));
}

export interface Fault extends Word {
  /** The filter that doesn't accept the value; absent if the filter itself is unknown. */
  readonly filter?: Pick<Filter, 'prefix' | 'values'>;
}

/** Words that look like a filter but have an undocumented name or value. */
export function faultsIn(query: string): readonly Fault[] {
  return wordsOf(query).flatMap((word): readonly Fault[] => {
    const { text } = word;
    // A variable may have any value; an address or a time of day is free text.
    if (!/^[a-z][\w-]*:(?!\/\/)/i.test(text) || text.includes('{{')) return [];
    const filter = filterOf(text) ?? familyOf(text);
    if (!filter) return [word];
    const { prefix, values } = filter;
    const value = text.slice(prefix.length + 1);
    // The name of a family's filter may be unfinished.
    return value === '' || !values || values.some((each) => each === value || each.startsWith(text))
      ? []
      : [{ ...word, filter }];
  });
}

/** The filters whose prefixes begin with the same name, such as `keyword:`. */
function familyOf(text: string): Fault['filter'] {
  const [prefix = ''] = text.split(':');
  const values = filters
    .map((each) => `${each.prefix}:`)
    .filter((each) => each.startsWith(`${prefix}:`));
  return values.length > 0 ? { prefix, values } : undefined;
}

/** The suggestions at a place of `q`, with the number of characters that they replace before and after it. */
export interface QuerySuggestions {
  readonly before: number;
  readonly behind: number;
  readonly filters: readonly Filter[];
  /** The part of the suggested text that is already written before the place. */
  readonly written: string;
  readonly values: readonly string[];
  /** The tags of a search may supply the values of the filter with this prefix. */
  readonly tagPrefix?: string;
}

export function suggestionsInQuery(query: string, offset: number): QuerySuggestions {
  const word = wordsOf(query).find((each) => isAt(each, offset));
  const head = query.slice(word?.start ?? offset, offset);
  const text = head.replace(/%3a/gi, ':');
  const filter = filterOf(text);
  const written = filter ? `${filter.prefix}:` : '';
  const colon = [...head.matchAll(/:|%3a/gi)][written.split(':').length - 2];
  return {
    before: head.length - (colon ? colon.index + colon[0].length : 0),
    behind: (word?.end ?? offset) - offset,
    filters: filters.filter(({ prefix }) => prefix.startsWith(filter ? written : text)),
    written,
    values: filter?.values ?? [],
    ...(filter?.isTag && { tagPrefix: written }),
  };
}
