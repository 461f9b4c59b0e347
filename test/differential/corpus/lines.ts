import { differs, refuses, sends, type Case } from './case.ts';

/** Sections, comments, definitions and request lines. */
export const lines: readonly Case[] = [
  sends('an address alone', 'ORIGIN/about'),
  sends('a method and an address', 'GET ORIGIN/about'),
  sends('a version of HTTP', 'GET ORIGIN/about HTTP/1.1'),
  sends('text behind the version', 'POST ORIGIN/x HTTP/1.1 more: text'),
  sends('white space before the method', '   GET   ORIGIN/about  '),
  sends('line ends of Windows', 'POST ORIGIN/x\r\nContent-Type: text/plain\r\n\r\nbody\r\n'),
  differs('line ends of old Macs', 'POST ORIGIN/x\rContent-Type: text/plain\r\rbody', {
    why: 'VS Code and JetBrains end a line at a lone carriage return; httpYac does not.',
    method: 'POST',
    url: '/x',
    headers: { 'content-type': 'text/plain' },
    body: 'body',
  }),
  differs('a method in lower case', 'post ORIGIN/x\nContent-Type: text/plain\n\nbody', {
    why: 'REST Client reads methods in any case; httpYac fails.',
    method: 'POST',
    url: '/x',
    body: 'body',
  }),
  ...['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND', 'REPORT', 'SEARCH', 'ACL', 'MKCALENDAR'].map(
    (method) => sends(`the method ${method}`, `${method} ORIGIN/x`),
  ),
  ...['COPY', 'MOVE', 'LOCK', 'UNLOCK', 'PROPPATCH', 'MKCOL', 'CHECKOUT', 'MERGE'].map((method) =>
    sends(`the method ${method}`, `${method} ORIGIN/x`),
  ),
  sends('a path on further lines', 'GET ORIGIN\n  /resources\n  /search\n  ?q=x'),
  sends('a path on further lines that are not indented', 'GET ORIGIN\n/resources\n/search'),
  sends('a query on further lines', 'GET ORIGIN/s\n  ?q=type:x\n  &_limit=5'),
  sends('a query below a header', 'GET ORIGIN/s\nX-A: 1\n?q=1'),
  sends('comments in a query', 'GET ORIGIN/s\n  ?q=x\n  # only a few\n  // and more\n  &_limit=5'),
  differs('a question mark at the end of a line', 'GET ORIGIN/s?\n  q=x&\n  _limit=5', {
    why: 'JetBrains joins indented lines; httpYac sends them as a body.',
    url: '/s?q=x&_limit=5',
    body: '',
  }),
  differs('a name without a value in a query line', 'GET ORIGIN/s\n  ?flag\n  &q=1', {
    why: 'REST Client takes every line with ? or &; httpYac sends it as a body.',
    url: '/s?flag&q=1',
    body: '',
  }),
  differs('a path without slashes on further lines', 'GET ORIGIN/\n    api\n    /get', {
    why: 'JetBrains joins indented lines; httpYac sends them as a body.',
    url: '/api/get',
    body: '',
  }),
  differs('a query below a version', 'GET ORIGIN/s HTTP/1.1\n  ?q=1', {
    why: 'Both clients lose the query.',
    url: '/s?q=1',
  }),
  refuses('an indented word that is no header', 'GET ORIGIN/s\n  word', 'header'),
  sends('a path on the Host', 'GET /about\nHost: HOST'),
  sends('a path on the Host in another form', '@h = ALIAS\nGET /about\nHost: {{h}}', { at: 'GET' }),
  sends('a path on the Host from the environment', 'GET /about\nHost: {{$processEnv DIFF_X}}', {
    env: { DIFF_X: 'HOST' },
  }),
  sends('a path on the variable host', '@host = ORIGIN\n###\nGET /shares', { at: 'GET' }),
  sends('a path on the variable host of its section', '@host = ORIGIN\nGET /shares', { at: 'GET' }),
  refuses('a path without a host', 'GET /shares', 'host'),
  refuses('a path on a Host that nothing defines', 'GET /shares\nHost: {{host}}', 'missing'),
  refuses('an address without a scheme', 'GET v1.api.isogeo.com/x', 'scheme'),
  refuses('a variable without a scheme', '@host = HOST\n###\nGET /shares', 'scheme', { at: 'GET' }),
  refuses('an IPv6 address without a scheme', 'GET [::1]:8080/x', 'scheme'),
  refuses('a variable with another scheme', '@a = ftp://HOST\n###\nGET {{a}}/x', 'protocol', {
    at: 'GET',
  }),
  refuses('a host alone', 'localhost:8080/x', 'scheme'),
  refuses('curl', 'curl -X POST ORIGIN/x', 'curl'),
  refuses('WebSocket', 'WS ws://127.0.0.1/x', 'protocol'),
  refuses('gRPC', 'GRPC 127.0.0.1/x', 'protocol'),
  refuses('server-sent events', 'SSE ORIGIN/x', 'protocol'),
  refuses('an address of another scheme', 'GET file:///etc/passwd', 'protocol'),
  refuses('an unknown method', 'PURGE ORIGIN/x', 'method'),
  refuses('an asterisk', 'OPTIONS *', 'address'),
  refuses('prose', 'This is no request.', 'address'),
  sends('a comment above', '# one\n// two\nGET ORIGIN/x'),
  sends('a block comment above', '/*\nGET https://example.org/no\n*/\nGET ORIGIN/x', {
    at: 'IN/x',
  }),
  sends('a block comment on one line', '/* one */\nGET ORIGIN/x', { at: 'IN/x' }),
  sends(
    'separators in a block comment',
    '/*\n###\nGET https://example.org/\n###\n*/\nGET ORIGIN/x',
    {
      at: 'IN/x',
    },
  ),
  refuses('a block comment without an end', '/*\nGET ORIGIN/x', 'unclosed'),
  refuses('text behind a block comment', '/* one */ GET ORIGIN/x', 'address'),
  sends('the second of two requests', 'GET ORIGIN/1\n\n###\n\nGET ORIGIN/2', { at: 'IN/2' }),
  sends('an indented separator', 'GET ORIGIN/1\n\n  ### x\nGET ORIGIN/2', { at: 'IN/1' }),
  sends('a long separator', 'GET ORIGIN/1\n########\nGET ORIGIN/2', { at: 'IN/2' }),
  sends('the first of two without a separator', 'GET ORIGIN/1\n\nGET ORIGIN/2', { at: 'IN/1' }),
  sends(
    'the second of two without a separator',
    'GET ORIGIN/1\n\nGET ORIGIN/2\nAuthorization: Bearer abc',
    { at: 'IN/2' },
  ),
  sends(
    'a body before the next request',
    'POST ORIGIN/1\nContent-Type: text/plain\n\nbody\n\nPUT ORIGIN/2\n\nother',
    {
      at: 'IN/1',
    },
  ),
  sends('two in successive lines', 'GET ORIGIN/1\nGET ORIGIN/2', { at: 'IN/2' }),
  refuses('a second one in lower case', 'GET ORIGIN/1\n\nget ORIGIN/2', 'request-in-body'),
  refuses(
    'a second one with an unknown method',
    'GET ORIGIN/1\n\nPURGE ORIGIN/2',
    'request-in-body',
  ),
  refuses('a second one without a method', 'GET ORIGIN/1\n\nORIGIN/2', 'request-in-body'),
  ...[
    'WS wss://a.test/x',
    'WEBSOCKET ws://a',
    'SSE https://a.test/x',
    'MQTT tcp://a:1883',
    'AMQP amqp://u:p@a.test',
    'GRPC a.test/S/m',
    'GET ws://a.test/x',
    'POST é.test/x',
  ].map((line) =>
    sends(
      `a body before the line ${line}`,
      `POST ORIGIN/1\nContent-Type: text/plain\n\nbody\n\n${line}`,
    ),
  ),
  ...['curl ORIGIN/2', 'wss://a.test/x', 'get /x', '{{api}}/2', 'v1.api.isogeo.com/x', '/x'].map(
    (line) => refuses(`the line ${line} below a GET`, `GET ORIGIN/1\n\n${line}`, 'request-in-body'),
  ),
  sends('a curl command as a body', 'POST ORIGIN/1\nContent-Type: text/plain\n\ncurl ORIGIN/2'),
  sends('a definition below', 'POST ORIGIN/1\nContent-Type: text/plain\n\nbody\n\n@x = 1', {
    at: 'IN/1',
  }),
  sends('a definition between two requests', 'GET ORIGIN/1\n\n@x = 1\nGET ORIGIN/2', {
    at: 'IN/1',
  }),
  refuses(
    'text below a definition',
    'POST ORIGIN/1\n\nbody\n@x = 1\nmore',
    'text-after-definition',
  ),
  refuses('headers below a definition', 'GET ORIGIN/1\n@x = 1\nX-A: 1', 'text-after-definition'),
  sends('a named request', '# @name first\nGET ORIGIN/x'),
  sends(
    'a forced separator',
    '# @forceRegionDelimiter\nPOST ORIGIN/x\nContent-Type: text/plain\n\nGET ORIGIN/y\n###\n',
    {
      at: 'POST',
      notIn: { http: 'text' },
    },
  ),
  sends('a kept response', 'GET ORIGIN/x\n\nHTTP/1.1 200 OK\nX-A: 1\n\n{}'),
  sends(
    'a request behind a kept response',
    '###\nHTTP/1.1 200 OK\nX-A: 1\n\n{}\n###\nGET ORIGIN/x',
    {
      at: 'GET',
    },
  ),
];
