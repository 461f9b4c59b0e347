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
  it('sharing the token sets environment variables with the token, its API address and its expiry', () => {
    assert.deepEqual(new Host().environment, first);
  });

  it('the environment variables of a shared token change to the next token and its expiry', () => {
    const host = new Host();
    host.token = tokenWith('second', startOfTest + 1000);
    host.shared.update();
    assert.deepEqual(host.environment, {
      ...first,
      ISOGEO_ACCESS_TOKEN: 'second',
      ISOGEO_TOKEN_EXPIRES_AT: new Date(end + 1000).toISOString(),
    });
  });

  it('each of fifty tokens in turn is shared as an environment variable, which is removed each time sharing stops', () => {
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

  it('sharing a token with an unknown expiry sets the environment variables of the token and its API address, but none for the expiry', () => {
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
    it(`the environment variables of the shared token are removed when ${reason}, and are set again for the next valid shared token`, () => {
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

  it('the environment variables of the shared token are removed at the token’s expiry if it isn’t renewed', async () => {
    const host = new Host();
    await host.timer.advanceTo(end - 1);
    assert.deepEqual(host.environment, first);
    await host.timer.advanceTo(end);
    assert.deepEqual(host.environment, { HOME: '/home/me' });
  });

  it('the environment variables of the shared token are removed when the extension stops, and aren’t set again', () => {
    const host = new Host();
    host.shared.dispose();
    host.shared.update();
    assert.deepEqual(host.environment, { HOME: '/home/me' });
  });

  it('the extension can read the user’s own ISOGEO_ environment variables while a shared token replaces them, and restores them afterwards', () => {
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
