import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Failure } from '../../../../src/core/failure.ts';
import type { Token } from '../../../../src/core/token/token.ts';
import type { ApplicationState } from '../../../../src/session/applications/states.ts';
import { AutomaticRenewal } from '../../../../src/session/token/automaticRenewal.ts';
import {
  applicationId as id,
  hourMs,
  identityHost,
  ManualClock,
  ManualTimer,
  recordWith,
  settled,
  startOfTest,
  tokenWith,
} from '../fakes.ts';

const minuteMs = 60_000;
const unreachable: Failure = { reason: 'unreachable', host: identityHost, code: 'ENOTFOUND' };
const rejected: Failure = { reason: 'rejected', host: identityHost, oauthError: 'invalid_client' };

/** One application whose renewals the test decides; each is recorded with its moment. */
class Window {
  readonly clock = new ManualClock();
  readonly timer = new ManualTimer(this.clock);
  readonly renewedAt: number[] = [];
  readonly ids: string[] = [];
  state: ApplicationState | undefined;
  /** The result of a renewal. */
  outcome: () => ApplicationState | Promise<ApplicationState> = () => this.#stateOf(hourMs);

  readonly renewal = new AutomaticRenewal({
    clock: this.clock,
    timer: this.timer,
    application: () => this.state,
    renew: async (renewed) => {
      this.ids.push(renewed);
      this.renewedAt.push(this.clock.now() - startOfTest);
      this.state = await this.outcome();
    },
  });

  constructor(token: Token | undefined, failure?: Failure) {
    this.state = this.#state(token, failure);
    this.renewal.update();
  }

  /** Each renewal gives a token of this lifetime. */
  gives(lifetimeMs: number): void {
    this.outcome = () => this.#stateOf(lifetimeMs);
  }

  /** Each renewal fails and leaves the token as it was. */
  fails(failure: Failure): void {
    this.outcome = () => this.#state(this.state?.record.token, failure);
  }

  #stateOf(lifetimeMs: number): ApplicationState {
    const now = this.clock.now();
    return this.#state({ accessToken: 'new', obtainedAt: now, expiresAt: now + lifetimeMs });
  }

  #state(token: Token | undefined, failure?: Failure): ApplicationState {
    return {
      record: recordWith(token),
      stored: 'this',
      asking: false,
      ...(failure && { failure }),
    };
  }
}

const dueMs = 55 * minuteMs;

