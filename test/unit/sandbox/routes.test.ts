import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { routes, type Route } from '../../../src/core/requests/api/routes.ts';
import { documentedRequest } from '../../../src/core/requests/request.ts';
import { literalOf } from '../../../src/core/requests/template.ts';
import { groupApplication, userApplication } from '../../sandbox/applications.ts';
import { exampleValues } from '../../sandbox/examples.ts';
import { archiveShare } from '../../sandbox/shares.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { codeFrom, exchange, get, getJson, sandboxFor, tokenOf, tokensIn } from './helpers.ts';

const types: Partial<Record<Route['answer'], RegExp>> = {
  xml: /^application\/xml/,
  image: /^image\/png/,
  file: /^application\/octet-stream/,
};

async function answerTo(route: Route, sandbox: Sandbox, token: string, _lang: string) {
  const addresses = { api: sandbox.origin, identity: sandbox.origin };
  const { url } = documentedRequest(route, addresses, { ...exampleValues(route.path), _lang });
  const response = await get(sandbox, (literalOf(url) ?? '').slice(sandbox.origin.length), token);
  assert.equal(response.status, 200, `${route.path} ${response.status}`);
  assert.match(
    response.headers.get('content-type') ?? '',
    types[route.answer] ?? /^application\/json/,
  );
  return types[route.answer] ? response.arrayBuffer() : await response.json();
}

function isOfKind(answer: unknown, kind: Route['answer']): boolean {
  if (kind === 'list') return Array.isArray(answer);
  const isObject = typeof answer === 'object' && answer !== null && !Array.isArray(answer);
  return kind === 'page' ? isObject && 'total' in answer && 'results' in answer : isObject;
}

const documented = routes.filter(
  ({ isDocumented, server, method }) => isDocumented && server === 'api' && method === 'GET',
);

describe('the sandbox', () => {
  it('the sandbox answers each documented GET route of group applications, for French and for English, with the documented kind of data', async (t) => {
    const sandbox = await sandboxFor(t);
    const token = await tokenOf(sandbox);
    for (const route of documented.filter(({ who }) => who !== 'user')) {
      for (const language of ['fr', 'en']) {
        const answer = await answerTo(route, sandbox, token, language);
        assert.ok(isOfKind(answer, route.answer), route.path);
        assert.ok(!Array.isArray(answer) || answer.length > 0, `${route.path} is empty`);
      }
    }
  });

  it('the sandbox answers each documented GET route of users for a user’s token, and refuses a group application’s token with 403', async (t) => {
    const sandbox = await sandboxFor(t, { applications: [userApplication()] });
    const { accessToken } = await tokensIn(await exchange(sandbox, await codeFrom(sandbox)));
    const other = await sandboxFor(t);
    const token = await tokenOf(other);
    for (const route of documented.filter(({ who }) => who === 'user')) {
      const answer = await answerTo(route, sandbox, accessToken, 'fr');
      assert.ok(isOfKind(answer, route.answer), route.path);
      await assert.rejects(answerTo(route, other, token, 'fr'), / 403$/m);
    }
  });

  it('the sandbox returns a resource’s keywords and feature attributes differently for French and for English', async (t) => {
    const sandbox = await sandboxFor(t);
    const token = await tokenOf(sandbox);
    for (const path of ['/resources/{rid}/keywords', '/resources/{rid}/feature-attributes']) {
      const route = documented.find((each) => each.path === path);
      assert.ok(route);
      const [french, english] = [
        await answerTo(route, sandbox, token, 'fr'),
        await answerTo(route, sandbox, token, 'en'),
      ];
      assert.notDeepEqual(french, english, path);
    }
  });

  it('the sandbox has more than 250 resources for an application that can read the share of archives', async (t) => {
    const sandbox = await sandboxFor(t, {
      applications: [groupApplication({ shares: [archiveShare] })],
    });
    const { total } = await getJson<{ total: number }>(sandbox, '/resources/search?_limit=0');
    assert.ok(total > 250);
  });
});
