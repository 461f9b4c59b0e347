import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Token } from '../../../../src/core/token/token.ts';
import { SharedToken } from '../../../../src/session/token/sharedToken.ts';
import { hourMs, ManualClock, ManualTimer, recordWith, startOfTest, tokenWith } from '../fakes.ts';

const { api } = recordWith(undefined).application.credentials.endpoints;
const end = startOfTest + hourMs;

/** One process whose active application has this token, until the test changes it. */
class Host {
  readonly clock = new ManualClock();
  readonly timer = new ManualTimer(this.clock);
  token: Token | undefined = tokenWith('first');
  isShared = true;
  readonly environment: Record<string, string | undefined>;
  readonly shared: SharedToken;

  constructor(environment: Record<string, string> = { HOME: '/home/me' }) {
    this.environment = environment;
    this.shared = new SharedToken({
      clock: this.clock,
      timer: this.timer,
      application: () =>
        this.isShared
          ? { record: recordWith(this.token), stored: 'this', asking: false }
          : undefined,
      environment,
    });
    this.shared.update();
  }
}

const first = {
  HOME: '/home/me',
  ISOGEO_ACCESS_TOKEN: 'first',
  ISOGEO_API_URL: api,
  ISOGEO_TOKEN_EXPIRES_AT: new Date(end).toISOString(),
};

describe('a shared token', () => {
  it('sharing the token sets the token, its API address and its expiry in the environment', () => {
    assert.deepEqual(new Host().environment, first);
  });

  it('the shared token is replaced by the next token', () => {
    const host = new Host();
    host.token = tokenWith('second', startOfTest + 1000);
    host.shared.update();
    assert.deepEqual(host.environment, {
      ...first,
      ISOGEO_ACCESS_TOKEN: 'second',
      ISOGEO_TOKEN_EXPIRES_AT: new Date(end + 1000).toISOString(),
    });
  });

  it('each of fifty tokens is shared in the environment, which is restored each time sharing stops', () => {
    const host = new Host();
    for (let token = 1; token <= 50; token += 1) {
      host.token = tokenWith(`token-${token}`, startOfTest + token);
      host.isShared = true;
      host.shared.update();
      assert.equal(host.environment['ISOGEO_ACCESS_TOKEN'], `token-${token}`);
      assert.equal(host.timer.pending.length, 1);
      if (token % 2 === 0) continue;
      host.isShared = false;
      host.shared.update();
      assert.deepEqual(host.environment, { HOME: '/home/me' });
      assert.deepEqual(host.timer.pending, []);
    }
  });

  it('the shared token has no expiry if the platform gives none', () => {
    const host = new Host();
    host.token = { accessToken: 'endless', obtainedAt: startOfTest };
    host.shared.update();
    assert.deepEqual(host.environment, {
      HOME: '/home/me',
      ISOGEO_ACCESS_TOKEN: 'endless',
      ISOGEO_API_URL: api,
    });
  });

  const ends: Readonly<Record<string, (host: Host) => void>> = {
    'sharing ends': (host) => {
      host.isShared = false;
    },
    'nobody is signed in': (host) => {
      host.token = undefined;
    },
    'the token has expired': (host) => {
      host.token = tokenWith('old', startOfTest - hourMs);
    },
  };
  for (const [reason, change] of Object.entries(ends)) {
    it(`the shared token is removed from the environment when ${reason}, and can be shared again afterwards`, () => {
      const host = new Host();
      change(host);
      host.shared.update();
      assert.deepEqual(host.environment, { HOME: '/home/me' });
      host.isShared = true;
      host.token = tokenWith('first');
      host.shared.update();
      assert.deepEqual(host.environment, first);
    });
  }

  it('the shared token is removed at its expiry if it isn’t renewed', async () => {
    const host = new Host();
    await host.timer.advanceTo(end - 1);
    assert.deepEqual(host.environment, first);
    await host.timer.advanceTo(end);
    assert.deepEqual(host.environment, { HOME: '/home/me' });
  });

  it('the shared token is removed permanently when the extension stops', () => {
    const host = new Host();
    host.shared.dispose();
    host.shared.update();
    assert.deepEqual(host.environment, { HOME: '/home/me' });
  });

  it('the user’s own environment variables stay readable while the token is shared, and are restored', () => {
    const own = { ISOGEO_API_URL: 'https://api.mine.example', ISOGEO_ACCESS_TOKEN: 'mine' };
    const host = new Host({ ...own });
    host.shared.update();
    assert.equal(host.environment['ISOGEO_API_URL'], api);
    const { ISOGEO_TOKEN_EXPIRES_AT, ...inherited } = host.shared.inherited();
    assert.deepEqual(
      { inherited, ISOGEO_TOKEN_EXPIRES_AT },
      {
        inherited: own,
        ISOGEO_TOKEN_EXPIRES_AT: undefined,
      },
    );
    host.isShared = false;
    host.shared.update();
    assert.deepEqual(host.environment, own);
    assert.deepEqual(host.shared.inherited(), own);
  });
});