describe('automatic renewal', () => {
  it('automatic renewal renews each of fifty one-hour tokens five minutes before the token’s expiry', async () => {
    const window = new Window(tokenWith('a'));
    await window.timer.advanceTo(startOfTest + dueMs - 1);
    assert.deepEqual(window.renewedAt, []);
    await window.timer.advanceTo(startOfTest + 50 * dueMs);
    assert.deepEqual(
      window.renewedAt,
      Array.from({ length: 50 }, (_, at) => (at + 1) * dueMs),
    );
    assert.deepEqual(new Set(window.ids), new Set([id]));
  });

  it('automatic renewal renews at once a token that expired 23 hours ago', async () => {
    const window = new Window(tokenWith('a', startOfTest - 24 * hourMs));
    await window.timer.advanceTo(startOfTest);
    assert.deepEqual(window.renewedAt, [0]);
  });

  it('automatic renewal renews at once a token with an issue time in the future', async () => {
    const window = new Window(tokenWith('a', startOfTest + 365 * 24 * hourMs));
    await window.timer.advanceTo(startOfTest);
    assert.deepEqual(window.renewedAt, [0]);
  });

  for (const lifetimeMs of [0, 1000, 9000]) {
    it(`automatic renewal waits 10 s between renewals if each new token is valid for only ${lifetimeMs} ms`, async () => {
      const window = new Window(tokenWith('a', startOfTest - hourMs));
      window.gives(lifetimeMs);
      await window.timer.advanceTo(startOfTest + 35_000);
      assert.deepEqual(window.renewedAt, [0, 10_000, 20_000, 30_000]);
    });
  }

  it('automatic renewal waits 1, 2, 4, 5 and again 5 minutes between tries while the server is unreachable', async () => {
    const window = new Window(tokenWith('a'));
    window.fails(unreachable);
    await window.timer.advanceTo(startOfTest + dueMs + 20 * minuteMs);
    assert.deepEqual(
      window.renewedAt.map((at) => (at - dueMs) / minuteMs),
      [0, 1, 3, 7, 12, 17],
    );
  });

  it('automatic renewal waits one minute again after the first failure that follows a success', async () => {
    const window = new Window(tokenWith('a'));
    window.fails(unreachable);
    await window.timer.advanceTo(startOfTest + dueMs + 3 * minuteMs - 1);
    window.gives(hourMs);
    await window.timer.advanceTo(startOfTest + dueMs + 3 * minuteMs);
    window.fails(unreachable);
    const dueAgainMs = dueMs + 3 * minuteMs + dueMs;
    await window.timer.advanceTo(startOfTest + dueAgainMs + minuteMs);
    assert.deepEqual(window.renewedAt.slice(-2), [dueAgainMs, dueAgainMs + minuteMs]);
  });

  it('automatic renewal stops after a renewal that failed because the client ID and secret were refused', async () => {
    const window = new Window(tokenWith('a'));
    window.fails(rejected);
    await window.timer.advanceTo(startOfTest + 24 * hourMs);
    assert.deepEqual(window.renewedAt, [dueMs]);
    assert.deepEqual(window.timer.pending, []);
  });

  const mending: readonly Failure[] = [
    { reason: 'tls', host: identityHost, code: 'CERT_HAS_EXPIRED' },
    { reason: 'proxy', host: identityHost, code: '407' },
    { reason: 'storage', problem: 'too-slow' },
  ];
  for (const failure of mending) {
    it(`automatic renewal tries again after one minute if a renewal failed because of ${failure.reason}`, async () => {
      const window = new Window(tokenWith('a'));
      window.fails(failure);
      await window.timer.advanceTo(startOfTest + dueMs + minuteMs);
      assert.deepEqual(window.renewedAt, [dueMs, dueMs + minuteMs]);
    });
  }

  it('automatic renewal is due at once if an application with an expired token becomes active after another one’s renewal failed', async () => {
    const window = new Window(tokenWith('a'));
    window.fails(unreachable);
    await window.timer.advanceTo(startOfTest + dueMs);
    const expired = tokenWith('b', startOfTest - hourMs);
    window.state = {
      record: recordWith(expired, { clientId: 'other' }),
      stored: 'this',
      asking: false,
    };
    window.renewal.update();
    assert.deepEqual(window.timer.pending, [startOfTest + dueMs]);
  });

  it('automatic renewal is due at once after a failed renewal if the clock was set back to before that renewal', async () => {
    const window = new Window(tokenWith('a'));
    window.fails(unreachable);
    await window.timer.advanceTo(startOfTest + dueMs);
    window.clock.set(startOfTest - 24 * hourMs);
    window.renewal.update();
    assert.deepEqual(window.timer.pending, [startOfTest - 24 * hourMs]);
  });

  it('automatic renewal is scheduled again when the application with refused credentials gets a new token', () => {
    const window = new Window(tokenWith('a', startOfTest - hourMs), rejected);
    assert.deepEqual(window.timer.pending, []);
    window.state = { record: recordWith(tokenWith('b')), stored: 'this', asking: false };
    window.renewal.update();
    assert.deepEqual(window.timer.pending, [startOfTest + dueMs]);
  });

  const idle: readonly { name: string; token: Token | undefined }[] = [
    { name: 'there is no token', token: undefined },
    { name: 'its end is unknown', token: { accessToken: 'a', obtainedAt: startOfTest } },
  ];
  for (const { name, token } of idle) {
    it(`automatic renewal of an application’s token sets no timer if ${name}`, () => {
      assert.deepEqual(new Window(token).timer.pending, []);
    });
  }

  it('automatic renewal clears its timer when the application is removed', () => {
    const window = new Window(tokenWith('a'));
    window.state = undefined;
    window.renewal.update();
    assert.deepEqual(window.timer.pending, []);
  });

  it('automatic renewal keeps exactly one timer after a hundred updates', () => {
    const window = new Window(tokenWith('a'));
    for (let change = 0; change < 100; change += 1) window.renewal.update();
    assert.deepEqual(window.timer.pending, [startOfTest + dueMs]);
  });

  it('automatic renewal sets its timer to five minutes before the new token’s expiry when a command has renewed the token', () => {
    const window = new Window(tokenWith('a'));
    window.state = {
      record: recordWith(tokenWith('b', startOfTest + minuteMs)),
      stored: 'this',
      asking: false,
    };
    window.renewal.update();
    assert.deepEqual(window.timer.pending, [startOfTest + minuteMs + dueMs]);
  });

  it('automatic renewal sets no timer for a second renewal while a renewal is running', async () => {
    const window = new Window(tokenWith('a', startOfTest - hourMs));
    const ended = Promise.withResolvers<ApplicationState>();
    window.outcome = () => ended.promise;
    await window.timer.advanceTo(startOfTest);
    window.renewal.update();
    assert.deepEqual(window.timer.pending, []);
    ended.resolve({ record: recordWith(tokenWith('b')), stored: 'this', asking: false });
    await settled();
    assert.deepEqual(window.timer.pending, [startOfTest + dueMs]);
  });

  it('automatic renewal leaves no timer behind when disposed while it waits', () => {
    const window = new Window(tokenWith('a'));
    window.renewal.dispose();
    assert.deepEqual(window.timer.pending, []);
  });

  it('automatic renewal leaves no timer behind when disposed during a renewal', async () => {
    const window = new Window(tokenWith('a', startOfTest - hourMs));
    const ended = Promise.withResolvers<ApplicationState>();
    window.outcome = () => ended.promise;
    await window.timer.advanceTo(startOfTest);
    window.renewal.dispose();
    ended.resolve({ record: recordWith(tokenWith('b')), stored: 'this', asking: false });
    await settled();
    assert.deepEqual(window.timer.pending, []);
  });
});
