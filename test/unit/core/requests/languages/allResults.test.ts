import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { routeAt } from '../../../../../src/core/requests/api/routes.ts';
import {
  isSearch,
  pagingLanguages,
  writeAllResults,
} from '../../../../../src/core/requests/languages/allResults.ts';
import { documentedRequest, type ApiRequest } from '../../../../../src/core/requests/request.ts';
import { runOrThrow } from '../../../../../tools/registry-vscode/system/process.ts';
import { findPython } from '../../../../../scripts/lib/interpreters.ts';
import { archiveResources } from '../../../../sandbox/catalogArchive.ts';
import { groupApplication } from '../../../../sandbox/applications.ts';
import { startSandbox, type Sandbox } from '../../../../sandbox/sandbox.ts';
import { archiveShare, referenceShare } from '../../../../sandbox/shares.ts';
import { skipFor } from '../../../../needs.ts';
import { tokenOf } from '../../../sandbox/helpers.ts';
import { evaluated } from './powershell.ts';

const commands = {
  python: (program: string) => [findPython() ?? 'python3', '-c', program],
  javascript: (program: string) => [process.execPath, '--input-type=module', '--eval', program],
} as const;

/** Six variables behind other parts, so that a part has a number of two digits. */
const names = ['A', 'B', 'C', 'D', 'E', 'F'];
const withVariables: ApiRequest = {
  method: 'GET',
  url: [
    { env: 'API' },
    '/resources/search?_limit=',
    { env: 'N' },
    '&&_offset=7',
    ...names.flatMap((name) => [`&${name}=`, { env: name }]),
    '#top',
  ],
  headers: [{ name: 'Accept', value: ['text/json'] }],
};

