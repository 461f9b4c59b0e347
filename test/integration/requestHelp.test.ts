import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { RequestDocuments } from '../../src/vscode/requests/requestDocuments.ts';
import { eventually } from '../../tools/registry-vscode/system/wait.ts';
import { createRequestEditor } from '../../src/vscode/requests/requestEditor.ts';
import {
  authenticate,
  authenticateExpired,
  copied,
  instead,
  startPlatform,
  type Platform,
} from './support.ts';

/** The visible help at a place of a document, as text. */
interface Seen {
  lenses(): Promise<readonly vscode.CodeLens[]>;
  completions(at: string): Promise<readonly vscode.CompletionItem[]>;
  hover(at: string): Promise<string>;
  fixes(at: string): Promise<readonly vscode.CodeAction[]>;
}

const run = vscode.commands.executeCommand;

function seenIn(document: vscode.TextDocument): Seen {
  const { uri } = document;
  const after = (text: string) => {
    const index = document.getText().indexOf(text);
    assert.ok(index >= 0, text);
    return document.positionAt(index + text.length);
  };
  return {
    lenses: async () => run<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri),
    completions: async (at) => {
      const list = await run<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        uri,
        after(at),
      );
      // VS Code adds words of the document; they aren't ours.
      return list.items.filter(({ kind }) => kind !== vscode.CompletionItemKind.Text);
    },
    hover: async (at) => {
      const hovers = await run<vscode.Hover[]>('vscode.executeHoverProvider', uri, after(at));
      const contents = hovers.flatMap((hover) => hover.contents as vscode.MarkdownString[]);
      return contents.map(({ value }) => value).join('\n');
    },
    fixes: async (at) => {
      const range = new vscode.Range(after(at), after(at));
      const actions = await run<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        uri,
        range,
        vscode.CodeActionKind.QuickFix.value,
      );
      return actions.filter(({ title }) => title.includes('ISOGEO_ACCESS_TOKEN'));
    },
  };
}

function labelOf({ label }: vscode.CompletionItem): string {
  return typeof label === 'string' ? label : label.label;
}

