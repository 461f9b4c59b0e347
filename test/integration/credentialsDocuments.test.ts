import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { authenticate, startPlatform, type Platform } from './support.ts';

const prod = 'URI_TOKEN = https://id.api.isogeo.com/oauth/token';

describe('an open credentials file', () => {
  let platform: Platform;

  before(async () => {
    await vscode.extensions.getExtension('isogeo.isogeo-api')?.activate();
    platform = await startPlatform();
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await platform.dispose();
  });

  async function open(name: string, content: string): Promise<vscode.TextDocument> {
    const path = await platform.write(name, content);
    const document = await vscode.workspace.openTextDocument(path);
    await vscode.window.showTextDocument(document);
    return document;
  }

  /** Waits for that number of problems, and returns each as `line:column severity message`. */
  async function problems(uri: vscode.Uri, count: number): Promise<readonly string[]> {
    const read = () => vscode.languages.getDiagnostics(uri);
    if (read().length !== count) {
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => {
          reject(new Error(JSON.stringify(read())));
        }, 10_000);
        const listener = vscode.languages.onDidChangeDiagnostics(() => {
          if (read().length !== count) return;
          clearTimeout(timer);
          listener.dispose();
          resolve();
        });
      });
    }
    return read().map(({ range: { start }, severity, message }) => {
      const level = vscode.DiagnosticSeverity[severity];
      return `${start.line + 1}:${start.character + 1} ${level} ${message}`;
    });
  }

  it('an open INI credentials file shows its fault at the right line and column until the user fixes the fault', async () => {
    const document = await open('client_secrets.ini', `[auth]\nCLIENT_ID = \n${prod}\n`);
    assert.deepEqual(await problems(document.uri, 1), ['2:12 Error The text: CLIENT_ID is empty.']);

    const edit = new vscode.WorkspaceEdit();
    const id = 'tools-0f8fad5b-d9cb-469f-a165-70867728950e';
    const secret = `CLIENT_SECRET = ${'s'.repeat(64)}\n`;
    edit.insert(document.uri, new vscode.Position(1, 'CLIENT_ID = '.length), `${id}\n${secret}`);
    await vscode.workspace.applyEdit(edit);
    await problems(document.uri, 0);
    await document.save();
  });

  it('an open INI file gets a warning about an unusual ID or secret only if the file names a platform of Isogeo', async () => {
    const pair = '[auth]\nCLIENT_ID = catalog-tools\nclient_secret: short\n';
    const document = await open('client_secrets.doubts.ini', `${pair}${prod}\n`);
    assert.deepEqual(await problems(document.uri, 2), [
      '2:13 Warning IDs on this platform usually end with a UUID.',
      '3:16 Warning Secrets on this platform usually have 64 characters.',
    ]);
    const others = '[other]\nclient_id = mine\nclient_secret = mine\n';
    const second = await open('client_secrets.second.ini', `${others}${pair}${prod}\n`);
    const places = (await problems(second.uri, 2)).map((problem) => problem.split(' ')[0]);
    assert.deepEqual(places, ['5:13', '6:16']);
    const elsewhere = await open(
      'client_secrets.custom.ini',
      `${pair}URI_TOKEN = https://id.example.com/oauth/token\n`,
    );
    await problems(elsewhere.uri, 0);
  });

  it('isogeo.authenticate answers quickly while an INI file of 65,500 characters, made to freeze the extension, is open', async () => {
    const size = 65_500;
    /** Opens the file, waits for its problem, and then for a command. */
    const timeFor = async (name: string, content: string): Promise<number> => {
      const startedAt = performance.now();
      const document = await open(name, content);
      await problems(document.uri, 1);
      assert.equal((await authenticate('relative.ini')).reason, 'credentials-unreadable');
      return performance.now() - startedAt;
    };
    const usual = await timeFor('client_secrets.usual.ini', '# a comment\n'.repeat(size / 12));
    for (const [name, sign] of [
      ['u2028', '\u2028'],
      ['nel', '\u0085'],
      ['nbsp', '\u00a0'],
      ['tab', '\t'],
    ]) {
      const took = await timeFor(`client_secrets.${name}.ini`, `x${sign?.repeat(size)}y`);
      // Quadratic work takes tens of seconds here.
      const limit = Math.max(1000, 10 * usual);
      assert.ok(took < limit, `${name}: ${took} ms, a usual file takes ${usual} ms`);
    }
  });

  it('an open INI file with an old [isogeo] section gets warnings at an unusual ID and secret', async () => {
    const document = await open(
      'client_secrets.oldest.ini',
      '[other]\napp_id = mine\n[isogeo]\napp_id = catalog-tools\napp_secret: short\n',
    );
    const places = (await problems(document.uri, 2)).map((problem) => problem.split(' ')[0]);
    assert.deepEqual(places, ['4:10', '5:13']);
  });

  it('an open JSON credentials file is validated by the schema, which allows unknown keys', async () => {
    const document = await open(
      'client_secrets.json',
      '{\n  "web": {\n    "client_id": 7,\n    "project_id": "other",\n    "token_uri": "https://oauth2.googleapis.com/token"\n  }\n}\n',
    );
    const [problem, ...others] = await problems(document.uri, 1);
    assert.deepEqual(others, []);
    assert.match(problem ?? '', /^3:18 Warning Incorrect type/);
  });
});
