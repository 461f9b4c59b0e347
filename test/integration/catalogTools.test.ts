import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { eventually } from '../../tools/registry-vscode/system/wait.ts';
import { authenticate, copied, startPlatform, type Platform } from './support.ts';

/** Keeps VS Code from asking whether a tool may run, for tests. */
const skipsQuestion = 'vscode.chat.tools.global.autoApprove.testMode';

/** The text that an agent receives from the tool. */
async function invoked(name: string, input: object, tokenBudget?: number): Promise<string> {
  const result = await vscode.lm.invokeTool(name, {
    input,
    toolInvocationToken: undefined,
    ...(tokenBudget !== undefined && {
      tokenizationOptions: {
        tokenBudget,
        countTokens: (text: string) => Promise.resolve(Math.ceil(text.length / 4)),
      },
    }),
  });
  return result.content
    .map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '?'))
    .join('');
}

describe('the tools for agents', () => {
  let platform: Platform;
  const chat = () => vscode.workspace.getConfiguration('chat');

  before(async () => {
    platform = await startPlatform();
    await authenticate(platform.files.json);
    // The tests can't answer VS Code's questions; the end-to-end suite answers one.
    await vscode.commands.executeCommand('setContext', skipsQuestion, true);
    await chat().update('tools.global.autoApprove', true, vscode.ConfigurationTarget.Global);
  });

  after(async () => {
    await vscode.commands.executeCommand('setContext', skipsQuestion, undefined);
    await chat().update('tools.global.autoApprove', undefined, vscode.ConfigurationTarget.Global);
    await platform.dispose();
  });

  it('the tools for agents are registered in VS Code with their schemas', () => {
    for (const name of ['isogeo_search', 'isogeo_get', 'isogeo_read']) {
      const tool = vscode.lm.tools.find((each) => each.name === name);
      assert.ok(tool?.inputSchema, name);
    }
  });

  it('the tools for agents search the catalogs and read a resource', async () => {
    const [numbers = '', first = ''] = (await invoked('isogeo_search', { _limit: 2 })).split('\n');
    const { total, limit } = JSON.parse(numbers) as Record<string, number>;
    assert.ok(total !== undefined && total > 2);
    assert.equal(limit, 2);
    const { _id, title } = JSON.parse(first) as Record<string, string>;
    const resource = JSON.parse(await invoked('isogeo_get', { id: _id, _include: ['links'] })) as {
      readonly title: string;
      readonly links: unknown;
    };
    assert.equal(resource.title, title);
    assert.ok(Array.isArray(resource.links));
  });

  it('the tools for agents shorten a result to the agent’s budget of language-model tokens, and say how to continue', async () => {
    const whole = await invoked('isogeo_search', { _limit: 20 });
    const part = await invoked('isogeo_search', { _limit: 20 }, 200);
    assert.ok(part.length <= 800 && part.length < whole.length);
    assert.match(
      part,
      /^\{"total":\d+.*\n\{.*\nThe rest was left out: the whole answer has \d+ bytes\./s,
    );
    const [, missing = '', all = ''] = /(\d+) of (\d+) entries are missing/.exec(part) ?? [];
    assert.equal(Number(all), whole.split('\n').length - 1);
    assert.match(part, new RegExp(`Continue with _offset ${Number(all) - Number(missing)} and`));
  });

  it('the tools for agents name the largest parts of a resource that exceeds the agent’s budget of language-model tokens', async () => {
    const [, first = ''] = (await invoked('isogeo_search', { _limit: 1 })).split('\n');
    const { _id: id } = JSON.parse(first) as Record<string, string>;
    const part = await invoked('isogeo_get', { id, _include: ['links', 'contacts'] }, 120);
    assert.match(
      part,
      /the whole answer has \d+ bytes\. Remove from _include the parts that you don’t need, such as .*contacts \(\d+\)/,
    );
  });

  it('an agent gets every search result if it continues at nextOffset until the end', async () => {
    const ids = new Set<string>();
    let total = 0;
    for (let offset: number | undefined = 0; offset !== undefined;) {
      const answer = await invoked('isogeo_search', { _limit: 7, _offset: offset });
      const [numbers = '', ...results] = answer.split('\n');
      const read = JSON.parse(numbers) as { readonly total: number; readonly nextOffset?: number };
      for (const result of results) ids.add((JSON.parse(result) as { readonly _id: string })._id);
      ({ total, nextOffset: offset } = read);
    }
    assert.ok(total > 7);
    assert.equal(ids.size, total);
  });

  it('the tools for agents report that an API answer is too large, and which inputs would make the answer smaller', async () => {
    const body = JSON.stringify({ total: 1, results: ['a'.repeat(1_100_000)] });
    platform.sandbox.failNext('api', { status: 200, body });
    await assert.rejects(
      invoked('isogeo_search', { _limit: 100, _include: ['links', 'events'] }),
      /larger than 1048576 bytes.*_limit smaller than 100.*_offset.*from _include .* \(now links,events\)/,
    );
    platform.sandbox.failNext('api', { status: 200, body });
    await assert.rejects(invoked('isogeo_search', {}), /use a smaller value/);
  });

  it('the tools for agents read shares, XML, contacts and link kinds with isogeo_read, but not /account', async () => {
    const [, first = ''] = (await invoked('isogeo_search', { _limit: 1 })).split('\n');
    const { _id: id } = JSON.parse(first) as Record<string, string>;
    const shares = (await invoked('isogeo_read', { route: '/shares' })).split('\n');
    assert.match(shares[0] ?? '', /^\{"total":2\}$/);
    assert.equal(shares.length, 3);
    const xml = await invoked('isogeo_read', { route: '/resources/{id}.xml', id }, 100_000);
    assert.match(xml, /^<\?xml/);
    const contacts = await invoked('isogeo_read', { route: '/resources/{id}/contacts', id });
    assert.match(contacts, /^\{"total":\d+\}/);
    const kinds = await invoked('isogeo_read', { route: '/link-kinds', _lang: 'en' });
    assert.match(kinds, /"kind":"wfs"/);
    await assert.rejects(invoked('isogeo_read', { route: '/account' }), /value of route/);
  });

  it('the tools for agents remove invisible characters from an answer of the API', async () => {
    const hidden = 'a\u202eb\u{e0069}\u{e0067}c\u200bd';
    platform.sandbox.failNext('api', { status: 200, body: JSON.stringify({ [hidden]: hidden }) });
    assert.equal(await invoked('isogeo_get', { id: 'a1' }), '{\n "abcd": "abcd"\n}');
  });

  it('the tools for agents leave out the access token if the API’s answer contains the token', async () => {
    const token = await copied('isogeo.copyAccessToken');
    platform.sandbox.failNext('api', { status: 200, body: JSON.stringify({ echo: `<${token}>` }) });
    assert.equal(await invoked('isogeo_get', { id: 'a1' }), '{\n "echo": "<…>"\n}');
    assert.ok(!(await invoked('isogeo_search', {})).includes(token));
  });

  it('the tool isogeo_get refuses an ID that contains a path, an address or a query, before sending anything', async () => {
    const before = platform.sandbox.apiRequests.length;
    for (const id of ['../shares', 'a1/../../shares', 'https://example.org/x', 'a1?x=y']) {
      await assert.rejects(invoked('isogeo_get', { id }), /The value of id is missing or invalid/);
    }
    assert.equal(platform.sandbox.apiRequests.length, before);
  });

  const hostile = '[look](command:workbench.action.quit) $(key) \u202e\u{e0041}';
  const megabyte = 'a'.repeat(1_000_000);
  const strange: Readonly<Record<string, unknown>> = {
    'no object': 'q=a',
    'a list': ['a1'],
    nothing: null,
    'no parameters for a path': {},
    'a number as an ID': { id: 7 },
    'an object as an ID': { id: { toString: 'a1' } },
    'a list as an ID': { id: ['a1'] },
    'an ID of a million characters': { id: megabyte },
    'an ID with invisible characters': { id: 'a1\u202e\u{e0041}' },
    'an ID that climbs': { id: '..%2f..%2faccount' },
    'an ID with a NUL': { id: 'a1\0' },
    'an ID of full-width characters': { id: '．．／ａ１' },
    'a host of its own': { id: 'a1', host: 'https://example.org' },
    'an address as the route': { route: 'https://example.org/shares' },
    'an address without a scheme as the route': { route: '//example.org/shares' },
    'a route that climbs': { route: '/shares/../account' },
    'a name of Object as the route': { route: 'constructor' },
    'a parameter named __proto__': JSON.parse('{"id":"a1","__proto__":{"x":1}}') as unknown,
    'a hostile name of a parameter': { [hostile]: 'x' },
    'a name of a million characters': { [megabyte]: 'x' },
    'a search of a million characters': { q: megabyte },
    'a negative offset': { _offset: -1 },
    'a limit that is no number': { _limit: '10; drop' },
    'a limit beyond every number': { _limit: 1e308 },
    'ten thousand IDs': { _id: Array.from({ length: 10_000 }, () => 'a1') },
    'an ID in a list that divides the query': { _id: ['a1&_limit=100'] },
    'a value nested 500 deep': {
      q: JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`) as unknown,
    },
  };
  for (const tool of ['isogeo_search', 'isogeo_get', 'isogeo_read']) {
    it(`the tool ${tool} refuses invalid inputs with a short message, before sending anything`, async () => {
      const { length } = platform.sandbox.apiRequests;
      for (const [what, input] of Object.entries(strange)) {
        // The tool has no parameter for a path.
        if (tool === 'isogeo_search' && what === 'no parameters for a path') continue;
        await assert.rejects(invoked(tool, input as object), ({ message }: Error) => {
          assert.match(message, /missing or invalid|must be an object/, what);
          assert.ok(message.length < 300, `${what}: ${message.length} characters`);
          assert.doesNotMatch(message, /\]\(|\$\(|[\p{Cc}\p{Cf}\u2028\u2029]/u, what);
          return true;
        });
      }
      assert.equal(platform.sandbox.apiRequests.length, length);
    });
  }

  it('the tools for agents answer fifty searches in a row, and fifty at once, without another token request', async () => {
    const { length } = platform.sandbox.tokenRequests;
    const one = await invoked('isogeo_search', { _limit: 1 });
    for (let time = 0; time < 49; time += 1) {
      assert.equal(await invoked('isogeo_search', { _limit: 1 }), one);
    }
    const all = await Promise.all(
      Array.from({ length: 50 }, () => invoked('isogeo_search', { _limit: 1 })),
    );
    assert.deepEqual(new Set(all), new Set([one]));
    assert.equal(platform.sandbox.tokenRequests.length, length);
  });

  it('the tools for agents end at once when an agent cancels in the middle of an answer, twenty times in a row', async () => {
    const other = await startPlatform();
    let unanswered = 0;
    const api = createServer((request, response) => {
      response.setHeader('content-type', 'application/json');
      if (request.url?.startsWith('/shares')) response.end('[]');
      else {
        // The answer never ends.
        response.write('{"total": 1');
        unanswered += 1;
      }
    });
    try {
      await once(api.listen(0, '127.0.0.1'), 'listening');
      const { port } = api.address() as AddressInfo;
      const [application] = other.sandbox.applications;
      const file = await other.write(
        'agents.env',
        [
          `ISOGEO_CLIENT_ID=${application?.clientId ?? ''}`,
          `ISOGEO_CLIENT_SECRET=${application?.clientSecret ?? ''}`,
          `ISOGEO_TOKEN_URL=${other.sandbox.origin}/oauth/token`,
          `ISOGEO_API_URL=http://127.0.0.1:${port}`,
        ].join('\n'),
      );
      const signedIn = await authenticate(file);
      assert.equal(signedIn.ok, true, signedIn.message);
      for (let time = 1; time <= 20; time += 1) {
        const cancellation = new vscode.CancellationTokenSource();
        const options = { input: { _limit: 1 }, toolInvocationToken: undefined };
        const asked = vscode.lm.invokeTool('isogeo_search', options, cancellation.token);
        await eventually(() => {
          assert.equal(unanswered, time);
          return Promise.resolve();
        });
        cancellation.cancel();
        await assert.rejects(Promise.resolve(asked));
        // The connection is closed, too.
        await eventually(async () => {
          const connections = await promisify(api.getConnections.bind(api))();
          assert.equal(connections, 0);
        });
      }
      assert.equal(other.sandbox.tokenRequests.length, 1);
    } finally {
      api.closeAllConnections();
      api.close();
      await other.dispose();
      await authenticate(platform.files.json);
    }
  });

  for (const [fault, sentence] of [
    [{ status: 404, body: '{}' }, /The resource doesn’t exist/],
    [{ status: 401, body: '{}' }, /doesn’t accept the token/],
    [{ status: 200, body: '<html>' }, /returned a web page/],
    [{ status: 302, body: '' }, /redirects to another address/],
  ] as const) {
    it(`the tools for agents report in a sentence that the API answered ${fault.status} ${fault.body}`, async () => {
      const token = await copied('isogeo.copyAccessToken');
      platform.sandbox.failNext('api', fault);
      await assert.rejects(invoked('isogeo_get', { id: 'a1' }), (error: Error) => {
        assert.match(error.message, sentence);
        assert.ok(!String(error.stack).includes(token));
        return true;
      });
    });
  }
});
