import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  routeAt,
  type Parameter,
  type Route,
} from '../../../../../src/core/requests/api/routes.ts';
import { readToolInput } from '../../../../../src/core/requests/api/toolInput.ts';
import {
  resourceText,
  searchText,
  withinBudget,
} from '../../../../../src/core/requests/api/toolText.ts';

const search = routeAt('/resources/search');
const resource = routeAt('/resources/{id}');

interface Schema {
  readonly enum?: readonly string[];
  readonly items?: Schema;
}

interface Tool {
  readonly name: string;
  readonly inputSchema: { readonly properties: Readonly<Record<string, Schema>> };
}

describe('input of agents', () => {
  it('turns an agent’s input into values of the parameters', () => {
    const input = { q: 'type:service é', _limit: 5, _id: ['a1', 'b2'], od: 'asc', s: undefined };
    assert.deepEqual(readToolInput(search, input), {
      ok: true,
      values: { q: 'type:service é', _limit: '5', _id: 'a1,b2', od: 'asc' },
    });
    assert.deepEqual(readToolInput(resource, { id: 'a1-B2', _include: ['links'] }), {
      ok: true,
      values: { id: 'a1-B2', _include: 'links' },
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
    [resource, { id: 'search' }, 'id'],
    [resource, { id: 'Search' }, 'id'],
    [search, null, undefined],
    [search, 'q=a', undefined],
    [search, ['q'], undefined],
  ] as const) {
    it(`refuses an agent’s input ${JSON.stringify(input).slice(0, 60)}`, () => {
      assert.deepEqual(readToolInput(route, input), { ok: false, wrong });
    });
  }

  it('accepts exactly the parameters of the manifest’s tool schemas', () => {
    const path = fileURLToPath(new URL('../../../../..', import.meta.url));
    const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as {
      readonly contributes: { readonly languageModelTools: readonly Tool[] };
    };
    const tools = manifest.contributes.languageModelTools.map(({ name, inputSchema }) => [
      name,
      Object.entries(inputSchema.properties).map(([parameter, schema]) => [
        parameter,
        schema.enum ?? schema.items?.enum,
      ]),
    ]);
    const described = ({ parameters }: Route) =>
      parameters.map(({ name, values }: Parameter) => [name, values && [...values]]);
    assert.deepEqual(tools, [
      ['isogeo_search', described(search)],
      ['isogeo_get', described(resource)],
    ]);
  });
});

describe('text for agents', () => {
  const long = 'a'.repeat(5000);

  it('gives an agent one line with the counts, then one line per result', () => {
    const answer = {
      total: 2,
      offset: 0,
      limit: 20,
      tags: { a: 'b' },
      results: [
        { _id: '1', title: 'One', envelope: {}, links: ['x'] },
        { _id: '2', abstract: long },
      ],
    };
    const lines = searchText(answer, 'links', 'secret').split('\n');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line) as unknown),
      [
        { total: 2, offset: 0, limit: 20 },
        { _id: '1', title: 'One', links: ['x'] },
        { _id: '2', abstract: `${'a'.repeat(1000)}…` },
      ],
    );
  });

  it('gives an agent only the text of an unexpected answer', () => {
    assert.equal(searchText({ results: 'x' }, '', 's'), '{}');
    assert.equal(searchText([], '', 's'), '{}');
    assert.equal(searchText({ results: [null, 7] }, '', 's'), '{}\n{}\n{}');
  });

  it('removes a secret that the server repeats anywhere in its answer', () => {
    const secret = 'secret"token';
    const answer = { a: `x ${secret} y`, [secret]: [`${'a'.repeat(990)}${secret}`] };
    const text = resourceText(answer, secret);
    for (const part of ['secret', 'token']) assert.ok(!text.includes(part), text);
    const encoded = [encodeURIComponent(secret), btoa(secret)];
    assert.equal(resourceText({ encoded }, secret), resourceText({ encoded: ['…', '…'] }, 'none'));
  });

  it('removes a secret in base64, with any text around it', () => {
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

  it('fits the text into the budget, in whole lines and with a note', async () => {
    const text = Array.from({ length: 100 }, (_, index) => `line ${index}`).join('\n');
    const measure = ({ length }: string) => Promise.resolve(length);
    assert.equal(await withinBudget(text, text.length, measure, 'more'), text);
    assert.equal(await withinBudget(text, 25, measure, 'more'), 'line 0\nline 1\nline 2\nmore');
    assert.equal(await withinBudget(text, 4, measure, 'more'), 'more');
    assert.equal(await withinBudget(text, 3, measure, 'more'), '');
    for (let budget = 0; budget < 200; budget += 1) {
      assert.ok((await withinBudget(text, budget, measure, 'more')).length <= budget);
    }
  });
});
