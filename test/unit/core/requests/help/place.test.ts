import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { documentationOf, routes } from '../../../../../src/core/requests/api/routes.ts';
import {
  isogeoPlatforms,
  type PlatformAddresses,
} from '../../../../../src/core/platform/endpoints.ts';
import { linesOf, startsIn } from '../../../../../src/core/requests/file/httpFile.ts';
import {
  documentedAt,
  isOfPlatform,
  placeAt,
  startsToPlatform,
  suggestionsAt,
  type Place,
} from '../../../../../src/core/requests/help/place.ts';

const { prod } = isogeoPlatforms;
const header = `@api = https://v1.api.isogeo.com
@identity = https://id.api.isogeo.com/
@both = {{api}}
@loop = {{loop}}
###
`;

/** What is at the bar. */
function placeIn(text: string, addresses: PlatformAddresses = prod): Place | undefined {
  const lines = linesOf(header + text);
  const line = lines.findIndex((each) => each.includes('|'));
  const character = lines[line]?.indexOf('|') ?? 0;
  return placeAt(
    lines.map((each) => each.replace('|', '')),
    line,
    character,
    addresses,
  );
}

function targetIn(text: string, addresses?: PlatformAddresses) {
  const place = placeIn(text, addresses);
  assert.equal(place?.is, 'target');
  return place;
}

/** The first suggestion, how many there are, and what they take the place of. */
function suggestedIn(text: string, addresses?: PlatformAddresses) {
  const found = suggestionsAt(targetIn(text, addresses));
  if (!found) return undefined;
  const labels = [
    ...(found.routes ?? []).map(({ path }) => path),
    ...(found.parameters ?? []).map(({ name }) => name),
    ...(found.values ?? []),
  ];
  return `${found.before}+${found.behind} ${labels.join(' ')}`;
}

const paths = routes
  .filter(({ method, server }) => method === 'GET' && server === 'api')
  .map(({ path }) => path);
const parameters = 'q s _id _include _limit _offset ob od box geo rel _lang';

