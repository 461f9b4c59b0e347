import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { groupApplication } from '../../sandbox/applications.ts';
import { referenceShare, riskShare } from '../../sandbox/shares.ts';
import { get, getJson, sandboxFor, tokenOf } from './helpers.ts';

interface SearchAnswer {
  readonly total: number;
  readonly limit: number;
  readonly offset: number;
  readonly query: { readonly _tags: string[]; readonly _terms: string[] };
  readonly tags: Readonly<Record<string, string | null>>;
  readonly envelope: { readonly bbox: number[] } | null;
  readonly results: readonly {
    readonly _id: string;
    readonly _created: string;
    readonly _modified: string;
    readonly title: string;
    readonly type: string;
  }[];
}

const communes = '613dbc22264c470ca2338f77408d3817';
const all = 15;

async function search(t: TestContext, parameters: Record<string, string>): Promise<SearchAnswer> {
  const query = new URLSearchParams(parameters).toString();
  return getJson<SearchAnswer>(await sandboxFor(t), `/resources/search?${query}`);
}

function titles(answer: SearchAnswer): string[] {
  return answer.results.map(({ title }) => title);
}

describe('the search', () => {
  it('the sandbox’s search without parameters returns all 15 resources, with the limit 20 and the offset 0', async (t) => {
    const { total, limit, offset, results } = await search(t, {});
    assert.deepEqual(
      { total, limit, offset, length: results.length },
      {
        total: all,
        limit: 20,
        offset: 0,
        length: all,
      },
    );
  });

  it('the sandbox’s search with _limit=0 returns the total and the tags, but no results', async (t) => {
    const { total, tags, results } = await search(t, { _limit: '0' });
    assert.equal(total, all);
    assert.deepEqual(results, []);
    assert.equal(tags['type:vector-dataset'], 'Jeu de données (vecteur)');
  });

  it('the sandbox’s search returns all results page by page without gaps or overlaps', async (t) => {
    const sorted = { ob: 'title', od: 'asc' };
    const whole = titles(await search(t, sorted));
    const first = titles(await search(t, { ...sorted, _limit: '10' }));
    const second = titles(await search(t, { ...sorted, _limit: '10', _offset: '10' }));
    assert.deepEqual([...first, ...second], whole);
  });

  const refused: [string, string][] = [
    ['_limit', '101'],
    ['_limit', '-1'],
    ['_limit', 'ten'],
    ['_offset', '-1'],
    ['ob', 'colour'],
    ['od', 'sideways'],
    ['rel', 'near'],
    ['box', '1,2,3'],
    ['box', '3,0,1,1'],
    ['geo', 'POINT(1 2)'],
  ];
  for (const [name, value] of refused) {
    it(`the sandbox’s search refuses ${name}=${value} with 400`, async (t) => {
      const sandbox = await sandboxFor(t);
      const path = `/resources/search?${new URLSearchParams({ [name]: value }).toString()}`;
      assert.equal((await get(sandbox, path, await tokenOf(sandbox))).status, 400);
    });
  }

  it('the sandbox’s search treats empty parameters as missing', async (t) => {
    const blank = { q: '', s: '', _id: '', _limit: '', _offset: '', ob: '', od: '', box: '' };
    assert.equal((await search(t, blank)).total, all);
  });

  it('the sandbox’s search finds a word in the title', async (t) => {
    assert.ok(titles(await search(t, { q: 'communes' })).includes('Communes'));
  });

  it('the sandbox’s search for RESEAU routier, in capitals and without the accent, finds the resource Réseau routier', async (t) => {
    assert.deepEqual(titles(await search(t, { q: 'RESEAU routier' })), ['Réseau routier']);
  });

  it('the sandbox’s search finds the resource that has both a given keyword tag and a given type tag', async (t) => {
    const found = await search(t, { q: 'keyword:isogeo:inondation type:raster-dataset' });
    assert.deepEqual(titles(found), ['Modèle numérique de terrain']);
  });

  it('the sandbox’s search finds vector and raster data with type:dataset', async (t) => {
    const { results } = await search(t, { q: 'type:dataset' });
    assert.deepEqual([...new Set(results.map(({ type }) => type))].sort(), [
      'rasterDataset',
      'vectorDataset',
    ]);
  });

  it('the sandbox’s search for has-no:action finds the resources without an action tag', async (t) => {
    assert.deepEqual(titles(await search(t, { q: 'has-no:action' })), ['Parcelles cadastrales']);
  });

  it('the sandbox’s search returns the tags and the words of the query separately', async (t) => {
    const { query } = await search(t, { q: 'eau format:gpkg' });
    assert.deepEqual(query, { _tags: ['format:gpkg'], _terms: ['eau'] });
  });

  it('the sandbox’s search returns the total 0, no tags and no envelope for an unknown word', async (t) => {
    const { total, tags, envelope } = await search(t, { q: 'zzz' });
    assert.deepEqual({ total, tags, envelope }, { total: 0, tags: {}, envelope: null });
  });

  it('the sandbox’s search by a list of IDs finds the resource with a known ID, and ignores an unknown ID', async (t) => {
    assert.deepEqual(titles(await search(t, { _id: `${communes},unknown` })), ['Communes']);
  });

  it('the sandbox’s search can be limited to one share', async (t) => {
    const reference = await search(t, { s: referenceShare.id });
    const risk = await search(t, { s: riskShare.id });
    assert.ok(titles(reference).includes('Communes'));
    assert.ok(titles(risk).includes('Occupation du sol'));
    assert.equal(reference.total + risk.total, all);
  });

  it('the sandbox’s search finds nothing in a share with an unknown ID', async (t) => {
    assert.equal((await search(t, { s: 'unknown' })).total, 0);
  });

  it('the sandbox’s search finds nothing for an application without shares', async (t) => {
    const sandbox = await sandboxFor(t, { applications: [groupApplication({ shares: [] })] });
    assert.equal((await getJson<SearchAnswer>(sandbox, '/resources/search')).total, 0);
  });

  it('the sandbox’s search sorts resources by creation, newest first, by default', async (t) => {
    const created = (await search(t, {})).results.map((one) => one._created);
    assert.deepEqual(created, [...created].sort().reverse());
  });

  it('the sandbox’s search can sort resources by modification, oldest first', async (t) => {
    const { results } = await search(t, { ob: '_modified', od: 'asc' });
    const modified = results.map((one) => one._modified);
    assert.deepEqual(modified, [...modified].sort());
  });

  it('the sandbox’s search can sort titles in French alphabetical order if French is requested', async (t) => {
    const sorted = titles(await search(t, { ob: 'title', od: 'asc', _lang: 'fr' }));
    assert.deepEqual(sorted, [...sorted].sort(new Intl.Collator('fr').compare));
  });

  it('the sandbox’s search for the word communes returns the resource with the title Communes before other resources', async (t) => {
    const found = titles(await search(t, { q: 'communes' }));
    assert.equal(found[0], 'Communes');
    assert.ok(found.length > 1);
  });

  it('the sandbox’s search returns English titles and tag names if English is requested', async (t) => {
    const { tags, results } = await search(t, { _id: communes, _lang: 'en' });
    assert.equal(results[0]?.title, 'Municipalities');
    assert.equal(tags['action:download'], 'Download');
  });

  it('the sandbox’s search returns French titles if another language, such as German, is requested', async (t) => {
    assert.deepEqual(titles(await search(t, { _id: communes, _lang: 'de' })), ['Communes']);
  });

  it('the sandbox’s search finds resources that cross a box, and no resources without an envelope', async (t) => {
    const found = titles(await search(t, { box: '5.3,43.2,5.5,43.4' }));
    assert.deepEqual(found.sort(), ['Communes', 'Service WMS – fonds de plan']);
  });

  it('the sandbox’s search finds resources within a polygon', async (t) => {
    const geo = 'POLYGON((-2 47.9, -1.3 47.9, -1.3 48.4, -2 48.4, -2 47.9))';
    const found = titles(await search(t, { geo, rel: 'within' }));
    assert.deepEqual(found.sort(), [
      'Adresses',
      'Parcelles cadastrales',
      'Pistes et bandes cyclables',
    ]);
  });

  it('the sandbox’s search for communes with _limit=0 returns the envelope of all resources that match', async (t) => {
    const { envelope } = await search(t, { q: 'communes', _limit: '0' });
    assert.deepEqual(envelope?.bbox, [-5.14, 41.33, 9.56, 51.09]);
  });
});
