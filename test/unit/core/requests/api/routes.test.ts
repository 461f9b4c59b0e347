import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { filters } from '../../../../../src/core/requests/api/filters.ts';
import {
  routeAt,
  routeOf,
  routes,
  tableRows,
  valueSummary,
  type Parameter,
  type Route,
} from '../../../../../src/core/requests/api/routes.ts';
import { valueTable } from '../../../../../src/core/requests/api/tables.ts';

const page = readFileSync(new URL('../../../../../docs/api.md', import.meta.url), 'utf8');

/** The rows of a table under a heading of docs/api.md; each cell becomes its code spans and words. */
function rowsUnder(heading: string): readonly (readonly string[])[] {
  const [, rest = ''] = page.split(`## ${heading}\n`);
  const [section = ''] = rest.split('\n## ');
  return section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const codes = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

function nameOf({ method, server, path }: Route): string {
  return `${method} ${server === 'identity' ? '{identity}' : ''}${path}`;
}

function parametersOf({ parameters }: Route): readonly string[] {
  return parameters
    .filter(({ in: where, name }) => where !== 'path' && name !== '_lang')
    .map(({ name }) => name);
}

function parameterIn(path: string, name: string): Parameter {
  return (
    routeAt(path).parameters.find((each) => each.name === name) ?? assert.fail(`${path} ${name}`)
  );
}

const described = tableRows(valueTable, 1).map(([value = '']) => value);

describe('the description of the API', () => {
  it('the table of routes contains the 49 documented routes of docs/api.md with callers, parameters and answer', () => {
    const rows = rowsUnder('Documented routes').map(([route, , who, parameters, answer]) => ({
      route: codes(route)[0],
      who,
      parameters: codes(parameters).sort(),
      answer: answer?.toLowerCase(),
    }));
    assert.equal(rows.length, 49);
    const described = routes
      .filter(({ isDocumented }) => isDocumented)
      .map((route) => ({
        route: nameOf(route),
        who: route.who,
        parameters: [...parametersOf(route)].sort(),
        answer: route.answer,
      }));
    const byRoute = (a: { route?: string | undefined }, b: { route?: string | undefined }) =>
      (a.route ?? '') < (b.route ?? '') ? -1 : 1;
    assert.deepEqual(described.sort(byRoute), rows.sort(byRoute));
  });

  it('the undocumented routes in the table of routes are exactly the SDK’s routes in docs/api.md, with the same callers', () => {
    const rows = rowsUnder('Routes of the SDK').map(([route, who]) => [codes(route)[0], who]);
    const described = routes
      .filter(({ isDocumented }) => !isDocumented)
      .map((route) => [nameOf(route), route.who]);
    assert.deepEqual(described.sort(), rows.sort());
  });

  it('the values of _include are the same in the table of routes as in docs/api.md', () => {
    const expected = rowsUnder('Values of `_include`').flatMap(([paths, values = '']) => {
      const [all = '', alone = ''] = values.split(';');
      const [one, only] = codes(alone);
      return codes(paths).map((path) => [
        path,
        [...codes(all), ...(one !== undefined && only === path ? [one] : [])].join(' '),
      ]);
    });
    const described = routes.flatMap(({ path, parameters }) => {
      const include = parameters.find(({ name }) => name === '_include');
      return include ? [[path, include.values?.join(' ')]] : [];
    });
    assert.deepEqual(described.sort(), expected.sort());
  });

  it('each route of the API has the parameter _lang, and no route of the identity server has it', () => {
    for (const route of routes) {
      const has = route.parameters.some(({ name }) => name === '_lang');
      assert.equal(has, route.server === 'api', nameOf(route));
    }
  });

  it('each route in the table of routes has a valid path, a group and summaries of the route and its parameters', () => {
    for (const route of routes) {
      assert.match(route.path, /^\/[\w{}./-]+$/);
      assert.ok(route.summary && route.group, nameOf(route));
      for (const { name, summary } of route.parameters)
        assert.ok(summary, `${nameOf(route)} ${name}`);
    }
  });

  it('the table of routes marks ten routes as most used for a group application, and ten for a user application', () => {
    const frequent = routes.filter(({ isFrequent }) => isFrequent);
    assert.equal(frequent.filter(({ who }) => who !== 'user').length, 10);
    assert.equal(frequent.filter(({ who }) => who !== 'client').length, 10);
  });

  it('exactly 14 routes in the table of routes have a link to Isogeo’s online reference', () => {
    const linked = routes.flatMap(({ path, documentation }) => (documentation ? [path] : []));
    assert.deepEqual(linked.sort(), [
      '/groups/{gid}/keywords/search',
      '/keywords/{kid}',
      '/resources/search',
      '/resources/{id}',
      '/resources/{id}.xml',
      '/resources/{id}/contacts',
      '/resources/{rid}/events',
      '/resources/{rid}/keywords',
      '/resources/{rid}/operations',
      '/shares',
      '/shares/{sid}',
      '/thesauri',
      '/thesauri/{tid}',
      '/thesauri/{tid}/keywords/search',
    ]);
    assert.equal(
      routeOf('GET', 'api', '/resources/1')?.documentation,
      'https://help.isogeo.com/api/complete/index.html#operation--resources--id--get',
    );
  });

  for (const [path, expected] of [
    ['/resources/search', '/resources/search'],
    ['/resources/search/', '/resources/search'],
    ['/resources/a1', '/resources/{id}'],
    ['/resources/a1/', '/resources/{id}'],
    ['/resources/a1.xml/', '/resources/{id}.xml'],
    ['/resources/{{resource}}.xml', '/resources/{id}.xml'],
    ['/resources/a1/links/b2.bin', '/resources/{rid}/links/{id}.bin'],
    ['/resources/a1/links/b2', '/resources/{rid}/links/{id}'],
    ['/thesauri/a1/keywords/search', '/thesauri/{tid}/keywords/search'],
    ['/thesauri/a1/keywords/b2', '/thesauri/{tid}/keywords/{kid}'],
    ['/formats/a1', '/formats/{type}'],
    ['/resources/a1.b-2/conditions', '/resources/{rid}/conditions'],
    ['/resources//search', undefined],
    ['/resources//conditions', undefined],
    ['/resources/search/conditions', undefined],
    ['/resources/a1.xml/links/b2', undefined],
    ['/formats/resource/search', '/formats/resource/search'],
    ['/resources/search//', undefined],
    ['/nope', undefined],
  ] as const) {
    it(`a GET request to the API path ${path} belongs to this route of the table: ${expected ?? 'no route'}`, () => {
      assert.equal(routeOf('GET', 'api', path)?.path, expected);
    });
  }

  it('no route is found below a route that ends with a word or a file extension where another route has an ID', () => {
    const filled = (path: string) => path.replace(/\{\w+\}/g, 'a1');
    let count = 0;
    for (const { path: ending } of routes.filter(({ path }) => !path.endsWith('}'))) {
      for (const { method, server, path } of routes) {
        const [own, other] = [ending.split('/'), path.split('/')];
        const last = own.length - 1;
        const isBelow = other.length > own.length && other[last]?.endsWith('}');
        if (
          !isBelow ||
          !own
            .slice(0, -1)
            .every(
              (text, index) =>
                text === other[index] || (text + (other[index] ?? '')).startsWith('{'),
            )
        )
          continue;
        const written = filled([...own, ...other.slice(own.length)].join('/'));
        if (routes.some((each) => filled(each.path) === written)) continue;
        count += 1;
        assert.equal(routeOf(method, server, written), undefined, written);
      }
    }
    assert.ok(count > 20);
  });

  it('a path without parameters belongs to its own route, even if a parameter could stand in place of its last part', () => {
    for (const route of routes.filter(({ path }) => !path.includes('{'))) {
      assert.equal(routeOf(route.method, route.server, route.path), route);
    }
  });

  it('a known value of a parameter, such as _created or links, has a summary for the help, and an unknown value has no summary', () => {
    assert.equal(valueSummary('_created'), 'Creation date of the metadata');
    assert.equal(valueSummary('links'), 'Links');
    assert.equal(valueSummary('_abilities'), 'Permissions');
    assert.equal(valueSummary('nope'), undefined);
  });

  it('the values that have one summary for several parameters or filters are exactly these, whose summaries are true for all', () => {
    const users = new Map<string, Set<string>>();
    const add = (name: string, values: readonly string[] = []) => {
      for (const value of values) users.set(value, (users.get(value) ?? new Set()).add(name));
    };
    for (const { name, values } of routes.flatMap(({ parameters }) => parameters))
      add(name, values);
    for (const { prefix, values } of filters) add(prefix, values);
    const shared = [...users]
      .filter(([value, names]) => names.size > 1 && valueSummary(value) !== undefined)
      .map(
        ([value, names]) => `${value} of ${[...names].sort().join(', ')}: ${valueSummary(value)}`,
      );
    assert.deepEqual(shared, ['coordinate-system of _include, has-no, tag: Coordinate system']);
    for (const value of described) assert.ok(users.has(value), value);
  });

  it('no value of a parameter or filter is described as a request, such as “List the links”', () => {
    const verbs = new Set(routes.map(({ summary }) => summary.split(' ')[0]));
    verbs.delete('Download');
    assert.ok(described.length > 40 && verbs.has('List'));
    for (const value of described) {
      const summary = valueSummary(value) ?? '';
      assert.ok(!verbs.has(summary.split(' ')[0]), summary);
    }
  });

  for (const [path, name, expected] of [
    ['/resources/search', '_limit', { least: 0, most: 100, summary: /0 to 100, default 20/ }],
    ['/groups/{gid}/resources/search', '_limit', { least: 0, most: 100, summary: /0 to 100/ }],
    ['/thesauri/{tid}/keywords/search', '_limit', { least: 0, summary: /\(default 20\)$/ }],
    ['/groups/{gid}/keywords/search', '_limit', { least: 0, summary: /\(default 20\)$/ }],
    ['/formats/resource/search', '_limit', { least: 0, summary: /\(default 10\)$/ }],
    ['/resources/search', 'q', { page: /filtering\.html$/, summary: /^Words and filters/ }],
    ['/groups/{gid}/resources/search', 'q', { page: /filtering/, summary: /^Words and filters/ }],
    ['/thesauri/{tid}/keywords/search', 'q', { summary: /^Text to search for$/ }],
    ['/groups/{gid}/keywords/search', 'q', { summary: /^Text to search for$/ }],
    ['/formats/resource/search', 'q', { summary: /^Text to search for$/ }],
  ] as const) {
    it(`the parameter ${name} of ${path} has the limits, the page and the text that the documentation supports`, () => {
      const found = parameterIn(path, name);
      assert.match(found.summary, expected.summary);
      assert.equal(found.least, 'least' in expected ? expected.least : undefined);
      assert.equal(found.most, 'most' in expected ? expected.most : undefined);
      if (name === 'q') {
        assert.match(found.documentation ?? 'none', 'page' in expected ? expected.page : /^none$/);
      }
    });
  }

  it('the statistics by tag of a workgroup can be asked for catalogs and owners, those of a catalog can’t', () => {
    const tags = ['contact', 'coordinate-system', 'format', 'keyword', 'keyword:inspire-theme'];
    const [group, catalog] = ['/groups/{gid}', '/catalogs/{id}'].map(
      (path) => parameterIn(`${path}/statistics/tag/{tag}`, 'tag').values,
    );
    assert.deepEqual(group, [...tags, 'catalog', 'owner']);
    assert.deepEqual(catalog, tags);
  });
});
