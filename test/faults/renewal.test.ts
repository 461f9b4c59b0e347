import './support/withVscode.ts';
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { failed } from '../../src/core/result.ts';
import { AutomaticRenewal } from '../../src/session/token/automaticRenewal.ts';
import { authenticate } from '../../src/session/signIn/authenticate.ts';
import { readApi } from '../../src/session/requests/readApi.ts';
import { Tokens } from '../../src/session/token/tokens.ts';
import type { TokenPorts } from '../../src/vscode/token/tokenCommands.ts';
import { ManualClock, ManualTimer, noCancel, settled } from '../unit/session/fakes.ts';
import { openWindow } from './desk.ts';
import { shown } from './support/vscode.ts';
import { expiredToken, sharedDesk, signedInUser } from './support.ts';

// Imported after the hook is registered.
const { renewByItself } = await import('../../src/vscode/token/tokenCommands.ts');

const hourMs = 3_600_000;

/** A window over the folder, with a clock that the test sets. */
function windowAt(folder: string, now: number) {
  const clock = new ManualClock();
  clock.set(now);
  const window = { ...openWindow(folder), clock };
  return { ...window, timer: new ManualTimer(clock), tokens: new Tokens(window) };
}

/** A user application with an expired token and a valid refresh token. */
async function refreshable(t: TestContext) {
  const desk = await sharedDesk(t, 'user');
  await signedInUser(desk);
  const window = windowAt(desk.folder, Date.now() + 2 * hourMs);
  const refreshes = () =>
    desk.sandbox.tokenRequests
      .filter(({ grant }) => grant === 'refresh_token')
      .map(({ status }) => status);
  return { desk, window, refreshes };
}

/** Runs automatic renewal for some hours, as in an open window; returns the shown messages. */
async function hoursOfAutomaticRenewal(
  window: ReturnType<typeof windowAt>,
  id: string,
): Promise<typeof shown.notifications> {
  const { applications, clock, timer } = window;
  // The other services are only for the user's actions.
  const services = { ...window, shutdown: noCancel() } as unknown as TokenPorts;
  shown.reset();
  let renewing: Promise<unknown> = Promise.resolve();
  const renewal = new AutomaticRenewal({
    clock,
    timer,
    application: () => applications.get(id),
    renew: (due) => (renewing = renewByItself(due, services)),
  });
  await applications.load(id);
  renewal.update();
  for (let minute = 0; minute < 180; minute += 1) {
    await timer.advanceTo(clock.now() + 60_000);
    await renewing;
    await settled();
  }
  renewal.dispose();
  return shown.notifications;
}

