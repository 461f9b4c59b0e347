import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { failed, success } from '../../../../src/core/result.ts';
import type { Credentials } from '../../../../src/core/credentials/credentials.ts';
import { credentials, fakePorts, userCredentials } from '../../session/fakes.ts';
import '../../../faults/support/withVscode.ts';
import { shown } from '../../../faults/support/vscode.ts';

const { confirmOrigins } = await import('../../../../src/vscode/signIn/confirmOrigins.ts');

const [server, api, page] = ['https://id.geo.example', 'https://api.geo.example', 'http://[::1]:1'];

function at(changes: Partial<Credentials['endpoints']>, of: Credentials = credentials) {
  return { ...of, endpoints: { ...of.endpoints, ...changes } };
}

async function asked(given: Credentials) {
  await confirmOrigins(given, fakePorts().applications, new Set());
  const [notification, ...more] = shown.notifications;
  assert.deepEqual(more, []);
  const detail = (notification?.actions[0] as { readonly detail: string }).detail;
  return { question: notification?.message, lines: detail.split('\n') };
}

describe('the question about origins outside Isogeo', () => {
  beforeEach(() => {
    shown.reset();
  });

  it('the question about origins outside isogeo.com names the token server as receiver of the secret, and the API as receiver of the token', async () => {
    assert.deepEqual(await asked(at({ token: `${server}/oauth/token`, api })), {
      question: 'Send this secret outside isogeo.com?',
      lines: [
        `The secret will be sent to ${server}. Continue only if your organisation runs Isogeo there; you won’t be asked again.`,
        `The access token will be sent to ${api}.`,
        'Application: app',
      ],
    });
  });

  it('the question about origins outside isogeo.com names the token server as receiver of the token too if this server is also the API', async () => {
    const { lines } = await asked(at({ token: `${server}/oauth/token`, api: `${server}/api` }));
    assert.equal(lines[1], `The access token will be sent to ${server}.`);
  });

  it('the question about origins outside isogeo.com names the API as receiver of the token, and no receiver of the secret, if only the API is outside', async () => {
    assert.deepEqual(await asked(at({ api })), {
      question: 'Sign in outside isogeo.com?',
      lines: [
        `Continue only if your organisation runs Isogeo at ${api}. You won’t be asked again.`,
        `The access token will be sent to ${api}.`,
        'Application: app',
      ],
    });
  });

  it('the question about origins outside isogeo.com names the origin that the browser opens for a user application', async () => {
    const { lines } = await asked(at({ authorization: `${page}/a` }, userCredentials));
    assert.equal(lines[1], `Your browser will open ${page}.`);
  });

  it('the question about origins outside isogeo.com mentions no secret for a public application', async () => {
    const open = { ...userCredentials, kind: 'public' } as const;
    const { question, lines } = await asked(at({ token: `${server}/oauth/token` }, open));
    assert.equal(question, 'Sign in outside isogeo.com?');
    assert.ok(lines.every((line) => !line.includes('secret')));
  });

  it('the question about origins outside isogeo.com cancels the command if it is dismissed, and isn’t asked again in the same command once it is confirmed', async () => {
    const { applications } = fakePorts();
    const agreed = new Set<string>();
    const given = at({ api });
    const ask = () => confirmOrigins(given, applications, agreed);
    assert.deepEqual(await ask(), failed({ reason: 'cancelled' }));
    shown.choose = () => 'Trust and Continue';
    assert.deepEqual(await ask(), success([api]));
    assert.deepEqual(await ask(), success([api]));
    assert.equal(shown.notifications.length, 2);
  });

  it('the question about origins outside isogeo.com isn’t asked for credentials of Isogeo’s production platform', async () => {
    const { applications } = fakePorts();
    assert.deepEqual(await confirmOrigins(credentials, applications, new Set()), success([]));
    assert.deepEqual(shown.notifications, []);
  });
});
