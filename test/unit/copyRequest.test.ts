import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { temporaryFolder } from '../../tools/registry-vscode/system/cleanup.ts';
import { inProject } from '../../scripts/lib/project.ts';

const script = inProject('scripts', 'copy-request.ts');
const api = 'https://v1.api.isogeo.com';

describe('npm run copy-request', () => {
  const folder = temporaryFolder();
  const write = (name: string, text: string) => {
    writeFileSync(join(folder.path, name), text);
  };
  const copied = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const options = {
      cwd: folder.path,
      encoding: 'utf8',
      env: { ...process.env, ...env },
    } as const;
    const { stdout, stderr, status } = spawnSync(process.execPath, [script, ...args], options);
    return { stdout, stderr, status };
  };

  before(() => {
    write(
      'lines.http',
      `GET ${api}/shares\r\nAuthorization: Bearer abcdefgh\r\n\r\n###\r\nGET {{b}}/x?q={{q}}`,
    );
    write('mark.http', `\ufeffGET ${api}/about`);
    write('refused.http', `PURGE ${api}/shares`);
    write('nothing.http', '# a comment\n');
  });

  after(() => {
    folder.remove();
  });

  it('npm run copy-request prints the token’s variable instead of the token, in each output format', () => {
    for (const language of ['curl', 'powershell', 'python', 'javascript', 'http']) {
      const { stdout, status } = copied(['lines.http', '--line', '2', '--as', language]);
      assert.equal(status, 0);
      assert.match(stdout, /ISOGEO_ACCESS_TOKEN/);
      assert.doesNotMatch(stdout, /abcdefgh|\r/);
    }
  });

  it('npm run copy-request with --starts lists where requests begin in files with Windows line ends or a byte order mark', () => {
    assert.equal(copied(['lines.http', '--starts']).stdout, '1\n5\n');
    assert.equal(copied(['mark.http', '--starts']).stdout, '1\n');
    assert.equal(copied(['nothing.http', '--starts']).stdout, '');
  });

  it('npm run copy-request reads the variables beside the file as the extension does, also from files with a byte order mark', () => {
    for (const [name, text] of [
      ['http-client.env.json', '{"dev": {"v": "1"}}'],
      ['http-client.private.env.json', '{"dev": {"v": "1"}}'],
      ['.env', 'v=1'],
    ] as const) {
      write(name, `\ufeff${text}`);
      write('variable.http', `GET ${api}/shares?v={{v}}`);
      const { stdout, stderr } = copied(['variable.http', '--line', '1', '--as', 'curl']);
      rmSync(join(folder.path, name));
      assert.equal(stdout, `curl '${api}/shares?v=1'`, `${name}: ${stderr}`);
    }
  });

  it('npm run copy-request uses braces in --env values literally, and replaces the token in a request to the --platform host', () => {
    const at = ['lines.http', '--line', '5', '--as', 'curl', '--env', `b=${api}`];
    assert.equal(
      copied([...at, '--env', 'q={{a b}}']).stdout,
      `curl '${api}/x?q=%7B%7Ba%20b%7D%7D'`,
    );
    write('other.http', 'GET https://x.org/a\nAuthorization: Bearer abcdefgh');
    const other = ['other.http', '--line', '1', '--as', 'curl'];
    assert.match(copied(other).stdout, /Bearer abcdefgh/);
    assert.match(copied([...other, '--platform', 'https://x.org']).stdout, /\$ISOGEO_ACCESS_TOKEN/);
  });

  it('npm run copy-request reports wrong arguments, or a request that can’t be copied, on standard error only, with exit code 2', () => {
    for (const [args, reason] of [
      [['refused.http', '--line', '1', '--as', 'curl'], /unknown HTTP method/],
      [['lines.http', '--line', '5', '--as', 'curl'], /variables: b, q/],
      [['nothing.http', '--line', '1', '--as', 'curl'], /no request at this line/],
      [['missing.http', '--line', '1', '--as', 'curl'], /no file missing\.http/],
      [['lines.http', '--line', '0', '--as', 'curl'], /Usage/],
      [['lines.http', '--line', '1', '--as', 'perl'], /Usage/],
      [['lines.http', '--line', '1', '--as', 'curl', '--platform', 'x'], /isn't an address/],
    ] as const) {
      const { stdout, stderr, status } = copied(args);
      assert.equal(status, 2, stderr);
      assert.equal(stdout, '');
      assert.match(stderr, reason);
    }
  });

  it('npm run copy-request reads the file relative to the folder where npm was called', () => {
    const env = { npm_lifecycle_event: 'copy-request', INIT_CWD: folder.path };
    const options = {
      cwd: inProject('.'),
      encoding: 'utf8',
      env: { ...process.env, ...env },
    } as const;
    const args = [script, 'mark.http', '--line', '1', '--as', 'curl'];
    assert.equal(spawnSync(process.execPath, args, options).stdout, `curl '${api}/about'`);
  });
});