describe('refresh tokens', () => {
  it('fault 4: after a connection reset, no window sends a refresh token again until the user renews the token manually', async (t) => {
    const { desk, window, refreshes } = await refreshable(t);
    desk.front.cutNext();
    const cut = await window.tokens.forUse(desk.id, true, noCancel());
    assert.equal(cut.ok ? undefined : cut.failure.reason, 'unreachable');
    // The platform has replaced the token, unknown to this side.
    assert.deepEqual(refreshes(), [200]);
    const elsewhere = windowAt(desk.folder, window.clock.now());
    const asks = failed({ reason: 'interaction-required', need: 'renew-uncertain' } as const);
    assert.deepEqual(await window.tokens.forUse(desk.id, true, noCancel()), asks);
    assert.deepEqual(await elsewhere.tokens.forUse(desk.id, true, noCancel()), asks);
    await hoursOfAutomaticRenewal(elsewhere, desk.id);
    assert.deepEqual(refreshes(), [200]);
    const byHand = await window.tokens.renew(desk.id, noCancel());
    assert.equal(byHand.ok ? undefined : byHand.failure.reason, 'rejected');
    assert.deepEqual(refreshes(), [200, 400]);
    assert.ok(desk.records()[desk.id]?.includes(desk.credentials.clientSecret));
  });

  it('fault 4: a window whose refresh request ends in a connection reset uses the token that another window received meanwhile', async (t) => {
    const { desk, window, refreshes } = await refreshable(t);
    const theirs = windowAt(desk.folder, window.clock.now());
    // The other window works without the lock, as after a timeout.
    const alone = new Tokens({ ...theirs, lock: { hold: (_key, work) => work() } });
    desk.front.refuseAfter(() => alone.renew(desk.id, noCancel()));
    const got = await window.tokens.forUse(desk.id, true, noCancel());
    const stored = theirs.applications.get(desk.id)?.record.token;
    assert.deepEqual(got.ok && got.value, stored);
    assert.deepEqual(refreshes(), [200]);
  });

  it('fault 46: after the platform refuses a refresh token, no window sends it again, and using the token needs a sign-in', async (t) => {
    const { desk, window, refreshes } = await refreshable(t);
    desk.sandbox.failNext('token', { status: 400, body: '{"error":"invalid_grant"}' }, 1000);
    const before = desk.records()[desk.id] ?? '';
    assert.equal((await hoursOfAutomaticRenewal(window, desk.id)).length, 1);
    const elsewhere = windowAt(desk.folder, window.clock.now());
    assert.deepEqual(await hoursOfAutomaticRenewal(elsewhere, desk.id), []);
    assert.deepEqual(
      await elsewhere.tokens.forUse(desk.id, true, noCancel()),
      failed({ reason: 'interaction-required', need: 'browser-sign-in' }),
    );
    assert.equal(desk.sandbox.tokenRequests.length, 2);
    assert.deepEqual(refreshes(), [400]);
    const kept = desk.records()[desk.id] ?? '';
    assert.equal(kept.replace(',"refreshHalted":"refused"', ''), before);
  });

  for (const rotation of ['rotate', 'omit', 'empty'] as const) {
    it(`fault 47: a renewal saves its tokens, so that another window can renew later (new refresh token: ${rotation})`, async (t) => {
      const { desk, window, refreshes } = await refreshable(t);
      desk.sandbox.setRefreshRotation(rotation);
      const oldToken = window.applications;
      await oldToken.load(desk.id);
      const before = oldToken.get(desk.id)?.record.token?.refreshToken;
      const got = await window.tokens.forUse(desk.id, true, noCancel());
      const stored = desk.records()[desk.id] ?? '';
      assert.ok(got.ok && stored.includes(got.value.accessToken));
      assert.equal(stored.includes(before ?? '?'), rotation !== 'rotate');
      // The next window, an hour later, can still renew.
      const next = windowAt(desk.folder, window.clock.now() + 2 * hourMs);
      assert.ok((await next.tokens.forUse(desk.id, true, noCancel())).ok);
      assert.deepEqual(refreshes(), [200, 200]);
    });
  }
});

