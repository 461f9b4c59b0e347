import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { it, type TestContext } from 'node:test';
import { failed } from '../../src/core/result.ts';
import { beginSignIn, decide, platformFor, visit } from './support/signIn.ts';
import type { SignInPlatform } from './support/signIn.ts';
import { shown } from './support/vscode.ts';

const { showFailure } = await import('../../src/vscode/failures/failures.ts');
const { signInThroughBrowser } = await import('../../src/vscode/signIn/browserSignIn.ts');

const patienceMs = 5 * 60_000;
/** A sign-in that still waits fails the test long before its own time limit. */
const limit = { timeout: 20_000 };
const cancelled = failed({ reason: 'cancelled' });

/** Fails if the port of the redirect URI is still taken. */
async function portIsFree({ redirectUri }: SignInPlatform): Promise<void> {
  const server = createServer();
  server.listen(Number(new URL(redirectUri).port), '127.0.0.1');
  await once(server, 'listening');
  server.close();
  await once(server, 'close');
}

/** The address with some parameters replaced. */
function changed(address: string, changes: Readonly<Record<string, string | undefined>>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  return url.href;
}

function codeIn(address: string): string {
  return new URL(address).searchParams.get('code') ?? '';
}

async function signIn(t: TestContext) {
  const platform = await platformFor(t);
  const running = await beginSignIn(t, platform);
  return { platform, running };
}

for (const [name, changes] of [
  ['a wrong state', { state: 'of-another-sign-in' }],
  ['no state', { state: undefined }],
  ['an error under a wrong state', { state: 'wrong', error: 'access_denied', code: undefined }],
  ['a bare error', { state: undefined, error: 'access_denied', code: undefined }],
] as const) {
  it(
    `fault 40: the sign-in refuses a redirect with ${name}, from the browser or pasted, and continues to wait for the right redirect`,
    limit,
    async (t) => {
      const { platform, running } = await signIn(t);
      const right = await decide(running);
      const wrong = changed(right, changes);
      assert.equal(await visit(wrong), 400);
      running.input.enter(wrong);
      assert.match(
        JSON.stringify(running.input.validationMessage),
        /is from another sign-in attempt/,
      );
      assert.equal(platform.sandbox.tokenRequests.length, 0);
      assert.equal(await visit(right), 200);
      assert.ok((await running.result).ok);
    },
  );
}

it(
  'fault 41: a sign-in ends and frees its port after the user denies consent',
  limit,
  async (t) => {
    const { platform, running } = await signIn(t);
    platform.sandbox.setConsent('deny');
    assert.equal(await visit(await decide(running)), 200);
    const { host } = new URL(platform.sandbox.origin);
    assert.deepEqual(await running.result, failed({ reason: 'consent-denied', host }));
    assert.equal(platform.sandbox.tokenRequests.length, 0);
    assert.ok(running.input.isDisposed);
    await portIsFree(platform);
  },
);

it(
  'fault 42: if two redirects with the right state arrive, the sign-in accepts only the first',
  limit,
  async (t) => {
    const { platform, running } = await signIn(t);
    const right = await decide(running);
    const later = changed(right, { code: 'another' });
    // On separate connections, both before the sign-in has received the first.
    const statuses = await Promise.all([visit(right), visit(later).catch(() => undefined)]);
    assert.equal(statuses[0], 200);
    assert.notEqual(statuses[1], 200);
    assert.ok((await running.result).ok);
    assert.deepEqual(
      platform.sandbox.tokenRequests.map(({ status }) => status),
      [200],
    );
  },
);

for (const [name, path, given, status] of [
  ['a favicon', '/favicon.ico', {}, 404],
  ['another path', '/other?code=a', {}, 404],
  ['another method', '/callback?code=a', { method: 'POST' }, 404],
  ['a foreign host', '/callback?code=a', { host: 'evil.example' }, 403],
  ['the host without its port', '/callback?code=a', { host: 'localhost' }, 403],
] as const) {
  it(
    `fault 42: the sign-in’s local server answers a wrong request (${name}) with ${status}, and the sign-in continues`,
    limit,
    async (t) => {
      const { platform, running } = await signIn(t);
      assert.equal(await visit(new URL(path, platform.redirectUri).href, given), status);
      assert.equal(await visit(await decide(running)), 200);
      assert.ok((await running.result).ok);
    },
  );
}

