import assert from 'node:assert/strict';
import * as vscode from 'vscode';
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
    const names = vscode.lm.tools.map(({ name }) => name);
    for (const name of ['isogeo_search', 'isogeo_get', 'isogeo_read']) {
      assert.ok(names.includes(name), String(names));
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

  it('the tools for agents stay within the budget', async () => {
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

  it('the tools for agents name the largest parts of a resource that does not fit', async () => {
    const [, first = ''] = (await invoked('isogeo_search', { _limit: 1 })).split('\n');
    const { _id: id } = JSON.parse(first) as Record<string, string>;
    const part = await invoked('isogeo_get', { id, _include: ['links', 'contacts'] }, 120);
    assert.match(
      part,
      /the whole answer has \d+ bytes\. Remove parts that you don’t need from _include, such as .*contacts \(\d+\)/,
    );
  });

  it('page through all results', async () => {
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

  it('say that an answer is too large, and what to leave out', async () => {
    const body = JSON.stringify({ total: 1, results: ['a'.repeat(1_100_000)] });
    platform.sandbox.failNext('api', { status: 200, body });
    await assert.rejects(
      invoked('isogeo_search', { _limit: 100, _include: ['links', 'events'] }),
      /larger than 1048576 bytes.*_limit smaller than 100.*_offset.*_include \(now links,events\)/,
    );
    platform.sandbox.failNext('api', { status: 200, body });
    await assert.rejects(invoked('isogeo_search', {}), /use a smaller value/);
  });

  it('read every other route of a group application', async () => {
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

  it('show nothing that a user could not see', async () => {
    const hidden = 'a\u202eb\u{e0069}\u{e0067}c\u200bd';
    platform.sandbox.failNext('api', { status: 200, body: JSON.stringify({ [hidden]: hidden }) });
    assert.equal(await invoked('isogeo_get', { id: 'a1' }), '{\n "abcd": "abcd"\n}');
  });

  it('the tools for agents never show the token, even if the API repeats it', async () => {
    const token = await copied('isogeo.copyAccessToken');
    platform.sandbox.failNext('api', { status: 200, body: JSON.stringify({ echo: `<${token}>` }) });
    assert.equal(await invoked('isogeo_get', { id: 'a1' }), '{\n "echo": "<…>"\n}');
    assert.ok(!(await invoked('isogeo_search', {})).includes(token));
  });

  it('the tools for agents refuse an invalid ID before sending anything', async () => {
    const before = platform.sandbox.apiRequests.length;
    for (const id of ['../shares', 'a1/../../shares', 'https://example.org/x', 'a1?x=y']) {
      await assert.rejects(invoked('isogeo_get', { id }), /The value of id is missing or invalid/);
    }
    assert.equal(platform.sandbox.apiRequests.length, before);
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
