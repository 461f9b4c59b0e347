import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  isPastedFile,
  parsePasted,
  pastedFile,
  type Pasted,
} from '../../../../src/core/credentials/pasted.ts';
import { cases as fuzzCases, character } from '../../../fuzz/cases.ts';

const whole: Pasted = { clientId: 'tools-1a2b', clientSecret: 's+/%=:b' };
const [name, id, secret] = ['Catalog tools', 'Client ID: tools-1a2b', 'Client Secret: s+/%=:b'];

const cases: Readonly<Record<string, readonly [text: string, read: Pasted]>> = {
  'the three lines of the manager': [`${name}\n${id}\n${secret}\n`, whole],
  'Windows line ends': [[name, id, secret].join('\r\n'), whole],
  'another order': [[secret, id, name].join('\n'), whole],
  'white space and blank lines': [`\n\n  ${name} \n\t${id}\t\n\n ${secret}  \n`, whole],
  'labels in another case and a space before the colon': [
    `${name}\nclient id : tools-1a2b\nCLIENT\u00a0SECRET\u00a0: s+/%=:b`,
    whole,
  ],
  'labels without a space': [`${name}\nClientID: tools-1a2b\nClientSecret: s+/%=:b`, whole],
  'what an input box makes of it, without line ends': [name + id + secret, whole],
  'other lines between those of the pair': [`${name}\nother\n${id}\nmore\n${secret}`, whole],
  'other lines after the pair, without line ends': [
    `${name} ${id} ${secret} Created on 2024-01-31`,
    whole,
  ],
  'no name': [`${id}\n${secret}`, { clientId: 'tools-1a2b', clientSecret: 's+/%=:b' }],
  'an id alone': [id, { clientId: 'tools-1a2b' }],
  'the first of two ids': [`${id}\nClient ID: other`, { clientId: 'tools-1a2b' }],
  'a label at the end of a line without the next line': [
    `${secret}\nClient ID:\n${name}`,
    { clientSecret: 's+/%=:b' },
  ],
  'labels without a value as nothing': [`${name}\nClient ID:\nClient Secret:  `, {}],
  'a secret with a control character as nothing': [
    `${id}\nClient Secret: a\u0007b`,
    { clientId: 'tools-1a2b' },
  ],
  'a bare id, which has no label': ['tools-1a2b', {}],
  nothing: ['', {}],
};

describe('a pasted credentials file', () => {
  for (const [text, file] of [
    ['{"web" : {}}', '{"web" : {}}'],
    ['{"installed":{}}\n', '{"installed":{}}'],
    ['{"web": {"note": "a ISOGEO_X=1"}}', '{"web": {"note": "a ISOGEO_X=1"}}'],
    ['client_id=a', '\nclient_id=a'],
    ['app_secret : b', '\napp_secret : b'],
    ['ISOGEO_A  =b', '\nISOGEO_A  =b'],
    ['[auth] client_id = a client_secret: b\n', '\n[auth] \nclient_id = a \nclient_secret: b'],
    ['export ISOGEO_A=b ISOGEO_B =c', '\nexport ISOGEO_A=b \nISOGEO_B =c'],
    ['export  ISOGEO_A=b', '\nexport  ISOGEO_A=b'],
    [
      'uri_token = https://a.test:8443/oauth/token uri_auth = http://a.test client_id = a',
      '\nuri_token = https://a.test:8443/oauth/token \nuri_auth = http://a.test \nclient_id = a',
    ],
    ['ISOGEO_A = b', undefined],
    ['ISOGEO_A=  b', undefined],
    ['client_id=a csw_share_id=b\nclient_secret=c', 'client_id=a csw_share_id=b\nclient_secret=c'],
    ['# Isogeo [auth] client_id = a', '# Isogeo \n[auth] \nclient_id = a'],
    ["ISOGEO_A='b' ISOGEO_OAUTH2_Id=c", "\nISOGEO_A='b' \nISOGEO_OAUTH2_Id=c"],
    [
      'client_id = a uri_redirect = urn:ietf:wg:oauth:2.0:oob',
      '\nclient_id = a \nuri_redirect = urn:ietf:wg:oauth:2.0:oob',
    ],
    [`ISOGEO_A=+%=${'b'.repeat(61)}`, `\nISOGEO_A=+%=${'b'.repeat(61)}`],
    [`app_id = a+%%=${'b'.repeat(60)}`, `\napp_id = a+%%=${'b'.repeat(60)}`],
    ['client_id = a ; the secret client_secret = b', undefined],
    ['client_id = a client_secret = b # addresses uri_token = https://a.test', undefined],
    ['ISOGEO_CLIENT_ID=a ISOGEO_CLIENT_SECRET=b AWS_SECRET_ACCESS_KEY=c', undefined],
    ['ISOGEO_CLIENT_ID=a ISOGEO_CLIENT_SECRET= AWS_SECRET_ACCESS_KEY=c', undefined],
    ['ISOGEO_CLIENT_ID=a ISOGEO_CLIENT_SECRET= TRACE', undefined],
    ['ISOGEO_CLIENT_ID=aISOGEO_CLIENT_SECRET=bPORT=3000', undefined],
    ['ISOGEO_CLIENT_ID=aISOGEO_CLIENT_SECRET=bAZURE_CLIENT_SECRET=c', undefined],
    ['ISOGEO_CLIENT_SECRET=a ISOGEO_CLIENT_SECRET=b', undefined],
    ['DEBUG=1 ISOGEO_PLATFORM=prod', undefined],
    ['# ISOGEO_PLATFORM=qa ISOGEO_CLIENT_ID=a', undefined],
    ['# a = b [auth] client_id = a', undefined],
    ['a # Isogeo [auth] client_id = b', undefined],
    ['# [auth] client_id = a [isogeo] app_id = b', undefined],
    ['[global] lang = fr [auth] client_id = a', undefined],
    ['[auth] client_id = a [global] lang = fr', undefined],
    ['[auth] client_id = a client_secret = [global]', undefined],
    ['[auth] client_id = a client_secret = PORT=3000', undefined],
    ['[auth]client_id = aclient_secret = b+PORT=3000', undefined],
    [`[auth] client_id = a client_secret = AWS_SECRET_ACCESS_KEY=${'b'.repeat(42)}`, undefined],
    ['# Isogeo client_id = a [auth] client_secret = b', undefined],
    ['[auth] [global] client_secret = a', undefined],
    ['[auth] client_id = MY_CLIENT_SECRET = a', undefined],
    ['[auth] client_id = MYCLIENT_SECRET = a', undefined],
    ['uri_token = https://a.testNOTE:b client_id = a', undefined],
    ['Client ID: a', undefined],
    ['client_id a', undefined],
    ['"web" "a": 1', undefined],
  ] as const) {
    it(`the pasted text ${JSON.stringify(text)} is ${file === undefined ? 'not read as a file' : `the file ${JSON.stringify(file)}`}`, () => {
      assert.equal(pastedFile(text), file);
    });
  }
});

