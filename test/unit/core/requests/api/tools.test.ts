import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  routeAt,
  routes,
  type Parameter,
  type Route,
} from '../../../../../src/core/requests/api/routes.ts';
import { readableRoutes, readToolInput } from '../../../../../src/core/requests/api/toolInput.ts';
import { toolText, withinBudget } from '../../../../../src/core/requests/api/toolText.ts';

const search = routeAt('/resources/search');
const resource = routeAt('/resources/{id}');
const searchText = (answer: unknown, included: string, secret: string) =>
  toolText(search, answer, included, secret).lines.join('\n');
const resourceText = (answer: unknown, secret: string) =>
  toolText(resource, answer, '', secret).lines.join('\n');

interface Schema {
  readonly type: string;
  readonly description: string;
  readonly enum?: readonly string[];
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
}

interface Tool {
  readonly name: string;
  readonly inputSchema: { readonly properties: Readonly<Record<string, Schema>> };
}

const root = fileURLToPath(new URL('../../../../..', import.meta.url));
const { contributes } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly contributes: { readonly languageModelTools: readonly Tool[] };
};
const tools = contributes.languageModelTools;

describe('input of agents', () => {
  it('an agent’s input for a route is read as the values of the route’s parameters, with numbers as text and lists joined by commas', () => {
    const input = { q: 'type:service é', _limit: 5, _id: ['a1', 'b2'], od: 'asc', s: undefined };
    assert.deepEqual(readToolInput(search, input), {
      ok: true,
      route: search,
      values: { q: 'type:service é', _limit: '5', _id: 'a1,b2', od: 'asc' },
    });
    const ids = Array.from({ length: 100 }, (_, index) => `a${index}`);
    for (const _limit of [0, 100]) {
      assert.deepEqual(readToolInput(search, { _limit, _id: ids }), {
        ok: true,
        route: search,
        values: { _limit: `${_limit}`, _id: ids.join(',') },
      });
    }
    assert.deepEqual(readToolInput(resource, { id: 'a1-B2', _include: ['links'] }), {
      ok: true,
      route: resource,
      values: { id: 'a1-B2', _include: 'links' },
    });
  });

  it('an empty text and an empty list of parts, which agents give for parameters that they don’t need, count as absent', () => {
    assert.deepEqual(readToolInput(resource, { id: 'a1', _include: [] }), {
      ok: true,
      route: resource,
      values: { id: 'a1' },
    });
    assert.deepEqual(readToolInput(search, { q: '', box: '', _include: [], _limit: 0 }), {
      ok: true,
      route: search,
      values: { _limit: '0' },
    });
  });

  for (const [route, input, wrong] of [
    [resource, {}, 'id'],
    [resource, { id: '' }, 'id'],
    [resource, { id: '../shares' }, 'id'],
    [resource, { id: '..' }, 'id'],
    [resource, { id: 'a1.xml' }, 'id'],
    [resource, { id: 'a1%2f..' }, 'id'],
    [resource, { id: 'a1/links/b2' }, 'id'],
    [resource, { id: 'https://example.org/' }, 'id'],
    [resource, { id: 'a1?x=y' }, 'id'],
    [resource, { id: 'a1\n' }, 'id'],
    [resource, { id: 'a'.repeat(65) }, 'id'],
    [resource, { id: 7 }, 'id'],
    [resource, { id: ['a1'] }, 'id'],
    [resource, { id: 'a1', _include: ['nope'] }, '_include'],
    [resource, { id: 'a1', _include: 'links' }, '_include'],
    [resource, { id: 'a1', url: 'https://example.org' }, 'url'],
    [resource, JSON.parse('{"id":"a1","__proto__":"x"}'), '__proto__'],
    [search, { _limit: 101 }, '_limit'],
    [search, { _limit: -1 }, '_limit'],
    [search, { _limit: 1.5 }, '_limit'],
    [search, { _limit: '5' }, '_limit'],
    [search, { ob: 'nope' }, 'ob'],
    [search, { q: 'a'.repeat(1001) }, 'q'],
    [search, { q: null }, 'q'],
    [search, { _id: [] }, '_id'],
    [search, { _id: [7] }, '_id'],
    [search, { _id: ['a1', ''] }, '_id'],
    [search, { _id: Array.from({ length: 101 }, () => 'a1') }, '_id'],
    [search, { ['unknown'.repeat(10)]: 'x' }, 'unknown'.repeat(10).slice(0, 40)],
    [resource, { id: 'search' }, 'id'],
    [resource, { id: 'Search' }, 'id'],
    [undefined, {}, 'route'],
    [undefined, { route: '/nope' }, 'route'],
    [undefined, { route: '/account' }, 'route'],
    [undefined, { route: '/resources/a1' }, 'route'],
    [undefined, { route: ['/shares'] }, 'route'],
    [undefined, { route: '/resources/{rid}/links/{id}', rid: 'a1' }, 'id'],
    [undefined, { route: '/resources/{rid}/links/{id}', rid: 'a1', id: '..' }, 'id'],
    [undefined, { route: '/resources/{rid}/links/{id}.bin', rid: 'a1', id: 'b2' }, 'route'],
    [undefined, { route: '/shares', _limit: 5 }, '_limit'],
    [search, { route: '/shares' }, 'route'],
    ...['..', '.', '', 'a/b', 'a\\b', 'a%2fb', 'a?b', 'a#b', 'a\nb'].map(
      (name) =>
        [
          undefined,
          { route: '/resources/{rid}/feature-attributes/{name}', rid: 'a1', name },
          'name',
        ] as const,
    ),
    [search, null, undefined],
    [search, 'q=a', undefined],
    [search, ['q'], undefined],
  ] as const) {
    it(`an agent’s input ${JSON.stringify(input).slice(0, 60)} is refused, with the name of the wrong parameter if the input is an object`, () => {
      assert.deepEqual(readToolInput(route, input), { ok: false, wrong });
    });
  }

  it('an agent’s input may name every documented route of a group application except images and files', () => {
    const others = routes.filter(
      (route) => route.who === 'group' && route.isDocumented && !readableRoutes.includes(route),
    );
    assert.deepEqual(
      others.map(({ path }) => path),
      ['/resources/{rid}/links/{id}.bin', '/resources/{rid}/thumbnail/{id}.png'],
    );
    for (const { path, parameters } of readableRoutes) {
      const inPath = parameters.filter(({ in: where }) => where === 'path');
      const ids = Object.fromEntries(inPath.map(({ name }) => [name, 'a1']));
      const read = readToolInput(undefined, { route: path, ...ids });
      assert.ok(read.ok && read.route.path === path);
    }
  });

  it('an agent’s input may contain keyword tags with colons, but not a&b=c, which would divide the query of an address', () => {
    const input = { route: '/thesauri/{tid}/keywords/search', tid: 'a1' };
    const read = readToolInput(undefined, { ...input, _tag: ['keyword:isogeo:eau'] });
    assert.ok(read.ok && read.values['_tag'] === 'keyword:isogeo:eau');
    const accented = readToolInput(undefined, { ...input, _tag: ['keyword:isogeo:forêt'] });
    assert.ok(accented.ok && accented.values['_tag'] === 'keyword:isogeo:forêt');
    const wrong = readToolInput(undefined, { ...input, _tag: ['a&b=c'] });
    assert.deepEqual(wrong, { ok: false, wrong: '_tag' });
  });

  it('an agent may ask for more than 100 keywords, since the documentation names no limit, but not for more than 100 resources', () => {
    const input = { route: '/thesauri/{tid}/keywords/search', tid: 'a1', _limit: 200 };
    assert.ok(readToolInput(undefined, input).ok);
    assert.ok(!readToolInput(undefined, { route: '/resources/search', _limit: 200 }).ok);
  });

  it('the schemas of the agent tools have the types and bounds that the tools accept, and describe no list as text with commas', () => {
    const types = { text: 'string', identifier: 'string', list: 'array', count: 'integer' };
    for (const { name, inputSchema } of tools) {
      const accepted =
        name === 'isogeo_read' ? readableRoutes : [name === 'isogeo_get' ? resource : search];
      for (const [parameter, schema] of Object.entries(inputSchema.properties)) {
        if (parameter === 'route') continue;
        const alike = accepted.flatMap(({ parameters }) =>
          parameters.filter((each) => each.name === parameter),
        );
        const { kind, least } = alike[0] ?? assert.fail(parameter);
        const most = Math.max(...alike.map((each) => each.most ?? Infinity));
        const { type, minimum, maximum = Infinity, description } = schema;
        assert.deepEqual([type, minimum], [types[kind], least], `${name} ${parameter}`);
        if (kind === 'count') assert.equal(maximum, most, `${name} ${parameter}`);
        if (kind === 'list') assert.doesNotMatch(description, /comma/, `${name} ${parameter}`);
      }
    }
  });

  it('the schemas of the three agent tools in package.json list the parameters and values of the tools’ routes, and isogeo_read’s the routes too', () => {
    const listed = tools.map(({ name, inputSchema }) => [
      name,
      Object.entries(inputSchema.properties).map(([parameter, schema]) => [
        parameter,
        schema.enum ?? schema.items?.enum,
      ]),
    ]);
    const described = ({ parameters }: Route) =>
      parameters.map(({ name, values }: Parameter) => [name, values && [...values]]);
    const all = new Map<string, Set<string> | undefined>();
    for (const { name, values } of readableRoutes.flatMap(({ parameters }) => parameters)) {
      all.set(name, values && new Set([...(all.get(name) ?? []), ...values]));
    }
    assert.deepEqual(listed, [
      ['isogeo_search', described(search)],
      ['isogeo_get', described(resource)],
      [
        'isogeo_read',
        [
          ['route', readableRoutes.map(({ path }) => path)],
          ...[...all].map(([name, values]) => [name, values && [...values]]),
        ],
      ],
    ]);
  });
});

