import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { routes } from '../../../../../src/core/requests/api/routes.ts';
import {
  isogeoPlatforms,
  type PlatformAddresses,
} from '../../../../../src/core/platform/endpoints.ts';
import {
  readDocument,
  readRequestText,
  startsIn,
} from '../../../../../src/core/requests/file/requestDocument.ts';
import { finished } from '../../../../../src/core/requests/file/steps.ts';
import {
  isOfPlatform,
  placeAt,
  startsToPlatform,
  type Place,
} from '../../../../../src/core/requests/help/place.ts';
import { documentedAt, suggestionsAt } from '../../../../../src/core/requests/help/suggestions.ts';

const { prod } = isogeoPlatforms;
const header = `@api = https://v1.api.isogeo.com
@identity = https://id.api.isogeo.com/
@both = {{api}}
@loop = {{loop}}
###
`;

/** The place at the bar in the text. */
function placeIn(text: string, addresses: PlatformAddresses = prod): Place | undefined {
  const { lines } = readRequestText(header + text);
  const line = lines.findIndex((each) => each.includes('|'));
  const character = lines[line]?.indexOf('|') ?? 0;
  const document = finished(readDocument(lines.map((each) => each.replace('|', ''))));
  return placeAt(document, line, character, addresses);
}

function targetIn(text: string, addresses?: PlatformAddresses) {
  const place = placeIn(text, addresses);
  assert.equal(place?.is, 'target');
  return place;
}

/** The suggestions, with the text that they replace before and after the place. */
function suggestedIn(text: string, addresses?: PlatformAddresses) {
  const found = suggestionsAt(targetIn(text, addresses));
  if (!found) return undefined;
  const labels = [
    ...(found.routes ?? []).map(({ path }) => path),
    ...(found.parameters ?? []).map(({ name }) => name),
    ...(found.values ?? []),
    ...(found.inQuery
      ? [
          ...found.inQuery.filters.map(({ prefix }) => prefix.slice(found.inQuery?.written.length)),
          ...found.inQuery.values,
          ...(found.inQuery.tagPrefix === undefined ? [] : [`<${found.inQuery.tagPrefix}>`]),
        ]
      : []),
  ];
  return `${found.before}+${found.behind} ${labels.join(' ')}`;
}

const paths = routes
  .filter(({ method, server }) => method === 'GET' && server === 'api')
  .map(({ path }) => path)
  .join(' ');
const parameters = 'q s _id _include _limit _offset ob od box geo rel _lang';
const withoutQ = parameters.replace('q ', '');
const filters =
  'type action provider format coordinate-system owner keyword:isogeo keyword:inspire-theme ' +
  'keyword:group-theme contact:group contact license:isogeo license catalog data-source name path has-no';
const search = '{{api}}/resources/search';
const parts =
  '_abilities _creator conditions contacts coordinate-system events feature-attributes keywords ' +
  'layers limitations links operations serviceLayers specifications tags translations';

