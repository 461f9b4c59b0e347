import { differs, refuses, sends, type Case } from './case.ts';

/** Headers and authorization. */
export const headers: readonly Case[] = [
  sends('headers', 'GET ORIGIN/x\nAccept: application/json\nX-A: 1'),
  sends('white space around a name and a value', 'GET ORIGIN/x\n  X-A  :   1  '),
  sends('no white space', 'GET ORIGIN/x\nX-A:1'),
  sends('an empty value', 'GET ORIGIN/x\nX-A:'),
  sends('a colon in a value', 'GET ORIGIN/x\nX-A: a:b: c'),
  sends('signs in a name', "GET ORIGIN/x\nX!#$%&'*+.^_`|~9: 1"),
  sends('a comma at the end', 'GET ORIGIN/x\nX-A: a,'),
  sends('two commas at the end', 'GET ORIGIN/x\nX-A: a,,', { notIn: { http: 'comma' } }),
  sends('a header that comes twice', 'GET ORIGIN/x\nX-A: 1\nX-A: 2'),
  differs('a header in two cases', 'GET ORIGIN/x\nX-A: 1\nx-a: 2', {
    why: 'httpYac sends the last one alone; REST Client joins them.',
    headers: { 'x-a': '1, 2' },
  }),
  sends('cookies', 'GET ORIGIN/x\nCookie: a=1; b=2'),
  sends('comments among headers', 'GET ORIGIN/x\nX-A: 1\n# two\n// three\nX-B: 2'),
  differs('a comment without a text among headers', 'GET ORIGIN/x\nX-A: 1\n#\nX-B: 2', {
    why: 'httpYac sends the headers below it as a body.',
    headers: { 'x-a': '1', 'x-b': '2' },
    body: '',
  }),
  sends('a conditional header', 'GET ORIGIN/x\nIf-None-Match: "a"'),
  differs('a header that is a comment', 'GET ORIGIN/x\n#X-A: 1\nX-B: 2', {
    why: 'REST Client and JetBrains read a comment; httpYac sends a header #X-A.',
    headers: { '#x-a': undefined, 'x-b': '2' },
  }),
  differs('a block comment among headers', 'GET ORIGIN/x\nX-A: 1\n/*\nX-C: 1\n*/\nX-B: 2', {
    why: 'httpYac sends the headers below as a body.',
    headers: { 'x-a': '1', 'x-b': '2', 'x-c': undefined },
    body: '',
  }),
  differs('a value on two lines', 'GET ORIGIN/x\nAccept: a/b,\n  c/d', {
    why: 'JetBrains joins indented lines; httpYac sends the second one as a body.',
    headers: { accept: 'a/b, c/d' },
    body: '',
  }),
  differs('a value on three lines', 'GET ORIGIN/x\nX-A: a\n  b\n\tc\nX-B: 1', {
    why: 'JetBrains joins indented lines; httpYac sends them as a body.',
    headers: { 'x-a': 'a b c', 'x-b': '1' },
    body: '',
  }),
  differs('a value on the next line', 'GET ORIGIN/x\nAccept:\n  a/b\nX-B: 1', {
    why: 'JetBrains joins indented lines; httpYac sends the second one as a body.',
    headers: { accept: 'a/b', 'x-b': '1' },
    body: '',
  }),
  differs('a token on the next line', 'GET ORIGIN/x\nAuthorization:\n\tBearer abc.def', {
    why: 'JetBrains joins indented lines; httpYac sends the token as a body.',
    headers: { authorization: 'Bearer abc.def' },
    body: '',
  }),
  differs('Basic on the next line', 'GET ORIGIN/x\nAuthorization:\n  Basic user pass', {
    why: 'JetBrains joins indented lines; httpYac sends the second one as a body.',
    headers: { authorization: 'Basic dXNlcjpwYXNz' },
    body: '',
  }),
  differs(
    'Digest on the next line',
    'GET ORIGIN/digest\nAuthorization:\n  Digest user:pass',
    {
      why: 'JetBrains joins indented lines; httpYac sends the second one as a body.',
      headers: { authorization: 'Digest user' },
      body: '',
    },
    { notIn: { javascript: 'digest', powershell: 'digest' } },
  ),
  refuses('AWS on the next line', 'GET ORIGIN/x\nAuthorization:\n  AWS id secret', 'authorization'),
  differs('an address on the next line', 'GET ORIGIN/x\nX-Link:\n  https://example.org/a', {
    why: 'JetBrains joins indented lines; httpYac sends a header “https”.',
    headers: { 'x-link': 'https://example.org/a', https: undefined },
  }),
  differs('a text in quotes on the next line', 'GET ORIGIN/x\nIf-None-Match:\n  "a"', {
    why: 'JetBrains joins indented lines; httpYac sends the second one as a body.',
    headers: { 'if-none-match': '"a"' },
    body: '',
  }),
  refuses('an address among headers', 'GET ORIGIN/1\nhttps://example.org/2', 'header'),
  sends(
    'an indented body without an empty line',
    'POST ORIGIN/x\nContent-Type: application/json\n  {"a": 1}',
  ),
  sends('an indented text in quotes below a header', 'POST ORIGIN/x\nContent-Type: a/b\n\t"c: d"'),
  refuses('a variable for a whole header', '@h = X: 1\nGET ORIGIN/x\n{{h}}', 'header', {
    at: 'GET',
  }),
  refuses('a header without a colon', 'GET ORIGIN/x\nX-A', 'header'),
  refuses('a name with a space', 'GET ORIGIN/x\nX A: 1', 'header'),
  refuses(
    'a name with an at sign',
    'GET ORIGIN/x\n@X-Trace: v1/../../home/.git-credentials',
    'header',
  ),
  refuses('a name with a variable', '@a = 1\nGET ORIGIN/x\nX-{{a}}: 1', 'header', { at: 'GET' }),
  refuses('headers from a script', 'GET ORIGIN/x\n...headers', 'header'),
  refuses('a bare token', 'POST ORIGIN/x\neyJhbGciOiJub25lIn0.e30.', 'header'),
  refuses('a header below an empty line', 'GET ORIGIN/x\n\nAccept: text/html', 'header-in-body'),
  refuses(
    'a token below an empty line',
    'GET ORIGIN/x\n\nAuthorization: Bearer abc',
    'header-in-body',
  ),
  refuses(
    'a token in a body',
    'POST ORIGIN/x\nContent-Type: text/plain\n\ntext\nauthorization: bearer abc',
    'header-in-body',
  ),
  ...[
    'Cookie: sid=secret',
    'X-Api-Key: secret',
    'Proxy-Authorization: Basic YTpi',
    'Bearer abc',
  ].map((line) =>
    refuses(`the line ${line} in a body`, `POST ORIGIN/x\n\n${line}`, 'header-in-body'),
  ),
  refuses('a JSON Web Token below an empty line', 'GET ORIGIN/x\n\neyJh.eyJi.c', 'header-in-body'),
  sends(
    'a JSON Web Token as a body',
    'POST ORIGIN/x\nContent-Type: application/jwt\n\neyJh.eyJi.c',
  ),
  refuses(
    'curl with a token in a body',
    'POST ORIGIN/1\nContent-Type: text/plain\n\na\n\ncurl ORIGIN/2 -H "Authorization: Bearer abc"',
    'request-in-body',
  ),
  refuses('a control character', '@a = x\u0007\nGET ORIGIN/x\nX-A: {{a}}', 'control-character', {
    at: 'GET',
  }),
  differs('a length', 'POST ORIGIN/x\nContent-Type: text/plain\nContent-Length: 99\n\nbody', {
    why: 'Each client counts; httpYac sends what is written and waits for more.',
    method: 'POST',
    body: 'body',
  }),
  sends(
    'headers about the connection',
    'POST ORIGIN/x\nContent-Type: text/plain\nConnection: close\nTE: trailers\n\nbody',
  ),
  sends('gzip', 'GET ORIGIN/x\nAccept-Encoding: gzip', { skip: ['powershell'] }),
  sends('identity', 'GET ORIGIN/x\nAccept-Encoding: identity'),
  sends('an own user agent', 'GET ORIGIN/x\nUser-Agent: catalog/1.0'),
  sends('a referrer', 'GET ORIGIN/x\nReferer: https://example.org/', {
    notIn: { powershell: 'header' },
  }),
  sends('another host', 'GET ORIGIN/x\nHost: example.org', {
    notIn: { javascript: 'header', powershell: 'header' },
  }),
  sends('quotes and signs of a shell', 'GET ORIGIN/x\nX-A: it\'s "$HOME" `id` $(id) \\ ! %s'),
  differs(
    'an accent',
    'GET ORIGIN/x\nX-A: é',
    {
      why: 'httpYac sends Latin-1; the programs send UTF-8, as they do for every character.',
      headers: { 'x-a': 'é' },
    },
    { skip: ['http'] },
  ),
  sends('a value with an at sign', 'GET ORIGIN/x\nX-A: @/etc/hostname'),
  sends('Basic with an at sign', 'GET ORIGIN/x\nAuthorization: Basic @/etc/hostname:--config'),
  sends('a bearer token', 'GET ORIGIN/x\nAuthorization: Bearer abc.def'),
  sends('Basic with a colon', 'GET ORIGIN/x\nAuthorization: Basic user:pass:word'),
  sends('Basic with a space', 'GET ORIGIN/x\nAuthorization: basic user pass word'),
  sends('Basic with a space before a colon', 'GET ORIGIN/x\nAuthorization: Basic us er:pass'),
  sends('Basic that is encoded', 'GET ORIGIN/x\nAuthorization: Basic dXNlcjpwYXNz'),
  sends('Basic with accents', 'GET ORIGIN/x\nAuthorization: Basic usér:p€ss'),
  sends('Basic without a password', 'GET ORIGIN/x\nAuthorization: Basic user:'),
  differs(
    'Basic without a user',
    'GET ORIGIN/x\nAuthorization: Basic :pass',
    {
      why: 'httpYac sends the pair without encoding it.',
      headers: { authorization: 'Basic OnBhc3M=' },
    },
    { skip: ['http'] },
  ),
  sends('Digest with a space', 'GET ORIGIN/digest\nAuthorization: Digest user pass', {
    notIn: { javascript: 'digest', powershell: 'digest' },
  }),
  sends('Digest with a colon', 'GET ORIGIN/digest\nAuthorization: Digest user:pass', {
    notIn: { javascript: 'digest', powershell: 'digest' },
  }),
  refuses('AWS', 'GET ORIGIN/x\nAuthorization: AWS id secret region:eu-west-1', 'authorization'),
  refuses('Cognito', 'GET ORIGIN/x\nAuthorization: COGNITO u p r pool client', 'authorization'),
  refuses('OAuth 2', 'GET ORIGIN/x\nAuthorization: oauth2 client_credentials', 'authorization'),
  refuses('OpenID', 'GET ORIGIN/x\nAuthorization: openid', 'authorization'),
  refuses('a client certificate', 'GET ORIGIN/x\nX-ClientCert: pfx: ./a.pfx', 'client-certificate'),
  sends('another scheme', 'GET ORIGIN/x\nAuthorization: token abc'),
  sends('user info in the address', 'GET USERINFO/x'),
  sends('user info beside a header', 'GET USERINFO/x\nAuthorization: Bearer abc'),
];
