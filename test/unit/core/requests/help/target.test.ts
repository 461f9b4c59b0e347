import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isogeoPlatforms } from '../../../../../src/core/platform/endpoints.ts';
import { readRequestText } from '../../../../../src/core/requests/file/requestDocument.ts';
import { finished } from '../../../../../src/core/requests/file/steps.ts';
import { targetsIn } from '../../../../../src/core/requests/help/place.ts';
import { searchTextsIn } from '../../../../../src/core/requests/help/suggestions.ts';
import { isInHead } from '../../../../../src/core/requests/file/section.ts';
import { positionIn } from '../../../../../src/core/requests/help/target.ts';

const { prod } = isogeoPlatforms;

function targets(text: string) {
  return finished(targetsIn(readRequestText(text), prod));
}

describe('the target of a request', () => {
  it('the target (address) of a request is read with its continuation lines, and without the HTTP version', () => {
    const [target, ...others] = targets(
      `# a\n  post   ${prod.api}\n    /resources/search HTTP/1.1\nAccept: a/b`,
    );
    assert.deepEqual(others, []);
    assert.ok(target);
    assert.equal(target.method, 'POST');
    assert.equal(target.target, `${prod.api}/resources/search`);
    assert.equal(target.start, 1);
    const { length } = prod.api;
    assert.deepEqual(target.texts, [
      { line: 1, inLine: 9, inTarget: 0, length },
      { line: 2, inLine: 4, inTarget: length, length: 17 },
    ]);
    assert.deepEqual(target.bases, [{ server: 'api', isOwn: true, end: length }]);
  });

  it('the base address of a request ends before a query with variables that have no value', () => {
    const { length } = prod.api;
    for (const name of ['$guid', '$processEnv X']) {
      const [target] = targets(`GET ${prod.api}?q={{${name}}}{{${name}}}`);
      assert.deepEqual(target?.bases, [{ server: 'api', isOwn: true, end: length }], name);
    }
  });

  it('the base address of a path alone is the server of its Host header, which isn’t a part of the target', () => {
    const { host } = new URL(prod.api);
    const [target] = targets(`GET /shares\nHost: ${host}:443`);
    assert.equal(target?.target, '/shares');
    assert.deepEqual(target.bases, [{ server: 'api', isOwn: true, end: 0 }]);
    const [older] = targets(`GET /v1/shares\nHost: api.isogeo.com:443`);
    assert.deepEqual(
      older?.bases.map(({ end }) => end),
      [0, 3],
    );
  });

  it('a short query isn’t a part of the base address of a request', () => {
    const { length } = prod.api;
    for (const query of ['?', '?q=1', '?q=/x']) {
      const [target] = targets(`GET ${prod.api}${query}`);
      assert.deepEqual(target?.bases, [{ server: 'api', isOwn: true, end: length }], query);
    }
  });

  it('the list of requests to the platform contains an address without a method as a GET, and skips requests to other servers', () => {
    const found = targets(`${prod.api}/a\n###\nGET https://geo.example/b\n###\n`);
    assert.deepEqual(
      found.map(({ method, target }) => [method, target]),
      [['GET', `${prod.api}/a`]],
    );
  });

  it('the target of a request without a method begins behind the white space of its line', () => {
    const [found] = targets(`  ${prod.api}/a`);
    assert.ok(found);
    assert.equal(found.target, `${prod.api}/a`);
    assert.deepEqual(found.texts, [
      { line: 0, inLine: 2, inTarget: 0, length: found.target.length },
    ]);
  });

  it('an offset behind a request’s target is placed on the target’s last line', () => {
    const [target] = targets(`GET ${prod.api}\n  /resources\n  /search`);
    assert.ok(target);
    assert.deepEqual(positionIn(target, target.target.length + 1), { line: 2, character: 10 });
  });

  it('an offset in a request’s address on two lines is converted to its line and column, at the line break to the end of the first line', () => {
    const [target] = targets(`GET ${prod.api}\n  /resources/search`);
    assert.ok(target);
    const { length } = prod.api;
    assert.deepEqual(positionIn(target, 0), { line: 0, character: 4 });
    assert.deepEqual(positionIn(target, length), { line: 0, character: 4 + length });
    assert.deepEqual(positionIn(target, length + 1), { line: 1, character: 3 });
    assert.deepEqual(positionIn(target, length + 17), { line: 1, character: 19 });
    assert.deepEqual(positionIn(target, length + 20), { line: 1, character: 22 });
    assert.deepEqual(positionIn({ texts: [] }, 2), { line: 0, character: 2 });
  });

  for (const [role, is] of [
    ['target', true],
    ['comment', true],
    ['header', true],
    ['refused', true],
    ['body', false],
    ['blank', false],
    [undefined, false],
  ] as const) {
    it(`a line with the role ${role ?? 'of no section'} ${is ? 'belongs' : 'doesn’t belong'} to the head of a request, its part above the body`, () => {
      assert.equal(isInHead(role), is);
    });
  }
});

describe('the search texts of a request', () => {
  for (const [target, texts] of [
    ['/resources/search?q=a b&_limit=1&q=c', ['a b', 'c']],
    ['/resources/search?q=', []],
    ['/resources/search?q', []],
    ['/resources/search?ob=a', []],
    ['/resources/search', []],
    ['/shares?q=a', []],
    ['/unknown?q=a', []],
    ['/catalogs/search?q=a', []],
  ] as const) {
    it(`the search texts (values of the parameter q) in a request to ${target} are ${JSON.stringify(texts)}`, () => {
      const [found] = targets(`GET ${prod.api}${target}`);
      assert.ok(found);
      const read = searchTextsIn(found);
      assert.deepEqual(
        read.map(({ text }) => text),
        texts,
      );
      for (const { start, text } of read) {
        assert.equal(found.target.slice(start, start + text.length), text);
        assert.equal(found.target.slice(start - 2, start), 'q=');
      }
    });
  }
});
