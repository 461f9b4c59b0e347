import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { linesOf, requestAt, variablesAt } from '../../src/core/request/httpFile.ts';
import { resolve } from '../../src/core/request/resolve.ts';
import { askRequest } from '../../src/vscode/askRequest.ts';
import { authenticate, copied, instead, startPlatform, type Platform } from './support.ts';

async function open(language: string, content = ''): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument({ language, content });
  return vscode.window.showTextDocument(document);
}

function shown(): vscode.TextDocument {
  const document = vscode.window.activeTextEditor?.document;
  assert.ok(document);
  return document;
}

/** An unsaved file that is only closed comes back, under its name, as the next one. */
async function discard(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
}

describe('Insert Bearer Header', () => {
  afterEach(discard);

  for (const [language, header] of [
    ['python', `"Authorization": f"Bearer {os.environ['ISOGEO_ACCESS_TOKEN']}"`],
    ['typescript', 'Authorization: `Bearer ${process.env.ISOGEO_ACCESS_TOKEN}`'],
    ['shellscript', '--header "Authorization: Bearer $ISOGEO_ACCESS_TOKEN"'],
    ['powershell', `'Authorization' = "Bearer $env:ISOGEO_ACCESS_TOKEN"`],
    ['plaintext', 'Authorization: Bearer $ISOGEO_ACCESS_TOKEN'],
  ] as const) {
    it(`names the variable as ${language} has it, in place of what is selected`, async () => {
      const editor = await open(language, 'a b c');
      editor.selection = new vscode.Selection(0, 2, 0, 3);
      await vscode.commands.executeCommand('isogeo.insertBearerHeader');
      assert.equal(editor.document.getText(), `a ${header} c`);
    });
  }

  it('knows a request file by its name, whatever VS Code takes it for', async () => {
    const uri = vscode.Uri.parse('untitled:requests.http');
    const editor = await vscode.window.showTextDocument(uri);
    await vscode.commands.executeCommand('isogeo.insertBearerHeader');
    assert.equal(
      editor.document.getText(),
      'Authorization: Bearer {{$processEnv ISOGEO_ACCESS_TOKEN}}',
    );
  });
});

describe('Copy Request As', () => {
  it('offers the values that are documented, and asks for the others', async () => {
    const pickers: (readonly string[])[] = [];
    const answers: unknown[][] = [
      ['Search the catalogs'],
      ['q', '_include', 'od'],
      ['links'],
      ['asc'],
    ];
    const restore = instead({
      showInputBox: () => Promise.resolve(' water '),
      showQuickPick: ((
        items: readonly (string | { readonly label: string })[],
        options?: vscode.QuickPickOptions,
      ) => {
        const labels = items.map((item) => (typeof item === 'string' ? item : item.label));
        const wanted = answers[pickers.push(labels) - 1];
        const picked = items.filter((_, index) => wanted?.includes(labels[index]));
        return Promise.resolve(options?.canPickMany ? picked : picked[0]);
      }) as typeof vscode.window.showQuickPick,
    });
    try {
      const request = (await askRequest())?.({ api: 'https://a', identity: 'https://i' });
      assert.deepEqual(request?.url, ['https://a/resources/search?q=water&_include=links&od=asc']);
    } finally {
      restore();
    }
    assert.equal(pickers.length, 4);
    assert.ok(pickers[2]?.includes('coordinate-system'));
    assert.deepEqual(pickers[3], ['asc', 'desc']);
  });
});

describe('New API Request File', () => {
  let platform: Platform;

  before(async () => {
    platform = await startPlatform();
    await authenticate(platform.files.json);
  });

  afterEach(discard);
  after(() => platform.dispose());

  /** The status of each request of the file, sent as it stands there. */
  async function statuses(text: string, env: Readonly<Record<string, string>>) {
    const lines = linesOf(text);
    const starts = lines.flatMap((line, index) => (line.startsWith('###') ? [index] : []));
    return Promise.all(
      starts.map(async (line) => {
        const found = requestAt(lines, line);
        assert.equal(found.is, 'request');
        const resolved = resolve(found.request, variablesAt(lines, line), platform.sandbox.origin);
        assert.ok(resolved.ok);
        const { method, url, headers, basic, body } = resolved.request;
        const valueOf = (template: typeof url) =>
          template.map((part) => (typeof part === 'string' ? part : env[part.env])).join('');
        const pair = basic && `${valueOf(basic.id)}:${valueOf(basic.secret)}`;
        const response = await fetch(valueOf(url), {
          method,
          headers: [
            ...headers.map(({ name, value }): [string, string] => [name, valueOf(value)]),
            ...(pair === undefined
              ? []
              : [['Authorization', `Basic ${Buffer.from(pair).toString('base64')}`] as const]),
          ].map(([name, value]): [string, string] => [name, value]),
          ...(body && { body: valueOf(body) }),
        });
        return `${response.status} ${new URL(valueOf(url)).pathname}`;
      }),
    );
  }

  it('opens an unsaved file for the platform that runs as it is', async () => {
    await vscode.commands.executeCommand('isogeo.newRequestFile');
    const document = shown();
    assert.ok(document.isUntitled);
    const [application] = platform.sandbox.applications;
    const answers = await statuses(document.getText(), {
      ISOGEO_ACCESS_TOKEN: await copied('isogeo.copyAccessToken'),
      ISOGEO_API_GROUP_CLIENT_ID: application?.clientId ?? '?',
      ISOGEO_API_GROUP_CLIENT_SECRET: application?.clientSecret ?? '?',
    });
    const resource = /^@resource = (\w+)$/m.exec(document.getText())?.[1] ?? '?';
    assert.deepEqual(answers, [
      '200 /resources/search',
      `200 /resources/${resource}`,
      `200 /resources/${resource}.xml`,
      '200 /shares',
      '200 /link-kinds',
      '200 /thesauri',
      '200 /about',
      '200 /about',
      '200 /oauth/token',
    ]);
  });

  it('has no secret in it', async () => {
    await vscode.commands.executeCommand('isogeo.newRequestFile');
    const text = shown().getText();
    const [application] = platform.sandbox.applications;
    const token = await copied('isogeo.copyAccessToken');
    for (const secret of [token, application?.clientId, application?.clientSecret]) {
      assert.ok(secret !== undefined && secret !== '' && !text.includes(secret));
    }
  });

  it('has a place for the id where the platform gives none', async () => {
    platform.sandbox.failNext('api', { status: 503 }, 3);
    await vscode.commands.executeCommand('isogeo.newRequestFile');
    assert.match(shown().getText(), /^@resource = 0{32}$/m);
  });
});
