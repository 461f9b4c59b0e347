import '../../../faults/support/withVscode.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SharedToken } from '../../../../src/session/token/sharedToken.ts';
import { shown, window } from '../../../faults/support/vscode.ts';
import { fakePorts, recordWith, tokenWith } from '../../session/fakes.ts';

const { credentialsFromSource } =
  await import('../../../../src/vscode/credentials/sourceCredentials.ts');

describe('credentials in the environment', () => {
  it('credentials in environment variables belong to the user’s ISOGEO_PLATFORM, although a token of another platform is shared in the environment', async () => {
    const ports = fakePorts();
    const environment: Record<string, string | undefined> = {
      ISOGEO_API_GROUP_CLIENT_ID: 'app-of-qa',
      ISOGEO_API_GROUP_CLIENT_SECRET: 'secret-of-qa',
      ISOGEO_PLATFORM: 'qa',
    };
    const shared = new SharedToken({
      ...ports,
      application: () => ({ record: recordWith(tokenWith('a')), stored: 'this', asking: false }),
      environment,
    });
    shared.update();
    assert.equal(environment['ISOGEO_ACCESS_TOKEN'], 'a');
    const read = await credentialsFromSource(
      { from: 'environment' },
      {
        ...ports,
        readFile: () => Promise.reject(new Error('No file is read.')),
        inheritedEnvironment: () => shared.inherited(),
      },
    );
    assert.ok(read.ok);
    assert.equal(read.value.endpoints.api, 'https://api.qa.isogeo.com');
  });

  it('the question about the platform of credentials in the environment has the title of Authenticate, since the user enters neither ID nor secret', async (t) => {
    t.after(() => {
      shown.reset();
    });
    const create = t.mock.method(window, 'createQuickPick');
    const environment = { ISOGEO_CLIENT_ID: 'a', ISOGEO_CLIENT_SECRET: 'b' };
    const read = await credentialsFromSource(
      { from: 'environment' },
      {
        ...fakePorts(),
        readFile: () => Promise.reject(new Error('No file is read.')),
        inheritedEnvironment: () => environment,
      },
    );
    assert.ok(!read.ok && read.failure.reason === 'cancelled');
    const lists = create.mock.calls.map(({ result }) => result as { readonly title?: string });
    assert.deepEqual(
      lists.map(({ title }) => title),
      ['Authenticate'],
    );
  });
});
