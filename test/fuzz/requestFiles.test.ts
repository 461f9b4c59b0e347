import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { copyAt } from '../../src/core/requests/copy.ts';
import { readRequestText } from '../../src/core/requests/file/requestDocument.ts';
import { languages } from '../../src/core/requests/languages/languages.ts';
import { cases } from './cases.ts';

const api = 'https://v1.api.isogeo.com';
const none = { answers: new Map<string, string>(), environment: new Map<string, string>() };

/** The request on the first line as a program in each language, or the reason why it isn't copied. */
function copiesOf(text: string): readonly string[] {
  const document = readRequestText(text);
  return languages.map((language) => {
    const copied = copyAt(document, 0, language, none, api);
    return copied.ok ? copied.value : copied.failure.reason;
  });
}

const address = fc.constantFrom(`${api}/shares`, 'https://a.test/x', 'http://a.test:8080/x?q=1');
const word = fc.constantFrom('a', 'b1', 'é', '*/*', ';', ',', '=', 'q=0.5', '"c"', '{{$env.V}}');
const words = fc.array(word, { minLength: 1, maxLength: 4 });
const scheme = fc.constantFrom('', 'Bearer ', 'Basic ', 'Digest ', 'AWS ', 'oauth2 ', 'Token ');
/** Isn't a comment, a header, a part of the address or a body where it begins a line. */
const value = fc
  .tuple(scheme, words)
  .map(([first, rest]) => (first + rest.join(' ')).trim().replace(/[,;]+$/, ''))
  .filter((text) => /^[\w"*{]/.test(text));
const name = fc.constantFrom(
  ...['Authorization', 'authorization', 'Accept', 'Cookie', 'X-A', 'Content-Type', 'Host'],
);
const type = fc.constantFrom(
  ...['text/plain', 'application/x-www-form-urlencoded', 'application/x-ndjson'],
  ...['multipart/mixed; boundary=b', 'multipart/form-data; boundary=b', 'text/markdown'],
);
const bodyLines = fc.array(
  fc.constantFrom('a', 'a = b & c', '# Title', 'GET /a HTTP/1.1', '{"a": 1}', '--b', ''),
  { maxLength: 4 },
);

it('a header whose value begins on the next line is copied as a header whose value is on the same line', () => {
  const header = fc.oneof(
    fc.tuple(name, value),
    fc.tuple(fc.constantFrom('Content-Type', 'content-type'), type),
    fc.constant(['X-Request-Type', 'GraphQL'] as const),
  );
  fc.assert(
    fc.property(
      fc.constantFrom('GET', 'POST', 'DELETE'),
      address,
      header,
      fc.constantFrom(' ', '  ', '\t'),
      bodyLines,
      (method, url, [key, text], indent, body) => {
        const below = ['X-Last: 1', '', ...body].join('\n');
        assert.deepEqual(
          copiesOf(`${method} ${url}\n${key}:\n${indent}${text}\n${below}`),
          copiesOf(`${method} ${url}\n${key}: ${text}\n${below}`),
        );
      },
    ),
    cases,
  );
});

const other = fc
  .tuple(
    fc.constantFrom('WS', 'WSS', 'WEBSOCKET', 'SSE', 'EVENTSOURCE', 'GRPC', 'MQTT', 'AMQP', 'GET'),
    fc.constantFrom('wss://', 'mqtts://', 'amqp://u:p@', 'tcp://', 'https://', '{{broker}}/', ''),
    fc.constantFrom('a.test', 'é.test', '127.0.0.1', 'a.test:1883', 'xn--9ca.test', '例え.テスト'),
    fc.constantFrom('', '/x', '/S/m', '?q=1'),
  )
  .map(([method, start, host, end]) => `${method} ${start}${host}${end}`);
const head = fc.tuple(
  fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
  address,
  fc.constantFrom('', '\nContent-Type: text/plain', '\nContent-Type: application/json'),
);

it('a request of any protocol below a request doesn’t change the copy of the request above', () => {
  const text = fc.constantFrom('', '\n\ntext', '\n\n{"a": 1}\n\n{"b": 2}', '\n\ntext\n');
  fc.assert(
    fc.property(head, text, other, ([method, url, typed], body, line) => {
      const above = `${method} ${url}${typed}${body}`;
      assert.deepEqual(copiesOf(`${above}\n\n${line}\nX-A: 1\n\nmore`), copiesOf(above));
    }),
    cases,
  );
});

it('no copied program contains credentials that are below the empty line of a request', () => {
  const secret = 'SeCrEt-1234567890';
  const credential = fc.constantFrom(
    ...['Authorization: ', 'proxy-authorization: ', 'Cookie: sid=', 'X-Api-Key: ', 'x-api-key:'],
    ...['Bearer ', 'bearer  ', 'curl -u a:', 'curl --user a:', 'curl -su a:', 'curl a -b sid='],
    ...['curl https://a.test -H "Authorization: Bearer ', "curl -H 'Cookie: sid="],
    ...['  -H "Authorization: Bearer ', "  --header 'X-Api-Key: "],
  );
  const around = fc.array(fc.constantFrom('text', '{"a": 1}', '', '# c', '<a/>', 'curl a'), {
    maxLength: 3,
  });
  fc.assert(
    fc.property(head, around, credential, around, ([method, url, typed], above, line, below) => {
      const body = [...above, line + secret, ...below].join('\n');
      for (const copied of copiesOf(`${method} ${url}${typed}\n\n${body}`))
        assert.ok(!copied.includes(secret), copied);
    }),
    cases,
  );
});