describe('renewing a token', () => {
  it('fault 46: an automatic renewal sends the credentials only once to a server that answers 503', async (t) => {
    const desk = await sharedDesk(t);
    await desk.save(expiredToken());
    const window = openWindow(desk.folder);
    await window.applications.load(desk.id);
    desk.sandbox.failNext('token', { status: 503, body: '' }, 10);
    const services = { ...window, tokens: new Tokens(window), shutdown: noCancel() };
    await renewByItself(desk.id, services as unknown as TokenPorts);
    assert.deepEqual(
      desk.sandbox.tokenRequests.map(({ status }) => status),
      [503],
    );
  });

  for (const what of ['removed', 'signed out'] as const) {
    it(`fault 28: the renewal in one window doesn’t restore an application that another window has ${what} meanwhile`, async (t) => {
      const desk = await sharedDesk(t);
      await desk.save(expiredToken());
      const window = openWindow(desk.folder);
      const other = openWindow(desk.folder);
      await other.applications.load(desk.id);
      desk.front.beforeAnswer(() =>
        what === 'removed'
          ? other.applications.remove(desk.id)
          : other.applications.forgetToken(desk.id),
      );
      const got = await new Tokens(window).forUse(desk.id, true, noCancel());
      assert.deepEqual(got, failed({ reason: 'interaction-required', need: 'choose-application' }));
      assert.equal(desk.sandbox.tokenRequests.length, 1);
      const loaded = await openWindow(desk.folder).applications.load(desk.id);
      assert.ok(loaded.ok);
      assert.equal(loaded.value !== undefined, what === 'signed out');
      assert.equal(loaded.value?.token, undefined);
      assert.deepEqual(window.markers.ids(), what === 'removed' ? [] : [desk.id]);
    });
  }

  for (const leave of ['remove', 'forgetToken'] as const) {
    it(`fault 28: if another window calls ${leave} at any moment of a renewal, the token stays removed after the renewal`, async (t) => {
      const desk = await sharedDesk(t);
      for (let [moment, steps] = [1, 1]; moment <= steps; moment += 1) {
        await desk.save(expiredToken());
        const other = openWindow(desk.folder);
        await other.applications.load(desk.id);
        let leaving: Promise<unknown> = Promise.resolve();
        steps = 0;
        const window = openWindow(desk.folder, () => {
          steps += 1;
          if (steps === moment) leaving = other.applications[leave](desk.id);
        });
        await new Tokens(window).forUse(desk.id, true, noCancel());
        // The index of the applications is written after the command has its token.
        for (let turn = 0; turn < 20; turn += 1) await settled();
        await leaving;
        const loaded = await openWindow(desk.folder).applications.load(desk.id);
        assert.ok(loaded.ok, `at step ${moment}`);
        assert.equal(loaded.value !== undefined, leave === 'forgetToken', `at step ${moment}`);
        assert.equal(loaded.value?.token, undefined, `at step ${moment}`);
      }
    });
  }

  it('fault 48: after the secret was replaced on the platform, the old saved secret is sent only once, and the credentials are kept', async (t) => {
    const desk = await sharedDesk(t);
    await desk.save(expiredToken());
    desk.sandbox.rotateSecret(desk.credentials.clientId);
    const before = desk.records()[desk.id] ?? '';
    const window = windowAt(desk.folder, Date.now());
    assert.equal((await hoursOfAutomaticRenewal(window, desk.id)).length, 1);
    assert.equal(window.applications.get(desk.id)?.failure?.reason, 'rejected');
    const elsewhere = windowAt(desk.folder, window.clock.now());
    assert.deepEqual(await hoursOfAutomaticRenewal(elsewhere, desk.id), []);
    const used = await elsewhere.tokens.forUse(desk.id, true, noCancel());
    assert.equal(used.ok ? undefined : used.failure.reason, 'rejected');
    assert.deepEqual(
      desk.sandbox.tokenRequests.map(({ status }) => status),
      [400],
    );
    const kept = desk.records()[desk.id] ?? '';
    assert.equal(kept.replace(',"refreshHalted":"client-refused"', ''), before);
  });

  it('fault 49: a sign-in whose new token the API refuses fails with `wrong-platform`, sends each request once and saves nothing', async (t) => {
    const desk = await sharedDesk(t);
    await desk.save(expiredToken());
    const before = desk.records();
    desk.sandbox.failNext('api', { status: 401 }, 1000);
    const window = openWindow(desk.folder);
    const signedIn = await authenticate(desk.credentials, [], window, noCancel());
    assert.deepEqual(
      signedIn,
      failed({ reason: 'wrong-platform', host: new URL(desk.front.origin).host }),
    );
    assert.deepEqual([desk.sandbox.tokenRequests.length, desk.sandbox.apiRequests.length], [1, 1]);
    assert.deepEqual(desk.records(), before);
  });

  it('fault 49: if the API refuses a saved token later, each request is sent once, and no new token is requested', async (t) => {
    const desk = await sharedDesk(t);
    const signedIn = await authenticate(desk.credentials, [], openWindow(desk.folder), noCancel());
    assert.ok(signedIn.ok);
    const before = desk.records();
    desk.sandbox.failNext('api', { status: 401 }, 1000);
    const tokens = new Tokens(openWindow(desk.folder));
    const [asked, read] = [desk.sandbox.tokenRequests.length, desk.sandbox.apiRequests.length];
    const window = openWindow(desk.folder);
    for (let request = 0; request < 3; request += 1) {
      const used = await tokens.forUse(desk.id, true, noCancel());
      assert.ok(used.ok);
      const url = `${desk.front.origin}/resources/search`;
      const answer = await readApi(used.value, url, window.http, noCancel());
      assert.deepEqual(answer, { ok: false, status: 401 });
    }
    assert.equal(desk.sandbox.tokenRequests.length, asked);
    assert.equal(desk.sandbox.apiRequests.length, read + 3);
    assert.deepEqual(desk.records(), before);
  });
});
