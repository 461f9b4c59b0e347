import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import {
  routeOf,
  routes,
  valueSummary,
  type Route,
} from '../../../../../src/core/requests/api/routes.ts';

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
    ['/resources//search', undefined],
    ['/resources//conditions', undefined],
    ['/resources/search/conditions', undefined],
    ['/resources/a1.xml/links/b2', undefined],
    ['/thesauri/search/keywords/search', '/thesauri/{tid}/keywords/search'],
    ['/formats/resource/search', '/formats/resource/search'],
    ['/resources/search//', undefined],
    ['/nope', undefined],
  ] as const) {
    it(`a GET request to the API path ${path} belongs to this route of the table: ${expected ?? 'no route'}`, () => {
      assert.equal(routeOf('GET', 'api', path)?.path, expected);
    });
  }

  it('a path without parameters belongs to its own route, even if a parameter could stand in place of its last part', () => {
    for (const route of routes.filter(({ path }) => !path.includes('{'))) {
      assert.equal(routeOf(route.method, route.server, route.path), route);
    }
  });

  it('a known value of a parameter, such as _created or links, has a summary for the help, and an unknown value has no summary', () => {
    assert.equal(valueSummary('_created'), 'Creation date of the metadata');
    assert.equal(valueSummary('links'), 'List the links of a resource');
    assert.equal(valueSummary('nope'), undefined);
  });
});