describe('a place in a request file', () => {
  for (const [text, expected] of [
    ['GET {{api}}/|', `1+0 ${paths.join(' ')}`],
    ['get {{both}}/res|ources', `4+6 ${paths.join(' ')}`],
    ['https://v1.api.isogeo.com/|', `1+0 ${paths.join(' ')}`],
    ['GET {{$processEnv ISOGEO_API_URL}}/|', `1+0 ${paths.join(' ')}`],
    ['GET {{api}}/|?q=a HTTP/1.1', `1+0 ${paths.join(' ')}`],
    ['POST {{identity}}/|', '1+0 /oauth/token'],
    ['GET {{identity}}/|', '1+0 /about'],
    ['POST {{api}}/|', '1+0 '],
    ['GET {{api}}|', undefined],
    ['GET {{api}}/resources/search?|', `0+0 ${parameters}`],
    ['GET {{api}}/resources/search?q=a&_li|m=1', `3+1 ${parameters.replace('q ', '')}`],
    ['GET {{api}}/resources/search\n  ?q=a\n  &|', `0+0 ${parameters.replace('q ', '')}`],
    ['GET {{api}}/resources/search\n  # no\n  &od=|', '0+0 asc desc'],
    [
      'GET {{api}}/resources/search\n  ?ob=|',
      '0+0 relevance _created _modified created modified title',
    ],
    ['GET {{api}}/resources/search?od=d|esc&q=', '1+3 asc desc'],
    ['GET {{api}}/resources/search?q=|', undefined],
    ['GET {{api}}/shares?|', '0+0 '],
    ['GET {{api}}/unknown?|', undefined],
  ] as const) {
    it(`offers ${expected ?? 'nothing'} at ${text}`, () => {
      const found = suggestedIn(text);
      assert.equal(found, expected);
    });
  }

  it('offers what a list does not hold yet', () => {
    const found = suggestedIn('GET {{api}}/resources/{{id}}?_include=links,|');
    assert.match(found ?? '', /^0\+0 _abilities (?!.*\blinks\b).* specifications$/);
  });

  it('is one of both servers where they have one address', () => {
    const addresses = { api: 'http://127.0.0.1:1', identity: 'http://127.0.0.1:1' };
    const found = suggestedIn('GET http://127.0.0.1:1/|', addresses);
    assert.equal(found, `1+0 ${paths.join(' ')} /about`);
  });

  it('is none in a request to anywhere else, a variable that is not known or a comment', () => {
    for (const text of [
      'GET https://example.org/|',
      'GET https://v1.api.isogeo.com.example.org/|',
      'GET https://v1.api.isogeo.com&.example.org/|',
      'GET {{api}}/resources/search\n  | &q=a',
      'GET {{api}}/resources/search   |\n  &q=a',
      'GET {{other}}/|',
      'GET {{loop}}/|',
      '# GET {{api}}/|',
      'GET {{api}}/about\n\nbody|',
      'GET {{api}}/about HTTP/1.1|',
      '|',
    ]) {
      assert.equal(placeIn(text), undefined, text);
    }
  });

  it('is a header up to the empty line', () => {
    for (const text of [
      'GET {{api}}/about\n|',
      'GET {{api}}/about\n?a=b\nAccept: x\nAuth|',
      'GET {{api}}/about\nAccept: |',
    ]) {
      assert.deepEqual(placeIn(text), { is: 'header' }, text);
    }
  });

  it('is of the platform in a request to it, and where a variable of one is defined', () => {
    const text = `@token = a
@auth = Bearer b
@in-address = c
@elsewhere = d
@unused = e
@within = f
@header = Bearer {{within}}
GET {{api}}/about?x={{in-address}} HTTP/1.1
Authorization: Bearer {{ token }}
X: {{auth}}
Y: {{header}}

{{unused}}
### of it
GET {{api}}/about
### elsewhere
GET https://example.org/
Authorization: {{elsewhere}}`;
    const lines = linesOf(`${text}\n${header}`);
    const found = lines.filter(
      (line, index) => line !== '' && isOfPlatform(lines, index, line.length, prod),
    );
    assert.deepEqual(found, [
      '@token = a',
      '@auth = Bearer b',
      '@in-address = c',
      '@within = f',
      '@header = Bearer {{within}}',
      'Authorization: Bearer {{ token }}',
      'X: {{auth}}',
      'Y: {{header}}',
      'GET {{api}}/about',
      '@api = https://v1.api.isogeo.com',
    ]);
  });

  it('is found in a file that is made to freeze the editor', () => {
    const startedAt = performance.now();
    const elsewhere = Array.from(
      { length: 4000 },
      () => '###\nGET https://example.org\nA: {{token}}',
    );
    for (const rest of [elsewhere.join('\n'), ' '.repeat(200_000), '{{ '.repeat(60_000)]) {
      const lines = linesOf(`@token = a\n${rest}\n###\nGET ${prod.api}/about\nX: {{token}}`);
      assert.ok(isOfPlatform(lines, 0, 0, prod));
    }
    // Far more than it takes, far less than a minute.
    assert.ok(performance.now() - startedAt < 20_000);
  });

  it('tells the route, and the parameter that it is in', () => {
    const at = (text: string) => {
      const found = documentedAt(targetIn(text));
      return (
        found && [found.route.id, ...(found.parameter ? [found.parameter.name] : [])].join(' ')
      );
    };
    assert.deepEqual(
      [
        'GET {{api}}/resources/sea|rch?q=a',
        'GET {{api}}/resources/{{id}}|',
        'GET {{api}}/resources/1|.xml',
        'GET {{api}}/resources/1/links/2.bin|',
        'POST {{identity}}/oauth|/token',
        'GET {{api}}/resources/search?q=a&o|d=asc',
        'GET {{api}}/resources/search?q=|a&od=asc',
        'GET {{api}}/resources/search?nope=|a',
        'GET {{api}}/nope|',
      ].map(at),
      [
        'search',
        'resource',
        'resourceXml',
        'link',
        'token',
        'search od',
        'search q',
        'search',
        undefined,
      ],
    );
  });

  it('finds the line that each request starts on', () => {
    const lines = linesOf('# a\nGET x\nA: b\n\n### c\n# d\n@e = f\n\n{{api}}\n###\n###\nHTTP');
    assert.deepEqual(startsIn(lines), [1, 8, 11]);
    assert.deepEqual(startsIn(linesOf('###\nGET x')), [1]);
    assert.deepEqual(startsIn([]), []);
  });

  it('finds the requests to the platform, each by what is defined at its line', () => {
    const text = `GET {{a}}/1
###
@a = https://v1.api.isogeo.com
GET {{a}}/2
###
GET https://example.org/3
###
@a = https://example.org
GET {{a}}/4
###
GET {{$processEnv ISOGEO_API_URL}}/5 HTTP/1.1`;
    assert.deepEqual(startsToPlatform(linesOf(text), prod), [0, 3, 10]);
  });

  it('finds none where a few lines stand for more than anybody writes', () => {
    const twice = Array.from({ length: 16 }, (_, i) => `@v${i} = {{v${i + 1}}}{{v${i + 1}}}`);
    const lines = [...twice, '@v16 =', 'GET https://v1.api.isogeo.com{{v0}}/'];
    assert.deepEqual(startsToPlatform(lines, prod), []);
  });

  it('has a link for what the reference describes', () => {
    const links = Object.fromEntries(routes.map((route) => [route.id, documentationOf(route)]));
    assert.equal(
      links['resource'],
      'https://help.isogeo.com/api/complete/index.html#operation--resources--id--get',
    );
    assert.equal(links['identityAbout'], undefined);
    assert.match(links['token'] ?? '', /rfc6749/);
  });
});
