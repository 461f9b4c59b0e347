import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readAuthorization } from '../../../../../src/core/requests/file/authorization.ts';
import {
  askableName,
  piecesOf,
  referenceOf,
} from '../../../../../src/core/requests/file/references.ts';

describe('the content of braces', () => {
  for (const [written, meaning] of [
    ['$processEnv  A_1', { env: 'A_1' }],
    ['$dotenv a', { env: 'a' }],
    ['$env.A', { env: 'A' }],
    ['process.env.A', { env: 'A' }],
    ['$processEnv  %a.b-c', { indirect: 'a.b-c' }],
    ['$dotenv %a', { indirect: 'a' }],
    ['% a ', { name: 'a', isEncoded: true }],
    ['a', { name: 'a' }],
    ['x$env.A', { name: 'x$env.A' }],
    ['$env.A-b', { name: '$env.A-b' }],
    ['$env.1', { name: '$env.1' }],
    ['x$dotenv %a', { name: 'x$dotenv %a' }],
    ['$dotenv %a b', { name: '$dotenv %a b' }],
    ['$dotenvA', { name: '$dotenvA' }],
  ] as const) {
    it(`the reference {{${written}}} in a request file is read as ${JSON.stringify(meaning)}`, () => {
      assert.deepEqual(referenceOf(written), meaning);
    });
  }

  for (const name of [
    ...[
      'a',
      '$a',
      '_1',
      'é-$a',
      'a.b.1',
      'a.bcd',
      'a-b.response.body.$.c[0]/@*',
      'a.request.headers.X-Y',
    ],
    ...['$randomInt 1 10', '$datetime iso8601', '$a 1 2 3 4 %5+'],
  ]) {
    it(`the user can be asked for the value of a variable with the name ${name}`, () => {
      assert.match(name, askableName);
    });
  }

  for (const name of [
    ...['', '1', '-a', 'a b', 'a.', '.a', 'a..b', 'a[0]', '[a](b)', 'a\nb', '$', '$a  b', '$1 a'],
    ...['a b.response.body.c', 'a.answer.body.c[0]', 'a.response.text.c[0]', 'a.response.body.c d'],
    ...['$a 1 2 3 4 5 6', 'x$a b', '$a b!', 'é.response.body.[', 'a!.b'],
  ]) {
    it(`the user can’t be asked for the value of ${JSON.stringify(name)}, which isn’t a valid variable name`, () => {
      assert.doesNotMatch(name, askableName);
    });
  }
});

describe('texts with braces', () => {
  for (const [text, pieces] of [
    ['', []],
    ['a', ['a']],
    ['{{a}}', [{ name: 'a' }]],
    ['a{{ b }}c{{d}}', ['a', { name: 'b' }, 'c', { name: 'd' }]],
    ['{{a{{b}}c}}', ['{{a', { name: 'b' }, 'c}}']],
    ['{{}}a{{ }}', ['{{}}a{{ }}']],
    ['{{a\nb}}{{c}}', ['{{a\nb}}', { name: 'c' }]],
    ['{{a\rb}}', ['{{a\rb}}']],
    ['a}}b{{c', ['a}}b{{c']],
    ['abc}}{{d}}', ['abc}}', { name: 'd' }]],
    ['}}{{a}}}}', ['}}', { name: 'a' }, '}}']],
    [String.raw`\{\{a\}\} {{b}}\{\{c\}\}`, ['{{a}} ', { name: 'b' }, '{{c}}']],
    [String.raw`\{\{\}\}`, [String.raw`\{\{\}\}`]],
    [String.raw`\{\{abc\}\}`, ['{{abc}}']],
  ] as const) {
    it(`the text ${JSON.stringify(text)} in a request file is split at its variables into ${JSON.stringify(pieces)}`, () => {
      assert.deepEqual(piecesOf(text), pieces);
    });
  }
});

describe('the authorization of a request', () => {
  const env = { env: 'A' };
  for (const [value, read] of [
    [[], { is: 'header' }],
    [[env], { is: 'header' }],
    [['Bearer ', env], { is: 'header' }],
    [['my basic a:b'], { is: 'header' }],
    [['Basic YTpi'], { is: 'header' }],
    [['Basic'], { is: 'header' }],
    [['basic  a:b'], { is: 'basic', pair: { id: ['a'], secret: ['b'] } }],
    [['Basic a  b'], { is: 'basic', pair: { id: ['a'], secret: ['b'] } }],
    [['Basic a b:c'], { is: 'basic', pair: { id: ['a b'], secret: ['c'] } }],
    [['Basic ', env, ':', env], { is: 'basic', pair: { id: [env], secret: [env] } }],
    [['Digest a:', env, 'b'], { is: 'digest', pair: { id: ['a'], secret: [env, 'b'] } }],
    [['Digest username="a", realm=b'], { is: 'header' }],
    [['Digest nonce  = "a b"'], { is: 'header' }],
    [['Digest my_nonce=a b'], { is: 'digest', pair: { id: ['my_nonce=a'], secret: ['b'] } }],
    [['Digest nonces=a b'], { is: 'digest', pair: { id: ['nonces=a'], secret: ['b'] } }],
    [['aws a b'], { is: 'computed', scheme: 'aws' }],
    [['OAuth2'], { is: 'computed', scheme: 'OAuth2' }],
    [['NTLM a b'], { is: 'computed', scheme: 'NTLM' }],
    [['ntlm a:b'], { is: 'computed', scheme: 'ntlm' }],
    [['NTLM'], { is: 'computed', scheme: 'NTLM' }],
    [['NTLM ', env, ':', env], { is: 'computed', scheme: 'NTLM' }],
    [['NTLM TlRMTVNTUAABAAAAB4IIAAAAAAA='], { is: 'header' }],
    [['NTLM  TlRMTVNTUAABAAAAB4IIAAAAAA=='], { is: 'header' }],
    [['NTLM TlRMTVNTUAABAAAAB4IIAAAA'], { is: 'header' }],
    [['NTLM anameofsixteenletters password'], { is: 'computed', scheme: 'NTLM' }],
    [['Custom NTLM'], { is: 'header' }],
    [['Negotiate'], { is: 'computed', scheme: 'Negotiate' }],
    [['Negotiate YIIJvwYGKwYBBQUCoIIJszCC'], { is: 'header' }],
    [['Negotiate ', env], { is: 'header' }],
    [['ntlmx a'], { is: 'header' }],
    [['my aws a'], { is: 'header' }],
    [['awsome a'], { is: 'header' }],
  ] as const) {
    it(`the Authorization header’s value ${JSON.stringify(value)} is recognised as the kind ${read.is} (header: sent as written)`, () => {
      assert.deepEqual(readAuthorization(value), read);
    });
  }
});
