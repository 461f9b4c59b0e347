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

  it('the question about origins outside Isogeo names the token server as receiver of the secret, and the API as receiver of the token', async () => {
    assert.deepEqual(await asked(at({ token: `${server}/oauth/token`, api })), {
      question: 'Send this secret outside isogeo.com?',
      lines: [
        `The secret will be sent to ${server}. Continue only if your organisation runs Isogeo there; you won’t be asked again.`,
        `The access token will be sent to ${api}.`,
        'Application: app',
      ],
    });
  });

  it('the question about origins outside Isogeo names one server as receiver if the token server is also the API', async () => {
    const { lines } = await asked(at({ token: `${server}/oauth/token`, api: `${server}/api` }));
    assert.equal(lines[1], `The access token will be sent to ${server}.`);
  });

  it('the question about origins outside Isogeo doesn’t name the API as receiver of the secret if only the API is outside', async () => {
    assert.deepEqual(await asked(at({ api })), {
      question: 'Sign in outside isogeo.com?',
      lines: [
        `Continue only if your organisation runs Isogeo at ${api}. You won’t be asked again.`,
        `The access token will be sent to ${api}.`,
        'Application: app',
      ],
    });
  });

  it('the question about origins outside Isogeo names the page that the browser opens for a user application', async () => {
    const { lines } = await asked(at({ authorization: `${page}/a` }, userCredentials));
    assert.equal(lines[1], `Your browser will open ${page}.`);
  });

  it('the question about origins outside Isogeo mentions no secret for a public application, which sends none', async () => {
    const open = { ...userCredentials, kind: 'public' } as const;
    const { question, lines } = await asked(at({ token: `${server}/oauth/token` }, open));
    assert.equal(question, 'Sign in outside isogeo.com?');
    assert.ok(lines.every((line) => !line.includes('secret')));
  });

  it('the question about origins outside Isogeo is asked once for a command and its retries, and a refusal cancels the command', async () => {
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

  it('the question about origins outside Isogeo isn’t asked for Isogeo’s own platforms', async () => {
    const { applications } = fakePorts();
    assert.deepEqual(await confirmOrigins(credentials, applications, new Set()), success([]));
    assert.deepEqual(shown.notifications, []);
  });
});