/** A code is pasted as the page shows it, without a state. */
for (const [name, pastedCode] of [
  [
    'was used before',
    async (t: TestContext, platform: SignInPlatform) => {
      const earlier = await beginSignIn(t, platform);
      const address = await decide(earlier);
      await visit(address);
      assert.ok((await earlier.result).ok);
      shown.reset();
      return { running: await beginSignIn(t, platform), code: codeIn(address) };
    },
  ],
  [
    'has expired',
    async (t: TestContext, platform: SignInPlatform) => {
      const running = await beginSignIn(t, platform);
      const code = codeIn(await decide(running));
      platform.clock.advance(10 * 60_000);
      return { running, code };
    },
  ],
] as const) {
  it(
    `fault 43: a pasted code that ${name} is sent only once, and the message offers a new sign-in`,
    limit,
    async (t) => {
      const platform = await platformFor(t);
      const { running, code } = await pastedCode(t, platform);
      const before = platform.sandbox.tokenRequests.length;
      running.input.enter(code);
      const result = await running.result;
      const { host } = new URL(platform.sandbox.origin);
      assert.ok(!result.ok);
      assert.deepEqual(result.failure, {
        reason: 'rejected',
        host,
        oauthError: 'invalid_grant',
        isOfCode: true,
      });
      assert.equal(platform.sandbox.tokenRequests.length, before + 1);
      const again = () => Promise.resolve();
      showFailure(result.failure, '', platform.services, { tryAgain: again, signIn: again });
      assert.deepEqual(shown.notifications, [
        {
          message: `This code isn’t valid for ${host}. Try again and paste the whole code.`,
          actions: ['Sign In'],
        },
      ]);
    },
  );
}

it('fault 44: a cancelled sign-in ends at once, and frees its port', limit, async (t) => {
  const { platform, running } = await signIn(t);
  running.cancel();
  assert.deepEqual(await running.result, cancelled);
  assert.ok(running.input.isDisposed);
  await portIsFree(platform);
});

it('fault 44: a sign-in ends at once after Escape, and frees its port', limit, async (t) => {
  const { platform, running } = await signIn(t);
  running.input.escape();
  assert.deepEqual(await running.result, cancelled);
  await portIsFree(platform);
});

it(
  'fault 44: a sign-in without a redirect from the browser times out after five minutes, and frees its port',
  limit,
  async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { platform, running } = await signIn(t);
    let isOver = false;
    void running.result.then(() => (isOver = true));
    t.mock.timers.tick(patienceMs - 1);
    await new Promise(setImmediate);
    assert.equal(isOver, false);
    t.mock.timers.tick(1);
    const { host } = new URL(platform.sandbox.origin);
    assert.deepEqual(
      await running.result,
      failed({ reason: 'timed-out', host, timeoutMs: patienceMs }),
    );
    await portIsFree(platform);
  },
);

/** Another program on the port of the redirect URI, and the requests that it received. */
async function squatterFor(t: TestContext, redirectUri: string, host: string) {
  const received: string[] = [];
  const squatter = createServer((request, response) => {
    received.push(request.url ?? '');
    response.end();
  });
  squatter.listen(Number(new URL(redirectUri).port), host);
  await once(squatter, 'listening');
  const leave = async () => {
    squatter.closeAllConnections();
    squatter.close();
    await once(squatter, 'close');
  };
  t.after(() => (squatter.listening ? leave() : undefined));
  return { received, leave };
}

