import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { readRequestText, startsIn } from '../../src/core/requests/file/requestDocument.ts';
import { requestFor } from '../../src/core/requests/file/resolve.ts';
import { documentedRequests } from '../../src/vscode/requests/askRequest.ts';
import { copyRequest } from '../../src/vscode/requests/copyRequest.ts';
import { RequestDocuments } from '../../src/vscode/requests/requestDocuments.ts';
import type { CopyPorts } from '../../src/vscode/requests/copyRequest.ts';
import { isStep, type CopyAnswer } from '../../src/vscode/requests/requestSource.ts';
import { askSteps } from '../../src/vscode/host/steps.ts';
import {
  answeredBoxes,
  answeredLists,
  authenticate,
  copied,
  instead,
  startPlatform,
  type Platform,
} from './support.ts';

async function open(language: string, content = ''): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument({ language, content });
  return vscode.window.showTextDocument(document);
}

function shown(): vscode.TextDocument {
  const document = vscode.window.activeTextEditor?.document;
  assert.ok(document);
  return document;
}

/** Closing an unsaved file without discarding it would reopen it as the next one of its name. */
async function discard(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
}

describe('Insert Bearer Header', () => {
  afterEach(discard);

  for (const [language, header] of [
    ['shellscript', '--header "Authorization: Bearer $ISOGEO_ACCESS_TOKEN"'],
    ['powershell', `'Authorization' = "Bearer $env:ISOGEO_ACCESS_TOKEN"`],
    ['markdown', 'Authorization: Bearer $ISOGEO_ACCESS_TOKEN'],
  ] as const) {
    it(`Insert Bearer Header replaces the selection with the header for ${language}`, async () => {
      const editor = await open(language, 'a b c');
      editor.selection = new vscode.Selection(0, 2, 0, 3);
      await vscode.commands.executeCommand('isogeo.insertBearerHeader');
      assert.equal(editor.document.getText(), `a ${header} c`);
    });
  }

  it('Insert Bearer Header adds the line “import os” that the header needs in Python', async () => {
    const editor = await open('python', 'import requests\n\nheaders = {}\n');
    editor.selection = new vscode.Selection(2, 11, 2, 11);
    await vscode.commands.executeCommand('isogeo.insertBearerHeader');
    assert.equal(
      editor.document.getText(),
      `import os\nimport requests\n\nheaders = {"Authorization": f"Bearer {os.environ['ISOGEO_ACCESS_TOKEN']}"}\n`,
    );
  });

  it('Insert Bearer Header gives the header a line of its own below the request line', async () => {
    const editor = await open('plaintext', 'GET https://v1.api.isogeo.com/shares\n');
    editor.selection = new vscode.Selection(0, 8, 0, 8);
    await vscode.commands.executeCommand('isogeo.insertBearerHeader');
    assert.equal(
      editor.document.getText(),
      'GET https://v1.api.isogeo.com/shares\nAuthorization: Bearer {{$processEnv ISOGEO_ACCESS_TOKEN}}\n',
    );
  });

  it('Insert Bearer Header recognises an unsaved request file by its .http name', async () => {
    const uri = vscode.Uri.parse('untitled:requests.http');
    const editor = await vscode.window.showTextDocument(uri);
    await vscode.commands.executeCommand('isogeo.insertBearerHeader');
    assert.equal(
      editor.document.getText(),
      'Authorization: Bearer {{$processEnv ISOGEO_ACCESS_TOKEN}}',
    );
  });
});

/** The documented request that is chosen; `undefined` is a cancellation. */
async function documented() {
  const answers = await askSteps<CopyAnswer>((given) => {
    const found = documentedRequests(given);
    return found.ok && isStep(found.value) ? found.value : undefined;
  });
  return answers && documentedRequests(answers);
}