describe('all results of a search', () => {
  let sandbox: Sandbox;
  let env: Record<string, string>;

  before(async () => {
    const application = groupApplication({ shares: [archiveShare, referenceShare] });
    sandbox = await startSandbox({ applications: [application] });
    env = { ISOGEO_ACCESS_TOKEN: await tokenOf(sandbox), TERM: 'planche', PYTHONUTF8: '1' };
  });

  after(() => sandbox.stop());

  const requestFor = (values: Readonly<Record<string, string>>): ApiRequest =>
    documentedRequest(
      routeAt('/resources/search'),
      { api: sandbox.origin, identity: sandbox.origin },
      values,
    );

  /** The requested offsets, and the received identifiers. */
  async function read(request: ApiRequest, language: keyof typeof commands) {
    const program = writeAllResults(request, language);
    assert.ok(program);
    const start = sandbox.apiRequests.length;
    const [command = '', ...args] = commands[language](program);
    const output = await runOrThrow(command, args, { env: { ...process.env, ...env } });
    const results = JSON.parse(output) as { readonly _id: string }[];
    return {
      offsets: sandbox.apiRequests.slice(start).map(({ parameters }) => parameters['_offset']),
      ids: new Set(results.map(({ _id }) => _id)),
      count: results.length,
    };
  }

  for (const language of ['python', 'javascript'] as const) {
    it(
      `the ${language} program for all results reads every page from the first result, although the request has another limit and offset`,
      skipFor(language),
      async () => {
        const request = requestFor({
          q: 'type:raster-dataset',
          _limit: '7',
          _offset: '3',
          _lang: 'en',
        });
        const { offsets, ids, count } = await read(request, language);
        assert.deepEqual(offsets, ['0', '100', '200']);
        // The base maps include one such dataset of their own.
        assert.equal(count, archiveResources.length + 1);
        assert.equal(ids.size, count);
      },
    );

    it(
      `the ${language} program for all results stops after the first page if nothing is found`,
      skipFor(language),
      async () => {
        assert.deepEqual(await read(requestFor({ q: 'zzz' }), language), {
          offsets: ['0'],
          ids: new Set(),
          count: 0,
        });
      },
    );

    it(
      `the ${language} program for all results stops at an empty page even if the total isn’t reached`,
      skipFor(language),
      async () => {
        const page = (results: object[]) => ({
          status: 200,
          body: JSON.stringify({ total: 300, results }),
        });
        sandbox.failNext('api', page([{ _id: 'a' }]));
        sandbox.failNext('api', page([]));
        assert.deepEqual((await read(requestFor({}), language)).offsets, ['0', '1']);
      },
    );

    it(
      `the ${language} program for all results sends the value of an environment variable that is in the request’s address`,
      skipFor(language),
      async () => {
        const request = requestFor({ _lang: 'fr' });
        const [text] = request.url;
        assert.ok(typeof text === 'string');
        const url = [`${text}&q=`, { env: 'TERM' }, '&_limit=5'];
        assert.equal((await read({ ...request, url }, language)).count, archiveResources.length);
      },
    );
  }

  it('the request in the PowerShell program for all results, read by PowerShell’s quoting rules and sent by a test, gets every page', async () => {
    const program = writeAllResults(requestFor({ q: 'type:raster-dataset' }), 'powershell') ?? '';
    const [, command = ''] =
      /\$page = (Invoke-RestMethod[^]*?)\n {2}\$results \+=/.exec(program) ?? [];
    let [count, pages, total] = [0, 0, Infinity];
    while (count < total && pages < 5) {
      const number = String(count);
      const one = command
        .replaceAll('\n  ', '\n')
        .replace(/\('([^']*)' \+ \$results\.Count\)/, (_, uri) => `'${uri}${number}'`);
      const { uri = '', headers } = evaluated(one, env);
      const page = (await (await fetch(uri, { headers })).json()) as {
        readonly total: number;
        readonly results: readonly unknown[];
      };
      [count, pages, total] = [count + page.results.length, pages + 1, page.total];
    }
    assert.deepEqual([count, pages], [archiveResources.length + 1, 3]);
  });

  it('the PowerShell program for all results has a loop that counts the offset up, and stops at an empty page or at the total', () => {
    const program = writeAllResults(requestFor({ q: "l'eau" }), 'powershell') ?? '';
    assert.ok(
      program.includes(
        `-Uri ('${sandbox.origin}/resources/search?q=l''eau&_limit=100&_offset=' + $results.Count)`,
      ),
      program,
    );
    assert.match(
      program,
      /^\$results = @\(\)\nforeach \(\$count in 1\.\.1000\) \{\n {2}\$page = Invoke/,
    );
    assert.match(
      program,
      /-not \$page\.results -or \$results\.Count -ge \$page\.total\) \{ break \}/,
    );
  });

  it('the Python program for all results replaces limit and offset in the address, and keeps the other variables and the header', () => {
    assert.equal(
      writeAllResults(withVariables, 'python'),
      `import json
import os
import re

import requests

results = []
for _ in range(1000):
    response = requests.get(
        re.sub("%(?![0-9A-Fa-f]{2})", "%25", f"{os.environ['API']}/resources/search?${names.map((name) => `${name}={os.environ['${name}']}&`).join('')}_limit=100&_offset=" + str(len(results))),
        headers={
            "Accept": "text/json",
        },
        auth=lambda request: request,  # nothing from ~/.netrc
        allow_redirects=False,
        timeout=30,
    )
    response.raise_for_status()
    page = response.json()
    results += page["results"]
    if not page["results"] or len(results) >= page["total"]:
        break
print(json.dumps(results, ensure_ascii=False))`,
    );
  });

  it('the JavaScript program for all results replaces limit and offset in the address, and keeps the other variables and the header', () => {
    assert.equal(
      writeAllResults(withVariables, 'javascript'),
      `const results = [];
for (let count = 0; count < 1000; count += 1) {
  const response = await fetch(\`\${process.env.API}/resources/search?${names.map((name) => `${name}=\${process.env.${name}}&`).join('')}_limit=100&_offset=\` + results.length, {
    method: "GET",
    headers: {
      Accept: "text/json",
    },
    redirect: "manual",
  });
  if (!response.ok) throw new Error(\`HTTP \${response.status}\`);
  const page = await response.json();
  results.push(...page.results);
  if (page.results.length === 0 || results.length >= page.total) break;
}
console.log(JSON.stringify(results));`,
    );
  });

  it('a program for all results is offered only for searches, in Python, JavaScript and PowerShell', () => {
    assert.deepEqual([...pagingLanguages].sort(), ['javascript', 'powershell', 'python']);
    assert.equal(writeAllResults(requestFor({}), 'curl'), undefined);
    const addresses = { api: 'https://a.example.org', identity: 'https://i.example.org' };
    for (const path of ['/resources/search', '/thesauri/{tid}/keywords/search', '/shares']) {
      const request = documentedRequest(routeAt(path), addresses, { _lang: 'fr' });
      assert.equal(isSearch(request), path !== '/shares', path);
    }
  });

  for (const [given, expected] of [
    [{}, true],
    [{ url: ['https://a/search/'] }, true],
    [{ url: ['https://a/search?q=', { env: 'Q' }] }, true],
    [{ url: ['https://a/', { env: 'Q' }] }, false],
    [{ url: ['https://a/searches'] }, false],
    [{ method: 'POST' }, false],
    [{ body: ['x'] }, false],
  ] as const) {
    it(`a program for all results is ${expected ? 'offered' : 'not offered'} for a search with ${JSON.stringify(given)}`, () => {
      const request = { method: 'GET', url: ['https://a/search'], headers: [], ...given };
      assert.equal(isSearch(request), expected);
    });
  }
});
