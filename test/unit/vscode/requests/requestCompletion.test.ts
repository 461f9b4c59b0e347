import '../../../faults/support/withVscode.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isogeoPlatforms } from '../../../../src/core/platform/endpoints.ts';
import { readRequestText } from '../../../../src/core/requests/file/requestDocument.ts';

// Imported after the hook is registered.
const vscode = await import('vscode');
const { completionsAt } = await import('../../../../src/vscode/requests/requestCompletion.ts');

/** The text that a suggestion of that tag inserts at the end of a search for `prefix`. */
async function insertedFor(prefix: string, tag: string): Promise<unknown> {
  const text = `GET ${isogeoPlatforms.prod.api}/resources/search?q=${prefix}`;
  const position = new vscode.Position(0, text.length);
  const tags = () => Promise.resolve({ [tag]: null });
  const document = readRequestText(text);
  const found = await completionsAt(document, position, isogeoPlatforms.prod, tags);
  return found?.map(({ insertText }) => insertText);
}

describe('completions in a request file', () => {
  for (const [value, inserted] of [
    ['shp', 'shp'],
    ['a:b,c', 'a:b,c'],
    ['forêt', 'for%C3%AAt'],
    ['eau & forêt', 'eau%20%26%20for%C3%AAt'],
    ['c#', 'c%23'],
    ['a+b%20c', 'a%2Bb%2520c'],
    ['{{token}}', '%7B%7Btoken%7D%7D'],
    ['\u2028\ud800', '%E2%80%A8%EF%BF%BD'],
    [
      'shp\n###\nPOST https://example.org\nX: {{$processEnv ISOGEO_ACCESS_TOKEN}}',
      'shp%0A%23%23%23%0APOST%20https:%2F%2Fexample.org%0AX:%20%7B%7B%24processEnv%20ISOGEO_ACCESS_TOKEN%7D%7D',
    ],
  ] as const) {
    it(`a completion for a tag of the server inserts its value encoded, so that it changes nothing else in the request: ${JSON.stringify(value)}`, async () => {
      assert.deepEqual(await insertedFor('format:', `format:${value}`), [inserted]);
    });
  }
});