describe('an open request file', () => {
  let platform: Platform;
  let api: string;

  before(async () => {
    platform = await startPlatform();
    api = platform.sandbox.origin;
    await authenticate(platform.files.json);
  });

  afterEach(() => run('workbench.action.closeAllEditors'));
  after(() => platform.dispose());

  let opened = 0;

  /** Uses a new file, since VS Code would show an open one unchanged. */
  async function open(text: string, extension = 'http') {
    opened += 1;
    const uri = vscode.Uri.file(await platform.write(`requests${opened}.${extension}`, text));
    return vscode.workspace.openTextDocument(uri);
  }

  it('the CodeLenses above a request show the token’s time left, copy the request as cURL and add the bearer header', async () => {
    const document = await open(
      `@api = ${api}\nGET {{api}}/shares HTTP/1.1\n\n###\nGET https://example.org/\n\n###\n# x\nGET ${api}/about`,
    );
    const lenses = await seenIn(document).lenses();
    const shown = lenses.map(({ range, command }) => `${range.start.line} ${command?.title ?? ''}`);
    assert.deepEqual(shown, [
      '1 Isogeo: 59 min left',
      '1 Copy as cURL',
      '1 Add Bearer Header',
      '8 Isogeo: 59 min left',
      '8 Copy as cURL',
    ]);
    const copy = lenses[4]?.command;
    await run(copy?.command ?? '?', ...((copy?.arguments ?? []) as unknown[]));
    assert.equal(await vscode.env.clipboard.readText(), `curl '${api}/about'`);
    const add = lenses[2]?.command;
    await run(add?.command ?? '?', ...((add?.arguments ?? []) as unknown[]));
    assert.equal(
      document.lineAt(2).text,
      'Authorization: Bearer {{$processEnv ISOGEO_ACCESS_TOKEN}}',
    );
    const after = await seenIn(document).lenses();
    assert.ok(!after.some(({ command }) => command?.title === 'Add Bearer Header'));
    await document.save();
  });

  it('the CodeLens Copy as cURL says that curl can’t send a HEAD request with a body, and copies nothing', async () => {
    const said: string[] = [];
    const warn = (message: string) => Promise.resolve(void said.push(message));
    const restore = instead({ showWarningMessage: warn });
    try {
      const document = await open(`HEAD ${api}/about\n\nbody`);
      await vscode.env.clipboard.writeText('before');
      const [, copy] = await seenIn(document).lenses();
      await run(copy?.command?.command ?? '?', ...((copy?.command?.arguments ?? []) as unknown[]));
    } finally {
      restore();
    }
    assert.deepEqual(said, [
      'cURL can’t send a body with this HTTP method. Copy the request in another programming language.',
    ]);
    assert.equal(await vscode.env.clipboard.readText(), 'before');
  });

  it('the completions in a request file offer the Authorization header, the routes, the parameters and their values', async () => {
    const seen = seenIn(
      await open(`GET ${api}/resources/search?_limit=1&ob=\nAuth\n\n###\nGET ${api}/re\nX: `),
    );
    const labels = async (at: string) => (await seen.completions(at)).map(labelOf);
    assert.deepEqual(await labels('\nAuth'), [
      'Authorization: Bearer {{$processEnv ISOGEO_ACCESS_TOKEN}}',
    ]);
    assert.deepEqual((await labels(`###\nGET ${api}/re`)).slice(0, 2), [
      '/resources/search',
      '/resources/{id}',
    ]);
    assert.ok((await labels('_limit=1&')).includes('_offset'));
    assert.ok(!(await labels('_limit=1&')).includes('_limit'));
    assert.deepEqual((await labels('ob=')).slice(0, 2), ['relevance', 'title']);
  });

  it('the hover in a request file explains a route, with a link to Isogeo’s help, and a parameter', async () => {
    const seen = seenIn(await open(`GET ${api}/resources/search?ob=title`));
    const route = await seen.hover('/resources/se');
    assert.match(route, /`GET \/resources\/search` — Search the metadata/);
    assert.match(route, /\(https:\/\/help\.isogeo\.com\//);
    assert.match(await seen.hover('?o'), /`ob` — Sort by\n`relevance`/);
  });

  it('the completions in a request file offer filters of q with values from the application’s resources', async () => {
    const asked = () =>
      platform.sandbox.apiRequests.filter(({ parameters }) => parameters['_limit'] === '0').length;
    const before = asked();
    const seen = seenIn(
      await open(
        `GET ${api}/resources/search/?q=\n\n###\nGET ${api}/resources/search?q=eau type:\n\n###\nGET ${api}/resources/search?q=keyword:isogeo:i\n\n###\nGET ${api}/resources/search?q=owner:`,
      ),
    );
    const labels = async (at: string) => (await seen.completions(at)).map(labelOf);
    assert.ok((await labels('search/?q=')).includes('has-no:'));
    assert.deepEqual((await labels('type:')).slice(0, 2), ['dataset', 'vector-dataset']);
    const keywords = await seen.completions('keyword:isogeo:i');
    const flood = keywords.find((item) => labelOf(item) === 'inondation');
    assert.ok(flood && typeof flood.label === 'object');
    assert.equal(flood.label.description, 'flood');
    assert.ok((await labels('owner:')).every((label) => /^[\da-f]{32}$/.test(label)));
    // The values are requested only once.
    assert.equal(asked(), before + 1);
  });

  it('the completions in a request file work at four API addresses of Isogeo, for a route with a trailing slash', async () => {
    const paths = [
      'v1.api.isogeo.com',
      'api.isogeo.com/v1',
      'api.qa.isogeo.com',
      'v1.api.qa.isogeo.com',
    ];
    const seen = seenIn(
      await open(
        paths
          .map((path) => `GET https://${path}/thesauri/a1/keywords/search/?_include=\n\n###\n`)
          .join(''),
      ),
    );
    for (const path of paths) {
      const items = await seen.completions(`//${path}/thesauri/a1/keywords/search/?_include=`);
      assert.deepEqual(items.map(labelOf), ['_abilities', 'count', 'thesaurus'], path);
    }
    assert.deepEqual((await seen.lenses()).length, 0);
  });

  it('the hover in a request file explains a filter and its value, and undocumented filters and values get a hint', async () => {
    const document = await open(
      `GET ${api}/resources/search\n  ?q=type:dataset typ:x action:print keyword:foo keyword:iso\n  &_include=links`,
    );
    const seen = seenIn(document);
    const filter = await seen.hover('type:data');
    assert.match(filter, /`type:` — Kind of resource/);
    assert.match(filter, /`dataset` — Vector or raster dataset/);
    assert.match(filter, /Example: `q=type:dataset`/);
    assert.match(filter, /filtering\.html#type/);
    assert.match(await seen.hover('&_include=li'), /`links` — Links/);
    await eventually(async () => {
      await Promise.resolve();
      const hints = vscode.languages
        .getDiagnostics(document.uri)
        .map(
          ({ range, message, severity }) => `${severity} ${document.getText(range)}: ${message}`,
        );
      assert.deepEqual(hints, [
        `${vscode.DiagnosticSeverity.Hint} typ:x: typ: isn’t a documented filter.`,
        `${vscode.DiagnosticSeverity.Hint} action:print: print isn’t a documented value of action:. Use download, view, other.`,
        `${vscode.DiagnosticSeverity.Hint} keyword:foo: foo isn’t a documented value of keyword:. Use keyword:isogeo:, keyword:inspire-theme:, keyword:group-theme:.`,
      ]);
    });
  });

  it('a token in plain text gets a warning in ten kinds of file, and in all but one a quick fix that inserts the variable', async () => {
    const token = await copied('isogeo.copyAccessToken');
    for (const [extension, before, after] of [
      [
        'http',
        `GET ${api}/shares\nAuthorization: Bearer ${token}`,
        `GET ${api}/shares\nAuthorization: Bearer {{$processEnv ISOGEO_ACCESS_TOKEN}}`,
      ],
      [
        'py',
        `"It's."\ntoken = "${token}"\n`,
        '"It\'s."\nimport os\ntoken = os.environ["ISOGEO_ACCESS_TOKEN"]\n',
      ],
      ['sh', `T=${token}`, 'T="$ISOGEO_ACCESS_TOKEN"'],
      ['json', `{"a": "${token}"}`, '{"a": "${env:ISOGEO_ACCESS_TOKEN}"}'],
      ['yaml', `a: ${token}`, 'a: ${ISOGEO_ACCESS_TOKEN}'],
      ['md', `Bearer ${token}`, 'Bearer $ISOGEO_ACCESS_TOKEN'],
      ['env', `A=${token}`, 'A=${ISOGEO_ACCESS_TOKEN}'],
      ['java', `f("${token}")`, 'f("" + System.getenv("ISOGEO_ACCESS_TOKEN") + "")'],
      ['unknown', token, '$ISOGEO_ACCESS_TOKEN'],
      ['rs', `f("${token}")`, undefined],
    ] as const) {
      const document = await open(before, extension);
      const seen = seenIn(document);
      const found = await eventually(() => {
        const [first, ...others] = vscode.languages.getDiagnostics(document.uri);
        assert.ok(first && others.length === 0, extension);
        return Promise.resolve(first);
      });
      assert.match(found.message, /is in plain text/);
      assert.equal(found.severity, vscode.DiagnosticSeverity.Warning);
      assert.equal(document.getText(found.range), token);
      const hover = await seen.hover(token.slice(0, 4));
      assert.match(hover, /The token expires at/);
      assert.ok(!hover.includes(token));
      const [fix, ...others] = await seen.fixes(token.slice(0, 4));
      assert.equal(others.length, 0);
      assert.equal(fix === undefined, after === undefined, extension);
      if (after === undefined || !fix?.edit) continue;
      assert.ok(!JSON.stringify(fix).includes(token));
      await vscode.workspace.applyEdit(fix.edit);
      assert.equal(document.getText(), after);
      await eventually(() => {
        assert.deepEqual(vscode.languages.getDiagnostics(document.uri), []);
        return Promise.resolve();
      });
      assert.deepEqual(await seen.fixes('ISOGEO_ACCESS'), []);
      await document.save();
    }
  });

  it('a JWT in a variable that a request to the platform uses has a hover with its expiry and a quick fix', async () => {
    const claims = Buffer.from(JSON.stringify({ exp: 4_000_000_000 })).toString('base64url');
    const rest = `\nGET ${api}/shares\nAuthorization: Bearer {{token}}`;
    const document = await open(`@token = eyJ.${claims}.x${rest}`);
    const seen = seenIn(document);
    assert.match(await seen.hover('eyJ'), /The token expires at/);
    const [fix] = await seen.fixes('eyJ');
    assert.ok(fix?.edit);
    await vscode.workspace.applyEdit(fix.edit);
    assert.equal(document.getText(), `@token = {{$processEnv ISOGEO_ACCESS_TOKEN}}${rest}`);
    await document.save();
  });

  it('there is no CodeLens for a request to another server, nor for a request without a token in a Markdown file', async () => {
    const other = await open(`GET https://example.org/\nAuthorization: Bearer abc`);
    assert.deepEqual(await seenIn(other).lenses(), []);
    assert.equal(await seenIn(other).hover('Bearer a'), '');
    const text = await open(`GET ${api}/shares`, 'md');
    assert.deepEqual(await seenIn(text).lenses(), []);
  });

  it('an unsaved plain-text file with a request gets three CodeLenses', async () => {
    const content = `GET ${api}/shares`;
    const document = await vscode.workspace.openTextDocument({ language: 'plaintext', content });
    assert.equal((await seenIn(document).lenses()).length, 3);
  });

  it('the CodeLens above a request says that the token has expired', async () => {
    await authenticateExpired(platform);
    const [lens] = await seenIn(await open(`GET ${api}/shares`)).lenses();
    assert.equal(lens?.command?.title, 'Isogeo: the token has expired');
    assert.equal(lens.command.command, 'isogeo.renewToken');
  });

  it('a long request file gets only the lenses near its visible lines, and new ones after scrolling', async () => {
    const document = await open(`@api = ${api}${'\n###\nGET {{api}}/shares\n\n'.repeat(12_500)}`);
    const shown = await vscode.window.showTextDocument(document);
    const lines = async () =>
      (await seenIn(document).lenses()).map(({ range }) => range.start.line);
    const near = async (line: number) => {
      const found = await lines();
      assert.ok(found.includes(line), `${found[0] ?? ''} to ${found.at(-1) ?? ''}`);
      // Three lenses each four lines, in 200 lines and those that are visible.
      assert.ok(found.length < 400, `${found.length} lenses`);
    };
    await near(2);
    shown.revealRange(new vscode.Range(40_002, 0, 40_002, 0), vscode.TextEditorRevealType.AtTop);
    await eventually(() => near(40_002));
  });
});

describe('the time above a request', () => {
  const minuteMs = 60_000;
  const expiresAt = 60 * minuteMs;
  let now = 0;
  const waiting = new Set<number>();

  const state = {
    record: {
      application: {
        id: 'a',
        credentials: { endpoints: { api: 'https://x.org', token: 'https://x.org/oauth/token' } },
      },
      token: { accessToken: 'held-here-alone', obtainedAt: 0, expiresAt },
    },
  };
  const services: unknown = {
    active: { id: 'a' },
    applications: {
      get: () => state,
      inMemory: () => [state],
      onDidChange: () => () => undefined,
    },
    clock: { now: () => now },
    shutdown: new AbortController().signal,
    timer: {
      at: (moment: number) => {
        // The diagnostics wait too, for a pause in typing.
        if (moment !== now + 300) waiting.add(moment);
        return () => waiting.delete(moment);
      },
    },
  };
  const editor = createRequestEditor(
    services as Parameters<typeof createRequestEditor>[0],
    new RequestDocuments(),
  );

  for (const [at, title, nextAt] of [
    [0, 'Isogeo: 60 min left', 1],
    [17 * minuteMs, 'Isogeo: 43 min left', 17 * minuteMs + 1],
    [59.5 * minuteMs, 'Isogeo: less than a minute left', expiresAt],
    [expiresAt, 'Isogeo: the token has expired', undefined],
  ] as const) {
    it(`the CodeLens above a request shows "${title}" ${at} ms after the token was issued; next update: ${nextAt ?? 'an event'}`, async () => {
      now = at;
      const content = 'GET https://x.org/about';
      const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
      const [lens] = await editor.lenses(document, () => undefined);
      assert.equal(lens?.command?.title, title);
      assert.deepEqual([...waiting], nextAt === undefined ? [] : [nextAt]);
    });
  }

  it('after the user has scrolled far in a long file of requests, VS Code is told to request the CodeLenses again', async () => {
    const content = 'GET https://x.org/about\n\n###\n'.repeat(2000);
    const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
    const shown = await vscode.window.showTextDocument(document);
    let asked = 0;
    const before = await editor.lenses(document, () => (asked += 1));
    shown.revealRange(new vscode.Range(3000, 0, 3000, 0), vscode.TextEditorRevealType.AtTop);
    await eventually(() => {
      assert.ok(asked > 0);
      return Promise.resolve();
    });
    const after = await editor.lenses(document, () => undefined);
    assert.ok((before.at(-1)?.range.start.line ?? 0) < 1000);
    assert.ok((after[0]?.range.start.line ?? 0) > 1000);
  });
});