describe('Copy Request As', () => {
  it('Copy Request As… offers the documented values of parameters, and asks for the other values', async () => {
    const pickers: (readonly string[])[] = [];
    const answers: unknown[][] = [
      ['Search the metadata'],
      ['q', '_include', 'od'],
      ['links'],
      ['asc'],
    ];
    const restore = instead({
      ...answeredBoxes(() => ' water '),
      ...answeredLists((items) => {
        const wanted = answers[pickers.push(items.map(({ label }) => label)) - 1];
        return items.filter(({ label }) => wanted?.includes(label));
      }),
    });
    try {
      const found = await documented();
      assert.ok(found?.ok && !isStep(found.value));
      const request = found.value({ api: 'https://a', identity: 'https://i' });
      assert.deepEqual(request.url, ['https://a/resources/search?q=water&_include=links&od=asc']);
    } finally {
      restore();
    }
    assert.equal(pickers.length, 4);
    assert.ok(pickers[2]?.includes('coordinate-system'));
    assert.deepEqual(pickers[3], ['asc', 'desc']);
  });

  it('Copy Request As… refuses an ID that consists of dots only', async () => {
    const faults: unknown[] = [];
    const restore = instead({
      ...answeredBoxes((remarkOn) => {
        faults.push(...['', '..', 'a.b'].map(remarkOn));
        return undefined;
      }),
      ...answeredLists((items, isMany) =>
        isMany ? [] : items.filter(({ label }) => label === 'Get a resource as ISO 19139 XML'),
      ),
    });
    try {
      assert.equal(await documented(), undefined);
    } finally {
      restore();
    }
    assert.deepEqual(faults, ['Enter a value.', 'An ID can’t consist of dots only.', undefined]);
  });

  describe('Copy Request As from a file', () => {
    /** Starts signed out; requesting a token signs in with the given API. */
    async function copyFrom(content: string, api: string) {
      const seen = { offered: [] as boolean[], asked: 0, warnings: [] as string[] };
      const secrets: string[] = [];
      const endpoints = { token: 'https://id.example.org/oauth/token', api };
      const active: { id?: string } = {};
      const services = {
        active,
        readFile: () => Promise.resolve({ ok: false, failure: 'not-found' }),
        offerToken: () => undefined,
        applications: {
          get: () => ({ record: { application: { credentials: { endpoints } } } }),
          knownIds: () => [],
        },
        tokenForUse: () => {
          active.id = 'a';
          return Promise.resolve({ accessToken: 'the-token' });
        },
        clipboard: {
          copySecret: (text: string) => {
            secrets.push(text);
            return Promise.resolve();
          },
        },
      };
      const restore = instead({
        ...answeredBoxes(() => ((seen.asked += 1) > 2 ? undefined : 'x')),
        ...answeredLists((items) => {
          const wanted = items.find(({ description }) =>
            description?.endsWith('token in plain text'),
          );
          seen.offered.push(wanted !== undefined);
          return wanted && [wanted];
        }),
        showWarningMessage: (message: string) => {
          seen.warnings.push(message);
          return Promise.resolve(undefined);
        },
      });
      try {
        const editor = await open('http', content);
        const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
        editor.selection = new vscode.Selection(new vscode.Position(0, 0), end);
        await copyRequest(services as unknown as CopyPorts, new RequestDocuments());
      } finally {
        restore();
        await discard();
      }
      return { ...seen, secrets };
    }

    const toIsogeo = 'GET https://v1.api.isogeo.com/shares\nAuthorization: Bearer x';

    it('Copy Request As… copies a request with the token of a sign-in that happened during the command', async () => {
      const { offered, secrets } = await copyFrom(toIsogeo, 'https://v1.api.isogeo.com');
      assert.deepEqual(offered, [true]);
      assert.match(secrets.join(), /the-token/);
    });

    it('Copy Request As… stops offering a copy with the token if the user signs in to another platform during the command', async () => {
      const { offered, secrets } = await copyFrom(toIsogeo, 'https://api.example.org');
      assert.deepEqual([offered, secrets], [[true, false], []]);
    });

    it('Copy Request As… refuses a request that its variables make too long, before asking for values', async () => {
      const content = `@n = x\nPOST https://x.org\n\n${'{{n}}'.repeat(1100)}`;
      const { asked, warnings } = await copyFrom(content, 'https://x.org');
      assert.deepEqual(
        [asked, warnings],
        [
          0,
          [
            'Line 4: the request is too long once its variables are replaced. Shorten the values of the variables.',
          ],
        ],
      );
    });
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

  /** The status of each request of the file, sent unchanged. */
  async function statuses(text: string, env: Readonly<Record<string, string>>) {
    const document = readRequestText(text);
    const given = { answers: new Map<string, string>(), environment: new Map<string, string>() };
    return Promise.all(
      startsIn(document).map(async (line) => {
        const found = requestFor(document, line, given, platform.sandbox.origin);
        assert.ok(found?.ok);
        const { method, url, headers, basic, body } = found.value;
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

  it('New API Request File opens an unsaved file that works unchanged on the application’s platform', async () => {
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
      `200 /resources/${resource}/contacts`,
      `200 /resources/${resource}/links`,
      '200 /shares',
      '200 /thesauri',
      '200 /link-kinds',
      '200 /about',
      '200 /oauth/token',
    ]);
  });

  it('New API Request File contains neither the token nor the client ID and secret', async () => {
    await vscode.commands.executeCommand('isogeo.newRequestFile');
    const text = shown().getText();
    const [application] = platform.sandbox.applications;
    const token = await copied('isogeo.copyAccessToken');
    for (const secret of [token, application?.clientId, application?.clientSecret]) {
      assert.ok(secret !== undefined && secret !== '' && !text.includes(secret));
    }
  });

  it('New API Request File contains a resource ID of zeros if the API can’t list the resources', async () => {
    platform.sandbox.failNext('api', { status: 503 }, 3);
    await vscode.commands.executeCommand('isogeo.newRequestFile');
    assert.match(shown().getText(), /^@resource = 0{32}$/m);
  });
});