describe('places in a request file', () => {
  for (const [text, expected] of [
    ['GET {{api}}/|', `1+0 ${paths}`],
    ['get {{both}}/res|ources', `4+6 ${paths}`],
    ['https://v1.api.isogeo.com/|', `1+0 ${paths}`],
    ['GET {{$processEnv ISOGEO_API_URL}}/|', `1+0 ${paths}`],
    ['GET {{api}}/|?q=a HTTP/1.1', `1+0 ${paths}`],
    ['POST {{identity}}/|', '1+0 /oauth/token'],
    ['GET {{identity}}/|', '1+0 /about /oauth/authorize'],
    ['GET {{identity}}/oauth/authorize?response_type=|', '0+0 code token'],
    ['POST {{api}}/|', '1+0 '],
    ['GET {{api}}|', undefined],
    [`GET ${search}?|`, `0+0 ${parameters}`],
    [`GET ${search}/?|`, `0+0 ${parameters}`],
    [`GET ${search}?q=a&_li|m=1`, `3+1 ${withoutQ}`],
    [`GET ${search}\n  ?q=a\n  &|`, `0+0 ${withoutQ}`],
    [`GET ${search}?_include=links&|`, `0+0 ${parameters}`],
    [`GET ${search}\n  # no\n  &od=|`, '0+0 asc desc'],
    [`GET ${search}\n  ?ob=|`, '0+0 relevance title _created _modified created modified'],
    ['GET {{api}}/thesauri/a1/keywords/search?ob=|', '0+0 text count.isogeo'],
    ['GET {{api}}/groups/a1/keywords/search?ob=|', '0+0 text count.isogeo count.group'],
    [`GET ${search}?od=d|esc&q=`, '1+3 asc desc'],
    ['GET {{api}}/about?_lang=|', '0+0 fr en es pt'],
    ['GET {{api}}/shares?|', '0+0 _lang'],
    ['GET {{api}}/unknown?|', undefined],
    [`GET ${search}?_include=|`, `0+0 ${parts}`],
    ['GET {{api}}/resources/a1/?_include=|', `0+0 ${parts} context`],
    ['GET {{api}}/groups/a1?_include=|', '0+0 _abilities contact limits'],
    ['GET {{api}}/keywords/a1?_include=|', '0+0 _abilities count thesaurus'],
    ['GET {{api}}/keywords/a1?_include=count,th|', '2+0 _abilities thesaurus'],
    ['GET {{api}}/keywords/a1?_include=count%2Cth|', '2+0 _abilities thesaurus'],
    ['GET {{api}}/keywords/a1?_include=count&_include=|', '0+0 _abilities thesaurus'],
    ['GET {{api}}/keywords/a1?_include=|,count', '0+0 _abilities thesaurus'],
    [`GET ${search}?q=|`, `0+0 ${filters}`],
    [`GET ${search}?q=eau |`, `0+0 ${filters}`],
    [`GET ${search}?q=eau%20ty|pe`, '2+2 type'],
    [
      `GET ${search}?q=eau+type:|`,
      '0+0 dataset vector-dataset raster-dataset no-geo-dataset service resource',
    ],
    [
      `GET ${search}?q=type%3Ada|`,
      '2+0 dataset vector-dataset raster-dataset no-geo-dataset service resource',
    ],
    [`GET ${search}?q=keyword:|`, '8+0 keyword:isogeo keyword:inspire-theme keyword:group-theme'],
    [`GET ${search}?q=keyword:isogeo:e|au`, '1+2 <keyword:isogeo:>'],
    [`GET ${search}?q=contact:|`, '0+0 group <contact:>'],
    [`GET ${search}?q=owner:|`, '0+0 <owner:>'],
    [`GET ${search}?q=path:|`, '0+0 '],
    ['GET {{api}}/groups/a1/resources/search?q=action:|', '0+0 download view other'],
    ['GET {{api}}/thesauri/a1/keywords/search?q=|', undefined],
    ['GET https://api.isogeo.com/|', `1+0 ${paths}`],
    ['GET https://api.isogeo.com/v1/|', `1+0 ${paths}`],
    ['GET http://api.isogeo.com/v1.0/shares?|', '0+0 _lang'],
    ['GET https://v1.api.qa.isogeo.com/shares/?|', '0+0 _lang'],
    ['GET https://api.qa.isogeo.com/v1/about?|', '0+0 _lang'],
    ['GET https://id.api.qa.isogeo.com/|', '1+0 /about /oauth/authorize'],
    ['@host = https://api.qa.isogeo.com/\nGET /sh|', `3+0 ${paths}`],
    ['@host = https://api.isogeo.com/v1\nGET /shares?|', '0+0 _lang'],
    ['GET {{api}}\n  /resources\n  /search\n  ?|', `0+0 ${parameters}`],
    ['GET {{api}}/resources/search?\n  q=a&\n  |o', `0+1 ${withoutQ}`],
    [`GET ${search}?q|=a`, `1+0 ${parameters}`],
    ['GET {{api}}/resources/a1?|', '0+0 _include _lang'],
    ['GET {{api}}/shares/|', '8+0 /shares/{sid}'],
    ['GET {{api}}/resources/search/|', '18+0 '],
    ['GET {{api}}/resources/search/|?_lang=fr', '18+0 '],
    ['GET {{api}}/resources/search/conditions/|', '29+0 '],
    ['GET {{api}}/resources/abc.xml/|', '19+0 '],
    ['GET {{api}}/resources/abc/links/def.bin/|', '29+0 '],
    ['GET {{api}}/resources//|', '12+0 '],
    ['GET {{api}}/formats/resource/|', '18+0 /formats/resource/search'],
    ['GET {{api}}/resources/search/conditions?|', undefined],
    ['GET {{api}}/shares?nope=|', undefined],
    ['POST {{identity}}/oauth/token?grant_type=|', undefined],
    ['GET {{api}}/keywords/a1?_include=count|', '5+0 _abilities count thesaurus'],
    ['GET {{api}}/keywords/a1?_include=|count', '0+5 _abilities count thesaurus'],
    ['GET {{api}}/keywords/a1?_lang=count&_include=|', '0+0 _abilities count thesaurus'],
    [`GET ${search}?od=asc&od=|`, '0+0 asc desc'],
    ['@host = https://api.isogeo.com/\nGET /v1/shares?|', '0+0 _lang'],
    ['@domain = isogeo.com\nGET https://v1.api.{{domain}}/|', `1+0 ${paths}`],
  ] as const) {
    it(`the completions at the cursor | in ${text} are, after the numbers of characters that they replace: ${expected ?? 'empty'}`, () => {
      const found = suggestedIn(text);
      assert.equal(found, expected);
    });
  }

  it('the completions of a partly written path, such as /resources/a1/l, contain a route that continues the path, but not /shares', () => {
    const found = suggestedIn('GET {{api}}/resources/a1/l|') ?? '';
    assert.match(found, /^15\+0 /);
    assert.ok(found.includes(' /resources/a1/links/{id}.bin ') && !found.includes('{rid}'));
    assert.ok(!found.includes('/shares'));
  });

  it('completions are offered for an on-premises API with a base path and for its identity server, but not for a similar base path', () => {
    const addresses = {
      api: 'https://geo.example.org/isogeo/api',
      identity: 'https://geo.example.org',
    };
    assert.equal(
      suggestedIn('GET https://geo.example.org/isogeo/api/shares/?|', addresses),
      '0+0 _lang',
    );
    assert.equal(
      suggestedIn('GET https://geo.example.org/isogeo/api/|', addresses),
      `1+0 ${paths}`,
    );
    assert.equal(suggestedIn('POST https://geo.example.org/|', addresses), '1+0 /oauth/token');
    assert.equal(
      placeIn('GET https://geo.example.org/isogeo/apis/|', { ...addresses, identity: 'https://i' }),
      undefined,
    );
  });

  it('the completions work for an on-premises API whose address has more than 40 characters', () => {
    const api = 'https://catalogue.geo.example.org/isogeo/api';
    assert.equal(suggestedIn(`GET ${api}/|`, { ...prod, api }), `1+0 ${paths}`);
  });

  it('the completions work for an address that begins with the variable of the API and continues without a slash', () => {
    const api = 'https://geo.example.org/isogeo';
    const found = suggestedIn('POST {{$processEnv ISOGEO_API_URL}}-id/|', {
      api,
      identity: `${api}-id`,
    });
    assert.equal(found, '1+0 /oauth/token');
  });

  it('the completion of a parameter’s name adds an equals sign only if the request has none there', () => {
    for (const [text, needsEquals] of [
      [`GET ${search}?o|`, true],
      [`GET ${search}?o|=`, false],
      [`GET ${search}?o|=asc`, false],
    ] as const) {
      assert.equal(suggestionsAt(targetIn(text))?.needsEquals, needsEquals, text);
    }
  });

  it('no completions are offered above a request, in its comments, or behind an address that can’t go on there', () => {
    for (const text of [
      'X: |\nGET {{api}}/about',
      '@a = b|\nGET {{api}}/about',
      'GET {{api}}/about\n# Acc|ept',
      'GET {{api}}/about |',
      'GET {{api}}/resources/search?q=a |\n  &od=asc',
    ]) {
      assert.equal(placeIn(text), undefined, text);
    }
  });

  it('no completions are offered if an unknown variable stands in or behind the address of the API', () => {
    for (const text of [
      'GET https://v1.api.isogeo.com{{other}}/|',
      'GET {{$processEnv OTHER}}/|',
      'GET https://v1.api.isogeo.com{{$processEnv OTHER}}/|',
    ]) {
      assert.equal(placeIn(text), undefined, text);
    }
  });

  it('the completions are those of both servers if the API and the identity server have the same address', () => {
    const addresses = { api: 'http://127.0.0.1:1', identity: 'http://127.0.0.1:1' };
    const found = suggestedIn('GET http://127.0.0.1:1/|', addresses);
    assert.equal(found, `1+0 ${paths} /about /oauth/authorize`);
  });

  it('no completions are offered in a request to another host or with an unknown variable, in a comment, in a body or after HTTP/1.1', () => {
    for (const text of [
      'GET https://example.org/|',
      'GET https://v1.api.isogeo.com.example.org/|',
      'GET https://v2.api.isogeo.com/|',
      'GET http://id.api.isogeo.com/|',
      'GET https://v1.api.isogeo.com&.example.org/|',
      'GET {{api}}/resources/search\n  | &q=a',
      'GET {{api}}/resources/search   |\n  &q=a',
      'GET {{other}}/|',
      'GET {{loop}}/|',
      'GET /|',
      '@host = https://example.org\nGET /|',
      '# GET {{api}}/|',
      'GET {{api}}/about\n\nbody|',
      'GET {{api}}/about HTTP/1.1|',
      '|',
    ]) {
      assert.equal(placeIn(text), undefined, text);
    }
  });

  it('a position below a request’s address is a header’s, and isOwn tells whether the request goes to the application’s platform', () => {
    for (const text of [
      'GET {{api}}/about\n|',
      'GET {{api}}/about\n?a=b\nAccept: x\nAuth|',
      'GET {{api}}/about\nAccept: |',
    ]) {
      assert.deepEqual(placeIn(text), { is: 'header', isOwn: true }, text);
    }
    const api = 'https://api.isogeo.com/custom';
    assert.deepEqual(placeIn(`GET ${api}/about\n|`, { ...prod, api }), {
      is: 'header',
      isOwn: true,
    });
    for (const text of ['https://api.qa.isogeo.com/about', 'http://api.isogeo.com/about']) {
      assert.deepEqual(placeIn(`GET ${text}\n|`), { is: 'header', isOwn: false }, text);
    }
  });

  it('a line belongs to a request to the platform if it has the request’s address or a header, or defines a variable used there', () => {
    const text = `@token = a
@auth = Bearer b
@in-address = c
@elsewhere = d
@unused = e
@within = f
@in-body = g
@header = Bearer {{within}}
GET {{api}}/about?x={{in-address}} HTTP/1.1
Authorization: Bearer {{ token }}
X: {{auth}}
Y: {{header}}

{{unused}}
### of it
GET {{api}}/about

{{in-body}}
### elsewhere
GET https://example.org/
Authorization: {{elsewhere}}`;
    const document = readRequestText(`${text}\n${header}`);
    const found = document.lines.filter(
      (line, index) => line !== '' && finished(isOfPlatform(document, index, line.length, prod)),
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

  it('the check whether a variable belongs to a request to the platform takes less than 20 seconds for three hostile request files', () => {
    const startedAt = performance.now();
    const elsewhere = Array.from(
      { length: 4000 },
      () => '###\nGET https://example.org\nA: {{token}}',
    );
    for (const rest of [elsewhere.join('\n'), ' '.repeat(200_000), '{{ '.repeat(60_000)]) {
      const document = readRequestText(
        `@token = a\n${rest}\n###\nGET ${prod.api}/about\nX: {{token}}`,
      );
      assert.ok(finished(isOfPlatform(document, 0, 0, prod)));
    }
    // A generous limit, far below a minute.
    assert.ok(performance.now() - startedAt < 20_000);
  });

  it('the help at a position in a request’s address is about the route, parameter, filter or known value at that position', () => {
    const at = (text: string) => {
      const found = documentedAt(targetIn(text));
      return (
        found &&
        [found.route.path, found.parameter?.name, found.filter?.prefix, found.value]
          .filter((each) => each !== undefined)
          .join(' ')
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
        'GET {{api}}/resources/search?q=a+type:da|taset%20b',
        'GET {{api}}/resources/search/?_include=events,li|nks',
        'GET {{api}}/resources/search?od=de|sc',
        'GET {{api}}/resources/search?_limit=1|0',
        'GET {{api}}/resources/search?nope=|a',
        'GET {{api}}/nope|',
        'GET {{api}}/resources/search?q=a&|od=asc',
        'GET {{api}}/resources/search?q=a&od=asc|',
        'GET {{api}}/resources/search?od=|asc',
        'GET {{api}}/resources/search?od=|',
        'GET {{api}}/resources/search?|q=type:dataset',
        'GET {{api}}/resources/search?q=|type:dataset',
        'GET {{api}}/resources/search?q=type:dataset|',
        'GET {{api}}/resources/search?q=|',
        'GET {{api}}/resources/1?i|d=a',
      ].map(at),
      [
        '/resources/search',
        '/resources/{id}',
        '/resources/{id}.xml',
        '/resources/{rid}/links/{id}.bin',
        '/oauth/token',
        '/resources/search od',
        '/resources/search q',
        '/resources/search q type dataset',
        '/resources/search _include links',
        '/resources/search od desc',
        '/resources/search _limit',
        '/resources/search',
        undefined,
        '/resources/search od',
        '/resources/search od asc',
        '/resources/search od asc',
        '/resources/search od',
        '/resources/search q',
        '/resources/search q type dataset',
        '/resources/search q type dataset',
        '/resources/search q',
        '/resources/{id}',
      ],
    );
  });

  it('the line on which each request of a request file starts is found, also after comments and empty sections', () => {
    const document = readRequestText(
      '# a\nGET x\nA: b\n\n### c\n# d\n@e = f\n\n{{api}}\n###\n###\nHTTP',
    );
    assert.deepEqual(startsIn(document), [1, 8, 11]);
    assert.deepEqual(startsIn(readRequestText('###\nGET x')), [1]);
    assert.deepEqual(startsIn(finished(readDocument([]))), []);
  });

  it('requests to the platform are found by their addresses, in which a variable has its last value above, or else its first below', () => {
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
GET {{$processEnv ISOGEO_API_URL}}/5 HTTP/1.1
###
GET https://api.isogeo.com/v1/6
###
GET https://api.qa.isogeo.com/7`;
    assert.deepEqual(finished(startsToPlatform(readRequestText(text), prod)), [0, 3, 10, 12]);
  });

  it('a request doesn’t count as one to the platform if @prompt asks for the variable in its address, but the next one may count', () => {
    const text = `# @prompt other
GET {{api}}/0
###
# @prompt api
GET {{api}}/1
###
@api = ${prod.api}
###
GET {{api}}/2
###
# @prompt api
GET {{api}}/3`;
    assert.deepEqual(finished(startsToPlatform(readRequestText(text), prod)), [1, 8]);
  });

  it('a request counts as one to the platform if only the longest base address is the application’s own', () => {
    const addresses = { ...prod, api: 'https://v1.api.isogeo.com/other' };
    const document = readRequestText(`GET ${addresses.api}/shares\n###\nGET ${prod.api}/shares`);
    assert.deepEqual(finished(startsToPlatform(document, addresses)), [0]);
  });

  it('the search for requests to the platform finds Production’s requests, then for QA only QA’s, then Production’s again', () => {
    const document = readRequestText(`GET ${prod.api}/1\n###\nGET ${isogeoPlatforms.qa.api}/2`);
    assert.deepEqual(finished(startsToPlatform(document, prod)), [0]);
    assert.deepEqual(finished(startsToPlatform(document, isogeoPlatforms.qa)), [2]);
    assert.deepEqual(finished(startsToPlatform(document, prod)), [0]);
  });

  it('a section with only a comment has no request to the platform, even if the variable host is the platform', () => {
    const document = readRequestText(`// note\n@host = ${prod.api}\n`);
    assert.deepEqual(finished(startsToPlatform(document, prod)), []);
  });

  it('a request whose variables expand to a text that is too long doesn’t count as a request to the platform', () => {
    const twice = Array.from({ length: 16 }, (_, i) => `@v${i} = {{v${i + 1}}}{{v${i + 1}}}`);
    const lines = [...twice, '@v16 = x', 'GET https://v1.api.isogeo.com{{v0}}/'];
    assert.deepEqual(finished(startsToPlatform(finished(readDocument(lines)), prod)), []);
  });
});
