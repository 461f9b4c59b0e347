import '../../../faults/support/withVscode.ts';
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { success } from '../../../../src/core/result.ts';
import { Uri, workspace } from '../../../faults/support/vscode.ts';

const { findCredentialsFiles } =
  await import('../../../../src/vscode/credentials/credentialsFiles.ts');

describe('the credentials files of a workspace', () => {
  after(() => {
    Reflect.deleteProperty(workspace, 'findFiles');
  });

  it('a .env file with Isogeo’s variables is offered although a hundred other .env files come before it', async () => {
    const paths = Array.from({ length: 100 }, (_, index) => `/work/service-${index}/.env`);
    const ours = '/work/zones/.env';
    // VS Code returns the first files that it finds, up to the limit.
    const findFiles = (pattern: string, _exclude: string, most: number) =>
      Promise.resolve(
        pattern.includes('.env') ? [...paths, ours].slice(0, most).map(Uri.file) : [],
      );
    Object.assign(workspace, { findFiles });
    const text = 'ISOGEO_CLIENT_ID=a\nISOGEO_CLIENT_SECRET=b\nISOGEO_PLATFORM=prod\n';
    const bytes = (path: string) => new TextEncoder().encode(path === ours ? text : 'DEBUG=1\n');
    const offered = await findCredentialsFiles(({ path }) => Promise.resolve(success(bytes(path))));
    assert.deepEqual(
      offered.map(({ file, failure }) => [file.path, failure]),
      [[ours, undefined]],
    );
  });
});