describe('text for agents', () => {
  it('the text for an agent grows at most in proportion to the API’s answer, even for hostile answers such as a deeply nested list', () => {
    const shapes: Readonly<Record<string, (size: number) => unknown>> = {
      'invisible characters': (size) => ({ a: '\u202e'.repeat(size) }),
      'invisible characters in names': (size) => ({ ['\u{e0041}'.repeat(size)]: 1 }),
      'many names': (size) =>
        Object.fromEntries(Array.from({ length: size }, (_, at) => [`${at}`, at])),
      'many results': (size) => ({ results: Array.from({ length: size }, () => ({ title: 'a' })) }),
      'a long list at the deepest level': (size) => {
        let value: unknown = Array.from({ length: size }, () => 1);
        for (let level = 1; level < 32; level += 1) value = [value];
        return { value };
      },
      'the beginning of the secret': (size) => ({ a: 's3cr3t-'.repeat(size) }),
    };
    for (const [name, shape] of Object.entries(shapes)) {
      for (const route of [search, resource]) {
        const lengthOf = (size: number) =>
          toolText(route, shape(size), '', 's3cr3t-tok3n').lines.join('\n').length;
        const [short, long] = [lengthOf(1000), lengthOf(10_000)];
        assert.ok(long <= 12 * short + 1000, `${name}: ${short}, then ${long} characters`);
      }
    }
  });

  const long = 'a'.repeat(5000);

  it('an agent gets a search answer as a line with the counts and a line per result, with some fields left out and long texts cut', () => {
    const shown = {
      name: 'roads',
      type: 'vectorDataset',
      format: 'shp',
      abstract: 'a'.repeat(1000),
      created: '2020-01-01',
      modified: '2021-01-01',
      _modified: '2022-01-01',
    };
    const answer = {
      total: 2,
      offset: 0,
      limit: 20,
      tags: { a: 'b' },
      results: [
        { _id: '1', title: 'One', envelope: {}, links: ['x'] },
        { _id: '2', abstract: long },
        { ...shown, contact: 'x' },
      ],
    };
    const lines = searchText(answer, 'links', 'secret').split('\n');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line) as unknown),
      [
        { total: 2, offset: 0, limit: 20 },
        { _id: '1', title: 'One', links: ['x'] },
        { _id: '2', abstract: `${'a'.repeat(1000)}…` },
        shown,
      ],
    );
  });

  it('an agent gets only empty objects if the API’s search answer lacks the expected fields', () => {
    assert.equal(searchText({ results: 'x' }, '', 'none'), '{}');
    assert.equal(searchText([], '', 'none'), '{}');
    assert.equal(searchText({ results: [null, 7] }, '', 'none'), '{}\n{}\n{}');
  });

  it('a secret in a name or value of the API’s answer, plain or encoded, is removed from the text for an agent', () => {
    const secret = 'secret"token';
    const answer = { a: `x ${secret} y`, [`x ${secret} y`]: [`${'a'.repeat(990)}${secret}`] };
    const text = resourceText(answer, secret);
    for (const part of ['secret', 'token']) assert.ok(!text.includes(part), text);
    const encoded = [encodeURIComponent(secret), btoa(secret)];
    assert.equal(resourceText({ encoded }, secret), resourceText({ encoded: ['…', '…'] }, 'none'));
  });

  it('a secret in base64 is removed from the text for an agent, even if other text was encoded with the secret', () => {
    const secret = 'eyJhbGciOiJub25lIn0.token-of_the.group+1';
    for (const before of ['', 'a', 'ab', 'abc']) {
      for (const behind of ['', 'y', 'yz', 'xyz']) {
        const text = resourceText({ [btoa(before + secret + behind)]: 1 }, secret);
        const value = resourceText({ a: btoa(before + secret + behind) }, secret);
        for (const each of [text, value]) {
          assert.match(each, /…/);
          // Leaves out the neighbours and the group of four characters that overlaps them.
          assert.ok(each.replace(/[^\w+/=…]/g, '').length < 16, each);
        }
      }
    }
  });

  it('invisible characters are removed from the text for an agent, and so is a secret with such characters inside', () => {
    const tags = '\u{e0069}\u{e0067}\u{e006e}';
    const hidden = `a\u0007\u001b\u0000\u202eb\u2066c\u200bd\u00ade${tags}\ufe0ff\u2028g\u0085h`;
    for (const text of [
      resourceText({ [hidden]: hidden }, 'none'),
      searchText({ results: [{ title: hidden }] }, '', 'none'),
      toolText(routeAt('/shares'), [hidden], '', 'none').lines.join('\n'),
      toolText(routeAt('/resources/{id}.xml'), `<a>${hidden}</a>`, '', 'none').lines.join('\n'),
    ]) {
      assert.match(text, /abcdefgh/);
      assert.doesNotMatch(text, /[\p{Cf}\p{DI}\p{Zl}\p{Zp}\0-\x08\x1b\x80-\x9f]/u);
    }
    assert.ok(!resourceText({ a: 'to\u200bken-of-mine' }, 'token-of-mine').includes('mine'));
  });

  it('the text for an agent has an ellipsis in place of the key of a share, with which anyone could read it', () => {
    const share = { _id: '1', name: 'Roads', urlToken: 'k3y' };
    for (const text of [
      toolText(routeAt('/shares'), [share], '', 'none').lines.join('\n'),
      resourceText({ shares: [share] }, 'none'),
    ]) {
      assert.match(text, /Roads/);
      assert.match(text, /"urlToken": ?"…"/);
      assert.ok(!text.includes('k3y'), text);
    }
  });

  it('the text for an agent has no secret whose percent-encoding is in lower case', () => {
    assert.ok(!resourceText({ a: 'x?t=s3cr3t%2b%2ftok3n' }, 's3cr3t+/tok3n').includes('tok3n'));
  });

  it('an agent gets the offset of the next page of search results, if there is a next page', () => {
    const results = [{ _id: '1' }, { _id: '2' }];
    const first = { total: 5, offset: 0, limit: 2, results };
    assert.equal(searchText(first, '', 'none').split('\n')[0], numbersOf(first, 2));
    const last = { total: 5, offset: 3, limit: 2, results };
    assert.equal(searchText(last, '', 'none').split('\n')[0], numbersOf(last));
    const early = { total: 5, offset: 3, limit: 2, results: [] };
    assert.equal(searchText(early, '', 'none'), numbersOf(early));
    const beyond = { total: 5, offset: 9, limit: 2, results: [] };
    assert.equal(searchText(beyond, '', 'none'), numbersOf(beyond));
  });

  it('an agent gets one line per entry if the API answers with a list or with a page of results', () => {
    const keywords = routeAt('/thesauri/{tid}/keywords/search');
    const page = { total: 1, offset: 0, limit: 20, results: [{ _id: '1', text: 'eau' }] };
    assert.deepEqual(toolText(keywords, page, '', 'none'), {
      lines: ['{"total":1,"offset":0,"limit":20}', '{"_id":"1","text":"eau"}'],
      linesBefore: 1,
      offset: 0,
      sizes: [],
    });
    assert.deepEqual(toolText(routeAt('/shares'), [{ name: 'A' }, { name: 'B' }], '', 'none'), {
      lines: ['{"total":2}', '{"name":"A"}', '{"name":"B"}'],
      linesBefore: 1,
      sizes: [],
    });
  });

  it('an agent gets the lines of a resource in XML as the API sends them', () => {
    const xml = '<?xml version="1.0"?>\n<a b="c"/>';
    assert.deepEqual(toolText(routeAt('/resources/{id}.xml'), xml, '', 'none'), {
      lines: ['<?xml version="1.0"?>', '<a b="c"/>'],
      sizes: [],
    });
  });

  it('the result of an agent’s tool lists the sizes of the fields in the API’s answer, the largest field first', () => {
    const { sizes } = toolText(resource, { a: 1, links: ['x'.repeat(50)], b: null }, '', 'none');
    assert.deepEqual(sizes, [
      ['links', 54],
      ['b', 4],
      ['a', 1],
    ]);
  });

  it('the text for an agent is cut after a whole line to fit the agent’s token budget, and a note tells how many lines are shown', async () => {
    const lines = Array.from({ length: 100 }, (_, index) => `line ${index}`);
    const text = lines.join('\n');
    const measure = ({ length }: string) => Promise.resolve(length);
    const within = (budget: number) => withinBudget(lines, budget, measure, (shown) => `+${shown}`);
    assert.equal(await within(text.length), text);
    assert.equal(await within(23), 'line 0\nline 1\nline 2\n+3');
    assert.equal(await within(25), 'line 0\nline 1\nline 2\n+3');
    assert.equal(await within(2), '+0');
    assert.equal(await within(1), '');
    for (let budget = 0; budget < 200; budget += 1) {
      assert.ok((await within(budget)).length <= budget);
    }
  });
});

function numbersOf(
  { total, offset, limit }: Readonly<Record<'total' | 'offset' | 'limit', number>>,
  nextOffset?: number,
): string {
  return JSON.stringify({ total, offset, limit, nextOffset });
}
