import assert from 'node:assert/strict';
import { it } from 'node:test';
import { failed } from '../../../../src/core/result.ts';
import { beginSignIn, decide, platformFor } from '../../../faults/support/signIn.ts';
import { shown } from '../../../faults/support/vscode.ts';

const outOfBand = 'urn:ietf:wg:oauth:2.0:oob';
const handled = 'vscode://isogeo.isogeo-api/callback';
const patienceMs = 5 * 60_000;
/** A sign-in that still waits fails the test long before its own time limit. */
const limit = { timeout: 20_000 };

it(
  'a browser sign-in receives its code at a vscode: redirect URI, and sends no token request for a code with a wrong state',
  limit,
  async (t) => {
    const platform = await platformFor(t, [handled]);
    const credentials = { ...platform.credentials, redirectUris: [handled] };
    const running = await beginSignIn(t, { ...platform, credentials });
    const { search } = new URL(await decide(running));
    const open = (query: string) =>
      shown.openUri?.({
        scheme: 'vscode',
        authority: 'isogeo.isogeo-api',
        path: '/callback',
        query,
        fragment: '',
      });
    open('code=made-up&state=of-another');
    assert.equal(platform.sandbox.tokenRequests.length, 0);
    open(search.slice(1));
    const { ok, ...failure } = await running.result;
    assert.ok(ok, JSON.stringify(failure));
    assert.ok(running.input.isDisposed);
    assert.equal(shown.openUri, undefined);
  },
);

it(
  'after five minutes without an answer, a browser sign-in offers Paste the Code, which opens the browser again and an input box for the code',
  limit,
  async (t) => {
    const platform = await platformFor(t, [outOfBand, outOfBand]);
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const running = await beginSignIn(t, platform);
    shown.choose = () => 'Paste the Code';
    shown.browser = Promise.withResolvers();
    t.mock.timers.tick(patienceMs);
    await shown.browser.promise;
    t.mock.timers.reset();
    assert.equal(shown.inputs.at(-1)?.prompt, 'Paste the code that the browser shows');
    assert.deepEqual(
      shown.notifications.map(({ actions }) => actions),
      [['Paste the Code']],
    );
    shown.inputs.at(-1)?.escape();
    assert.deepEqual(await running.result, failed({ reason: 'cancelled' }));
  },
);

it(
  'a browser sign-in shows a single message after five minutes without an answer, and is cancelled if the user closes the message',
  limit,
  async (t) => {
    const platform = await platformFor(t, [outOfBand]);
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const running = await beginSignIn(t, platform);
    t.mock.timers.tick(patienceMs);
    assert.deepEqual(await running.result, failed({ reason: 'cancelled' }));
    assert.equal(shown.notifications.length, 1);
  },
);

it(
  'a browser sign-in fails without an offer of another redirect URI if the platform refuses the client ID and secret',
  limit,
  async (t) => {
    const platform = await platformFor(t, [outOfBand]);
    const credentials = { ...platform.credentials, clientSecret: 'wrong' };
    const running = await beginSignIn(t, { ...platform, credentials });
    running.input.enter(await decide(running));
    const { host } = new URL(platform.sandbox.origin);
    assert.deepEqual(
      await running.result,
      failed({ reason: 'rejected', host, oauthError: 'invalid_client' }),
    );
    assert.deepEqual(shown.notifications, []);
  },
);

it(
  'the box of a browser sign-in says why a pasted text isn’t the answer, and what to paste instead',
  limit,
  async (t) => {
    const platform = await platformFor(t);
    const running = await beginSignIn(t, platform);
    const { input } = running;
    assert.equal(
      input.prompt,
      'Waiting for the browser. If it can’t open the last page, paste the address of that page',
    );
    const { origin, pathname, searchParams } = new URL(await decide(running));
    const state = searchParams.get('state') ?? '';
    const messages = ['', 'https://other.test/?code=a', `${origin}${pathname}?state=${state}`].map(
      (text) => {
        input.enter(text);
        return input.validationMessage;
      },
    );
    assert.deepEqual(messages, [
      'Paste the code or the whole address.',
      'This isn’t the address where the sign-in ends. Paste the last address that the browser shows.',
      'No code or token was found in this text.',
    ]);
    input.escape();
    assert.deepEqual(await running.result, failed({ reason: 'cancelled' }));
  },
);

for (const [uri, label] of [
  [handled, 'Return to VS Code'],
  [outOfBand, 'Paste the Code'],
] as const) {
  it(
    `after five minutes without an answer at a loopback address, a browser sign-in offers ${label} for the redirect URI ${uri}`,
    limit,
    async (t) => {
      const platform = await platformFor(t, [uri]);
      t.mock.timers.enable({ apis: ['setTimeout'] });
      const running = await beginSignIn(t, platform);
      t.mock.timers.tick(patienceMs);
      t.mock.timers.reset();
      await running.result;
      assert.deepEqual(
        shown.notifications.map(({ actions }) => actions),
        [[label]],
      );
    },
  );
}