describe('a text that contains a part of a credentials file', () => {
  for (const text of [
    "'ISOGEO_A'='b'",
    '# ISOGEO_OAUTH2_Id=c',
    'a APP_SECRET : b',
    '[x] "web": {',
  ]) {
    it(`the text ${JSON.stringify(text)} is removed from an input box but not used`, () => {
      assert.equal(isPastedFile(text), true);
      assert.equal(pastedFile(text), undefined);
    });
  }
});

describe('a pasted credentials file that is in the clipboard', () => {
  const file = '# Isogeo\r\nISOGEO_A=b\r\n\r\nPORT=3000';
  const joined = '# Isogeo ISOGEO_A=b  PORT=3000';

  it('a pasted text is read with the line ends of the same text in the clipboard', () => {
    assert.equal(pastedFile(joined, `${file}\r\n`), file);
    assert.equal(
      pastedFile(joined.replaceAll(' ', ''), file.replace('# ', '#')),
      file.replace('# ', '#'),
    );
  });

  for (const [what, copied] of [
    ['contains more', `${file}\nDEBUG=1`],
    ['contains less', '# Isogeo\nISOGEO_A=b'],
    ['contains spaces inside a value', file.replace('=b', '=b c')],
    ['is empty', ''],
  ] as const) {
    it(`a pasted text isn’t read with the line ends of the clipboard if the clipboard ${what}`, () => {
      assert.equal(pastedFile(joined, copied), undefined);
    });
  }

  for (const text of ['{"web": {}}', 'client_id = a\nPORT = 3000']) {
    it(`the pasted text ${JSON.stringify(text)} is the file, with any content of the clipboard`, () => {
      assert.equal(pastedFile(text, 'client_id = b'), text);
    });
  }
});

describe('text copied from the manager', () => {
  for (const [what, [text, read]] of Object.entries(cases)) {
    it(`the reader of text pasted from Isogeo’s manager reads ${what}`, () => {
      assert.deepEqual(parsePasted(text), read);
    });
  }

  it('the reader of text pasted from Isogeo’s manager doesn’t throw or return a blank ID or secret for random text', () => {
    const piece = fc.oneof(
      fc.constantFrom('Client ID:', 'client secret :', '\n', '\r\n', ' ', '\t', ':', '\u2028'),
      fc.string({ unit: character }),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        for (const value of Object.values(parsePasted(pieces.join('')))) {
          assert.notEqual(String(value).trim(), '');
        }
      }),
      fuzzCases,
    );
  });
});
