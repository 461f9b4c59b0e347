import assert from 'node:assert/strict';
import { it } from 'node:test';
import { failed } from '../../src/core/result.ts';
import { createHttp } from '../../src/node/http/http.ts';
import { authenticate } from '../../src/session/signIn/authenticate.ts';
import type { FailurePorts } from '../../src/vscode/failures/failures.ts';
import { httpServer } from '../unit/node/servers.ts';
import { credentials, fakePorts, noCancel } from '../unit/session/fakes.ts';
import { beginSignIn, platformFor, visit } from './support/signIn.ts';
import { recordingLog } from './support/logChannel.ts';
import { shown } from './support/vscode.ts';

const { showFailure } = await import('../../src/vscode/failures/failures.ts');

const markup =
  '<a href="https://evil.example">Sign in</a> [here](command:workbench.action.quit) $(zap) `x`';

for (const [name, body, oauthError] of [
  [
    'an error_description with markup',
    { error: 'invalid_client', error_description: markup, error_uri: 'command:evil' },
    'invalid_client',
  ],
  ['an error code that is markup itself', { error: markup }, 'other'],
] as const) {
  it(`fault 51: the error text of a server is neither shown nor logged: ${name}`, async (t) => {
    const { channel, log, lines } = recordingLog();
    const ports = { ...fakePorts(), log };
    const host = await httpServer(t, (_request, response) => {
      response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    const origin = `http://${host}`;
    const result = await authenticate(
      { ...credentials, endpoints: { token: `${origin}/oauth/token`, api: origin } },
      [],
      { ...ports, http: createHttp() },
      noCancel(),
    );
    assert.deepEqual(result, failed({ reason: 'rejected', host, oauthError }));
    shown.reset();
    showFailure(
      { reason: 'rejected', host, oauthError },
      '',
      { channel } as unknown as FailurePorts,
      {
        tryAgain: () => Promise.resolve(),
      },
    );
    assert.equal(shown.notifications.length, 1);
    assert.equal(lines.length, 1);
    const said = JSON.stringify([shown.notifications, lines]);
    assert.doesNotMatch(said, /evil|command:|zap|<a|\]\(/);
  });
}

it(
  'fault 51: an OAuth error in the redirect ends the sign-in with the standard error code alone, without the server’s description',
  { timeout: 20_000 },
  async (t) => {
    const platform = await platformFor(t);
    const running = await beginSignIn(t, platform);
    const query = new URLSearchParams({
      state: running.state,
      error: 'invalid_scope',
      error_description: markup,
    });
    assert.equal(await visit(`${platform.redirectUri}?${query.toString()}`), 200);
    const { host } = new URL(platform.sandbox.origin);
    assert.deepEqual(
      await running.result,
      failed({ reason: 'rejected', host, oauthError: 'invalid_scope' }),
    );
    assert.equal(platform.sandbox.tokenRequests.length, 0);
  },
);
