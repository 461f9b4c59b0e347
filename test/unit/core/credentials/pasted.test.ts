import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parsePasted, pastedFile, type Pasted } from '../../../../src/core/credentials/pasted.ts';
import { cases as fuzzCases, character } from '../../../fuzz/cases.ts';

const whole: Pasted = { name: 'Catalog tools', clientId: 'tools-1a2b', clientSecret: 's+/%=:b' };
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
  'the first of several lines without a label as the name': [
    `${name}\nother\n${id}\nmore\n${secret}`,
    whole,
  ],
  'no name': [`${id}\n${secret}`, { clientId: 'tools-1a2b', clientSecret: 's+/%=:b' }],
  'an id alone': [id, { clientId: 'tools-1a2b' }],
  'the first of two ids': [`${id}\nClient ID: other`, { clientId: 'tools-1a2b' }],
  'labels without a value as nothing': [`${name}\nClient ID:\nClient Secret:  `, { name }],
  'a secret with a control character as nothing': [
    `${id}\nClient Secret: a\u0007b`,
    { clientId: 'tools-1a2b' },
  ],
  'a bare id, which has no label': ['tools-1a2b', { name: 'tools-1a2b' }],
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
    ['[auth] client_id = a client_secret: b\n', '\n[auth]\n \nclient_id = a \nclient_secret: b'],
    ['export ISOGEO_A=b ISOGEO_B =c', '\nexport ISOGEO_A=b \nISOGEO_B =c'],
    ['client_id=a csw_share_id=b\nclient_secret=c', 'client_id=a csw_share_id=b\nclient_secret=c'],
    ['Client ID: a', undefined],
    ['client_id a', undefined],
    ['"web" "a": 1', undefined],
  ] as const) {
    it(`the pasted text ${JSON.stringify(text)} is ${file === undefined ? 'not recognised as a file' : `the file ${JSON.stringify(file)}`}`, () => {
      assert.equal(pastedFile(text), file);
    });
  }
});

describe('text copied from the manager', () => {
  for (const [what, [text, read]] of Object.entries(cases)) {
    it(`the reader of text pasted from Isogeo’s manager reads ${what}`, () => {
      assert.deepEqual(parsePasted(text), read);
    });
  }

  it('the reader of text pasted from Isogeo’s manager doesn’t throw or return a blank name, ID or secret for random text', () => {
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
