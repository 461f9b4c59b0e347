import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { routeAt } from '../../../../../src/core/requests/api/routes.ts';
import { encodeAddress } from '../../../../../src/core/requests/address.ts';
import {
  languages,
  writeRequest as written,
  type Language,
} from '../../../../../src/core/requests/languages/languages.ts';
import { documentedRequest, type ApiRequest } from '../../../../../src/core/requests/request.ts';
import { startSandbox, type Sandbox } from '../../../../sandbox/sandbox.ts';
import { firstApplication, tokenOf } from '../../../sandbox/helpers.ts';
import { evaluated } from './powershell.ts';
import { needs, skipFor } from '../../../../needs.ts';
import { runOrThrow } from '../../../../../tools/registry-vscode/system/process.ts';
import { runPrograms, type Answer, type Runnable } from './run.ts';

const resource = 'c19b91c8dbc24002a7f1e176964dbdfc';

interface Documented {
  readonly route: string;
  readonly values?: Readonly<Record<string, string>>;
  readonly status?: number;
  /** The pattern of the body; for a search, the words that have arrived. */
  readonly says: RegExp;
}

const documented: readonly Documented[] = [
  { route: 'id:/oauth/token', says: /"access_token":"[^"]+"/ },
  { route: '/about', says: /"version":"1\.0\.0-sandbox"/ },
  { route: 'id:/about', says: /"version"/ },
  { route: '/shares', says: /"applications"/ },
  { route: '/account', status: 403, says: /insufficient_scope/ },
  { route: '/resources/search', says: /"limit":20/ },
  { route: '/resources/search', values: { _limit: '0', _lang: 'en' }, says: /"results":\[\]/ },
  {
    route: '/resources/search',
    values: { q: 'type:service keyword:inspire-theme:hydrography', _include: 'links,keywords' },
    says: /"_tags":\["type:service","keyword:inspire-theme:hydrography"\]/,
  },
  {
    route: '/resources/search',
    values: { q: 'été & hiver' },
    says: /"_terms":\["été","&","hiver"\]/,
  },
  {
    route: '/resources/search',
    values: { q: `l'eau "$HOME"` },
    says: /"_terms":\["l'eau","\\"\$HOME\\""\]/,
  },
  {
    route: '/resources/search',
    values: { q: '`id` a\\b 100% #1' },
    says: /"`id`","a\\\\b","100%","#1"/,
  },
  {
    route: '/resources/search',
    values: { q: '🗺️ ’‘ {x} [1-3]' },
    says: /"🗺️","’‘","\{x\}","\[1-3\]"/,
  },
  { route: '/resources/search', values: { box: '-5,47,-1,49' }, says: /"total":[1-9]/ },
  { route: '/resources/search', values: { _limit: '1000' }, status: 400, says: /_limit/ },
  { route: '/resources/{id}', values: { id: resource, _include: 'links' }, says: /"links":\[\{/ },
  { route: '/resources/{id}', values: { id: 'no such/one?' }, status: 404, says: /not_found/ },
  { route: '/resources/{id}.xml', values: { id: resource }, says: /<gmd:MD_Metadata|MD_Metadata/ },
  { route: '/link-kinds', says: /"wms"/ },
  { route: '/thesauri', says: /"inspire-theme"/ },
  { route: '/licenses/{lid}', values: { lid: '7df4fee46a7d4998a7b622eb89ad993c' }, says: /Etalab/ },
];

/** Characters with a meaning in one of the languages. */
const inOneLine = [
  `spaces  and 'single' "double" '''triple''' """triple"""`,
  '$HOME $(id) ${HOME} $env:HOME `id` `n',
  'a & b | c; d > e < f # g !h ~ *',
  'back\\slash \\n \\u0041 \\x41 \\',
  '%20 100% %s %{x}',
  '{braces} {0} {{{ }}} [1-3]',
  'accents é à ñ ÿ',
  '“typographic” ‘quotes’ „low‚',
  'emoji 🗺️ 👩‍🌾 and \u2028 lines',
] as const;
const inLines = ['two\nlines\n\n\tand a tab', 'it\'s\n$HOME `x` \\\n"end"', 'carriage\r\nreturn'];
const controls = ['bell \u0007, escape \u001b[31m, delete \u007f', 'next line \u0085, \u009b31m'];

function writeRequest(request: ApiRequest, language: Language): string {
  const text = written(request, language);
  assert.ok(text.ok, `${language} cannot send it.`);
  return text.value;
}

/** An `.http` file can't express the beginning of a variable. */
const inHttp = (text: string) =>
  !text.includes('{{') && !/[\r\p{Cc}]/u.test(text.replace(/\n/g, ''));

/** A header is one line, and httpYac refuses some characters that others send. */
function inHeader(text: string, language: Language): boolean {
  return !/\p{Cc}/u.test(text) && (language !== 'http' || /^[\0-\xff]*$/.test(text));
}

/** The received request, byte for byte. */
interface Arrived {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A server that returns each request as its answer. */
async function startEcho(): Promise<Server> {
  const server = createServer((message, response) => {
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.on('end', () => {
      const { method, url, headers } = message;
      const body = Buffer.concat(chunks).toString('utf8');
      response.setHeader('content-type', 'application/json; charset=utf-8');
      response.end(JSON.stringify({ method, url, headers, body }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

// Each program waits for a process of its own.
describe('copied requests', { concurrency: 3 }, () => {
  let sandbox: Sandbox;
  let echo: Server;
  let env: Readonly<Record<string, string>>;

  before(async () => {
    sandbox = await startSandbox();
    echo = await startEcho();
    const { clientId, clientSecret } = firstApplication(sandbox);
    env = {
      ISOGEO_ACCESS_TOKEN: await tokenOf(sandbox),
      ISOGEO_API_GROUP_CLIENT_ID: clientId,
      ISOGEO_API_GROUP_CLIENT_SECRET: clientSecret,
      ODD: `it's "$odd" \`\\ &`,
      ADDRESS: echoed(),
    };
  });

  after(async () => {
    await sandbox.stop();
    echo.close();
    await once(echo, 'close');
  });

  const echoed = () => `http://127.0.0.1:${(echo.address() as AddressInfo).port}/echo`;

  const requestOf = ({ route, values = {} }: Documented): ApiRequest =>
    documentedRequest(routeAt(route), { identity: sandbox.origin, api: sandbox.origin }, values);

  /** A request with the text in the address, in a header if allowed, and in the body. */
  const carrying = (text: string, language: Language): ApiRequest => ({
    method: 'PUT',
    url: [encodeAddress(`${echoed()}?q=${encodeURIComponent(text)}`)],
    headers: [
      ...(inHeader(text, language) ? [{ name: 'X-Text', value: [`<${text}>`] }] : []),
      { name: 'Content-Type', value: ['text/plain'] },
    ],
    body: [`<${text}>`],
  });

  const special = (): Readonly<Record<string, readonly [ApiRequest, Partial<Arrived>]>> => ({
    'an address with signs of its own': [
      {
        method: 'GET',
        url: [encodeAddress(`${echoed()}?a=it's $5 (b) [1-3]&c=!d*{e}|é`)],
        headers: [],
      },
      { method: 'GET', url: `/echo?a=it's $5 (b) [1-3]&c=!d*{e}|é` },
    ],
    'variables beside signs of the language': [
      {
        method: 'POST',
        url: [`${echoed()}/`, { env: 'ISOGEO_ACCESS_TOKEN' }, '_x?z=1'],
        headers: [
          { name: 'X-Text', value: [`a"b'c$d\`e{f}g\\`, { env: 'ODD' }, '_h'] },
          { name: 'Content-Type', value: ['text/plain'] },
        ],
        body: ['{"token": "', { env: 'ODD' }, `"}\n$'`],
      },
      {
        url: `/echo/${env['ISOGEO_ACCESS_TOKEN'] ?? ''}_x?z=1`,
        headers: { 'x-text': `a"b'c$d\`e{f}g\\${env['ODD'] ?? ''}_h` },
        body: `{"token": "${env['ODD'] ?? ''}"}\n$'`,
      },
    ],
    'a body without a type, and a method of WebDAV': [
      { method: 'REPORT', url: [echoed()], headers: [], body: ['<x/>'] },
      { method: 'REPORT', body: '<x/>' },
    ],
    'a pair with accents, in Basic': [
      {
        method: 'GET',
        url: [echoed()],
        headers: [],
        basic: { id: ['usér'], secret: ['p€ss'] },
      },
      { headers: { authorization: `Basic ${Buffer.from('usér:p€ss').toString('base64')}` } },
    ],
    'an address in a variable': [
      { method: 'GET', url: [{ env: 'ADDRESS' }], headers: [] },
      { method: 'GET', url: '/echo' },
    ],
    'a DELETE without anything': [
      { method: 'DELETE', url: [echoed()], headers: [] },
      { method: 'DELETE', body: '' },
    ],
  });

  /** Runs all requests that the language can send in one process. */
  const answersOf = async (language: Runnable, requests: readonly ApiRequest[]) => {
    const programs = requests.map((request) => writeRequest(request, language));
    const answers = await runPrograms(language, programs, env);
    assert.equal(answers.length, requests.length);
    return answers;
  };

  for (const language of ['curl', 'python', 'javascript', 'http'] as const) {
    it(
      `copied requests to documented routes get the expected statuses and bodies when they run as ${language}`,
      skipFor(language),
      async () => {
        const answers = await answersOf(language, documented.map(requestOf));
        const wrong = answers.flatMap(({ status, body }: Answer, index) => {
          const { status: wanted = 200, says } = documented[index] ?? assert.fail();
          return status === wanted && says.test(body) ? [] : [[documented[index], status, body]];
        });
        assert.deepEqual(wrong, []);
      },
    );

    it(
      `a copied request with special characters and variables arrives with all its characters when it runs as ${language}`,
      skipFor(language),
      async () => {
        const texts = [...inOneLine, ...inLines, ...controls].filter(
          (text) => language !== 'http' || inHttp(text),
        );
        const cases = special();
        const requests = Object.values(cases).map(([request]) => request);
        const answers = await answersOf(language, [
          ...texts.map((text) => carrying(text, language)),
          ...requests,
        ]);
        const arrived = answers.map(({ body }) => arrivedIn(body));
        assert.deepEqual(
          arrived.slice(0, texts.length).map(textsIn),
          texts.map((text) => ({
            method: 'PUT',
            q: text,
            header: inHeader(text, language) ? `<${text}>` : undefined,
            type: 'text/plain',
            body: `<${text}>`,
          })),
        );
        Object.entries(cases).forEach(([name, [, wanted]], index) => {
          const got = arrived[texts.length + index];
          const { headers, ...rest } = wanted;
          assert.partialDeepStrictEqual(got, rest, name);
          for (const [header, value] of Object.entries(headers ?? {}))
            assert.equal(utf8(got?.headers[header]), value, name);
        });
        assert.equal(arrived[texts.length + 2]?.headers['content-type'], undefined);
      },
    );
  }

  it('a request with a body or a method that a language can’t send is refused in that language, and copied in the others', () => {
    const refusing = (given: Partial<ApiRequest>) =>
      languages.filter((each) => {
        const request = { method: 'GET', url: [echoed()], headers: [], ...given };
        return !written(request, each).ok;
      });
    assert.deepEqual(refusing({}), []);
    assert.deepEqual(refusing({ method: 'HEAD' }), []);
    assert.deepEqual(refusing({ method: 'POST', body: ['x'] }), ['powershell']);
    assert.deepEqual(refusing({ body: ['x'] }), ['powershell', 'javascript']);
    assert.deepEqual(refusing({ method: 'HEAD', body: ['x'] }), [
      'curl',
      'powershell',
      'javascript',
    ]);
    assert.deepEqual(refusing({ method: 'TRACE' }), ['javascript']);
    assert.deepEqual(refusing({ method: 'POST', body: ['\0', { env: 'X' }] }), [
      'curl',
      'powershell',
      'http',
    ]);
  });

  it('a copied GET with a body is sent with its body by cURL, by Python and by an .http file', async () => {
    const request = { method: 'GET', url: [echoed()], headers: [], body: ['x'] };
    for (const language of ['curl', 'python', 'http'] as const) {
      const [answer] = await answersOf(language, [request]);
      assert.partialDeepStrictEqual(arrivedIn(answer?.body ?? ''), { method: 'GET', body: 'x' });
    }
  });

  // The bash of macOS is 3.2, which doesn't know `\u`.
  it('a copied cURL command contains no Unicode escapes for control characters, since an old bash (3.2) can’t read them', () => {
    for (const text of controls)
      assert.ok(!writeRequest(carrying(text, 'curl'), 'curl').includes('\\u'));
  });

  it('an environment variable at the start of the address is written after --url, in quotes, in a copied cURL command', () => {
    const request: ApiRequest = { method: 'GET', url: [{ env: 'ADDRESS' }, '/a'], headers: [] };
    const [, command] = writeRequest(request, 'curl').split('\n}\n');
    assert.equal(command, 'curl --url "$(encoded "$ADDRESS")/a" \\\n  --globoff');
  });

  for (const shell of [
    ['sh', '-c'],
    ['bash', '-c'],
    ['bash', '--norc', '-ic'],
  ] as const) {
    it(
      `a copied cURL command with an environment variable in its address encodes every character in ${shell.join(' ')} as HTTP clients do`,
      { skip: needs('bash') },
      async () => {
        const ascii = Array.from({ length: 126 }, (_, code) => String.fromCharCode(code + 1));
        const value = `${ascii.join('')}%20%C3%A9%zé🗺️`;
        const url = ['https://a.test/?q=', { env: 'VALUE' }];
        const program = writeRequest({ method: 'GET', url, headers: [] }, 'curl');
        const [command, ...options] = shell;
        const shown = `curl() { printf %s "$1"; }\n${program}`;
        const env = { ...process.env, VALUE: value };
        const output = await runOrThrow(command, [...options, shown], { env });
        const encoded = value.replace(/[^!#-;=?-_a-z|~]+|%(?![0-9a-f]{2})/gi, encodeURIComponent);
        assert.equal(output.slice(output.indexOf('https:')), `https://a.test/?q=${encoded}`);
      },
    );
  }

  // PowerShell isn't available everywhere, so a reader of its quoting rules replaces it.
  it('a copied PowerShell program contains the same request when a test reads it by PowerShell’s quoting rules', () => {
    const language: Language = 'powershell';
    const requests = [
      ...documented.map(requestOf),
      ...[...inOneLine, ...inLines, ...controls].map((text) => carrying(text, language)),
      ...Object.values(special()).map(([request]) => request),
    ].filter((request) => written(request, language).ok);
    const valueOf = (template: ApiRequest['url']) =>
      template.map((part) => (typeof part === 'string' ? part : (env[part.env] ?? ''))).join('');
    for (const request of requests) {
      const { method, url, headers, basic, body } = request;
      const pair = basic && `${valueOf(basic.id)}:${valueOf(basic.secret)}`;
      const entries = headers.map(({ name, value }) => [name, valueOf(value)] as const);
      const type = entries.find(([name]) => name === 'Content-Type')?.[1];
      assert.deepEqual(evaluated(writeRequest(request, language), env), {
        method,
        uri: valueOf(url),
        headers: {
          ...(pair !== undefined && {
            Authorization: `Basic ${Buffer.from(pair).toString('base64')}`,
          }),
          ...Object.fromEntries(entries.filter(([name]) => name !== 'Content-Type')),
        },
        ...(type !== undefined && { contentType: type }),
        ...(body && { body: valueOf(body) }),
      });
    }
  });
});

function arrivedIn(body: string): Arrived {
  const arrived = JSON.parse(body) as Arrived;
  // Some programs encode more of an address than necessary.
  return { ...arrived, url: decodeURIComponent(arrived.url) };
}

/** Node reads header values as Latin-1. */
function utf8(value: string | undefined): string | undefined {
  return value === undefined ? undefined : Buffer.from(value, 'latin1').toString('utf8');
}

function textsIn({ method, url, headers, body }: Arrived) {
  return {
    method,
    q: /\?q=(.*)$/s.exec(url)?.[1],
    header: utf8(headers['x-text']),
    type: headers['content-type'],
    body,
  };
}
