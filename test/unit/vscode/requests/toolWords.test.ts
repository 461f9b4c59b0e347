import '../../../faults/support/withVscode.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { routeAt } from '../../../../src/core/requests/api/routes.ts';
import { toolText } from '../../../../src/core/requests/api/toolText.ts';

// Imported after the hook is in place.
const { answerInWords, cutInWords } = await import('../../../../src/vscode/requests/toolWords.ts');

const search = routeAt('/resources/search');
const resource = routeAt('/resources/{id}');
const keywords = routeAt('/thesauri/{tid}/keywords/search');

describe('advice for agents', () => {
  for (const [route, values, advised, not] of [
    [search, { _limit: '100' }, /_limit smaller than 100, and .* _offset/, /isogeo_get/],
    [search, { _limit: '2' }, /_limit smaller than 2, and .* _offset/, /isogeo_get/],
    [search, { _limit: '1' }, /with q, .* _offset, .* isogeo_get/, /_limit|_include/],
    [search, { _limit: '0' }, /with q, .* _offset, .* isogeo_get/, /_limit|_include/],
    [search, { _limit: '1', _include: 'links' }, /from _include .*links/, /_limit/],
    [keywords, {}, /_limit.* _offset/, /isogeo_get/],
    [resource, { id: 'a1' }, /nothing of it was read\.$/, /_limit|_offset|_include/],
    [resource, { id: 'a1', _include: 'links' }, /from _include .*links/, /_limit|_offset/],
    [routeAt('/shares'), {}, /nothing of it was read\.$/, /_limit|_offset|_include/],
  ] as const) {
    it(`if the answer to an agent’s request for ${route.path} with ${JSON.stringify(values)} is too large, the advice can be followed`, () => {
      const failure = {
        reason: 'unexpected-response',
        host: 'a.test',
        problem: 'too-large',
      } as const;
      const text = answerInWords({ ok: false, failure }, 'a.test', route, values);
      assert.match(text, /larger than \d+ bytes/);
      assert.match(text, advised);
      assert.doesNotMatch(text, not);
    });
  }

  const page = {
    total: 9,
    offset: 3,
    limit: 3,
    results: [{ _id: 'a' }, { _id: 'b', links: ['x'] }, { _id: 'c' }],
  };

  for (const [shown, included, advised, not] of [
    [
      3,
      '',
      /1 of 3 entries are missing\. Continue with _offset 5 and a smaller _limit\.$/,
      /isogeo_get/,
    ],
    [2, 'links', /Continue with _offset 4 .*from _include .*links/, /isogeo_get/],
    [1, 'links', /3 of 3 entries are missing\. Remove from _include .*links\.$/, /_offset|_limit/],
    [1, '', /with q, .* _offset, .* isogeo_get\.$/, /_limit|_include|Continue/],
    [0, '', /with q, .* _offset, .* isogeo_get\.$/, /_limit|_include|Continue/],
  ] as const) {
    it(`if ${shown} lines of a page fit into an agent’s budget and _include is “${included}”, the next request differs from the last one`, () => {
      const text = cutInWords(toolText(search, page, included, 'none'), shown, included);
      assert.match(text, advised);
      assert.doesNotMatch(text, not);
    });
  }
});