/** Starts a sign-in that finds its port taken, and returns the offered actions. */
async function signInAtTakenPort(t: TestContext, kind: 'user' | 'public', scheme = 'http') {
  const platform = await platformFor(t);
  const redirectUri = platform.redirectUri.replace('http', scheme);
  const squatter = await squatterFor(t, redirectUri, '::');
  const credentials = { ...platform.credentials, kind, redirectUris: [redirectUri] };
  const offered = shown.nextNotification();
  const result = signInThroughBrowser(credentials, platform.services, t.signal);
  const isOpened = () => Promise.race([shown.browser.promise, Promise.resolve(undefined)]);
  return { platform, squatter, result, notification: await offered, isOpened };
}

for (const scheme of ['http', 'https']) {
  for (const [kind, actions] of [
    ['user', ['Try Again', 'Paste the Address']],
    ['public', ['Try Again']],
  ] as const) {
    it(
      `fault 45: if another program has the port of the ${scheme} redirect URI of a ${kind} application, this is reported and no browser opens`,
      limit,
      async (t) => {
        const { platform, squatter, result, notification, isOpened } = await signInAtTakenPort(
          t,
          kind,
          scheme,
        );
        const { port } = new URL(platform.redirectUri);
        assert.match(notification.message, new RegExp(`^Port ${port} is unavailable\\.`));
        assert.deepEqual(notification.actions, actions);
        notification.answer(undefined);
        assert.deepEqual(await result, cancelled);
        assert.equal(await isOpened(), undefined);
        assert.deepEqual(squatter.received, []);
        assert.deepEqual(shown.inputs, []);
      },
    );
  }
}

it(
  'fault 45: if the sign-in’s port is taken, the user can sign in by pasting the last address that the browser shows',
  limit,
  async (t) => {
    const { result, notification, isOpened } = await signInAtTakenPort(t, 'user');
    assert.equal(await isOpened(), undefined);
    notification.answer('Paste the Address');
    const url = await shown.browser.promise;
    const [input] = shown.inputs;
    assert.ok(input);
    assert.equal(input.prompt, 'Paste the last address that the browser shows');
    input.enter(await decide({ url }));
    assert.ok((await result).ok);
  },
);

it(
  'fault 45: if another program has freed the port of the redirect URI, Try Again completes the sign-in',
  limit,
  async (t) => {
    const { squatter, result, notification } = await signInAtTakenPort(t, 'user');
    await squatter.leave();
    notification.answer('Try Again');
    assert.equal(await visit(await decide({ url: await shown.browser.promise })), 200);
    assert.ok((await result).ok);
    assert.deepEqual(squatter.received, []);
  },
);

it(
  'fault 45: Try Again opens no browser if another program still has the port of the redirect URI',
  limit,
  async (t) => {
    const { squatter, result, notification, isOpened } = await signInAtTakenPort(t, 'public');
    const again = shown.nextNotification();
    notification.answer('Try Again');
    (await again).answer(undefined);
    assert.deepEqual(await result, cancelled);
    assert.equal(await isOpened(), undefined);
    assert.deepEqual(squatter.received, []);
  },
);

it(
  'fault 45: a sign-in with an https redirect URI occupies the URI’s port until the user pastes the redirect address with the token',
  limit,
  async (t) => {
    const platform = await platformFor(t);
    const redirectUri = platform.redirectUri.replace('http', 'https');
    const credentials = {
      ...platform.credentials,
      kind: 'public',
      redirectUris: [redirectUri],
    } as const;
    const result = signInThroughBrowser(credentials, platform.services, t.signal);
    const url = new URL(await shown.browser.promise);
    const taken = createServer().listen(Number(new URL(redirectUri).port), '127.0.0.1');
    const [error] = (await once(taken, 'error')) as [NodeJS.ErrnoException];
    assert.equal(error.code, 'EADDRINUSE');
    const state = url.searchParams.get('state') ?? '';
    const fragment = `access_token=a-pasted-token&token_type=bearer&state=${state}`;
    shown.inputs[0]?.enter(`${redirectUri}#${fragment}`);
    const signedIn = await result;
    assert.equal(signedIn.ok && signedIn.value.accessToken, 'a-pasted-token');
    await portIsFree(platform);
  },
);
