import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  faultsIn,
  filterOf,
  filters,
  suggestionsInQuery,
  wordsOf,
} from '../../../../../src/core/requests/api/filters.ts';

describe('the language of q', () => {
  it('the table of filters for the search parameter q contains exactly 18 filters, such as type, owner and keyword:isogeo', () => {
    assert.deepEqual(filters.map(({ prefix }) => prefix).sort(), [
      'action',
      'catalog',
      'contact',
      'contact:group',
      'coordinate-system',
      'data-source',
      'format',
      'has-no',
      'keyword:group-theme',
      'keyword:inspire-theme',
      'keyword:isogeo',
      'license',
      'license:isogeo',
      'name',
      'owner',
      'path',
      'provider',
      'type',
    ]);
  });

  it('the filter coordinate-system of the search parameter q has a link to Isogeo’s documentation, and the filter catalog has no link', () => {
    assert.equal(
      filterOf('coordinate-system:2154')?.documentation,
      'https://help.isogeo.com/api/fr/methods/search/filtering.html#srs',
    );
    assert.equal(filterOf('catalog:1')?.documentation, undefined);
  });

  it('a word of a search query, such as contact:group:1, belongs to the filter with the longest matching prefix', () => {
    assert.equal(filterOf('contact:group:1')?.prefix, 'contact:group');
    assert.equal(filterOf('contact:0123:1')?.prefix, 'contact');
    assert.equal(filterOf('contacts:1'), undefined);
  });

  it('each filter of the search parameter q is recognized by its whole prefix', () => {
    for (const filter of filters) assert.equal(filterOf(`${filter.prefix}:1`), filter);
  });

  it('the example value of the search filter type is dataset, and the example value of the search filter format is shp', () => {
    assert.equal(filterOf('type:')?.example, 'dataset');
    assert.equal(filterOf('format:')?.example, 'shp');
  });

  for (const [query, offset, replaced] of [
    ['a bc', 2, 'bc'],
    ['a bc', 3, 'bc'],
    ['a bc', 1, 'a'],
    ['a  bc', 2, ''],
    ['a  type:da', 9, 'da'],
  ] as const) {
    it(`a suggestion in the search query “${query}” at offset ${offset} replaces “${replaced}”`, () => {
      const { before, behind } = suggestionsInQuery(query, offset);
      assert.equal(query.slice(offset - before, offset + behind), replaced);
    });
  }

  it('the words of a search query are separated by spaces, plus signs and %20', () => {
    assert.deepEqual(
      wordsOf('a  b+type%3Ac%20%2Bd').map(({ text, start, end }) => [text, start, end]),
      [
        ['a', 0, 1],
        ['b', 3, 4],
        ['type:c', 5, 13],
        ['%2Bd', 16, 20],
      ],
    );
  });

  it('the check of a search query names the three filters for keywords if a keyword has no thesaurus', () => {
    assert.deepEqual(faultsIn('keyword:eau')[0]?.filter?.values, [
      'keyword:isogeo:',
      'keyword:inspire-theme:',
      'keyword:group-theme:',
    ]);
  });

  for (const [query, expected] of [
    ['eau type:dataset has-no:keyword:inspire-theme', []],
    ['keyword:isogeo:anything owner:1 contact:1:2 name:x path:a/b', []],
    ['type:vector', ['type vector']],
    ['typ:dataset', ['? typ:dataset']],
    ['Type:dataset', ['? Type:dataset']],
    ['keyword:eau', ['keyword eau']],
    ['keyword%3Ainspire:eau', ['keyword inspire:eau']],
    ['keyword: keyword:iso keyword:group-theme keyword:isogeo:', []],
    ['keyword:isogeox', ['keyword isogeox']],
    ['12h:30 (type:vector)', []],
    ['share:1 conformity:inspire', ['? share:1', '? conformity:inspire']],
    ['action%3Aprint', ['action print']],
    ['type: 12:30 https://example.org {{filter}} type:{{type}}', []],
  ] as const) {
    it(`the check of the search query ${query} for unknown filters (marked with ?) and unknown values finds: ${expected.join(' and ') || 'no fault'}`, () => {
      const found = faultsIn(query).map(({ filter, text }) =>
        filter ? `${filter.prefix} ${text.slice(filter.prefix.length + 1)}` : `? ${text}`,
      );
      assert.deepEqual(found, expected);
    });
  }
});
