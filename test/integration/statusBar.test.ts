import assert from 'node:assert/strict';
import type { Failure } from '../../src/core/failure.ts';
import { statusOf, type StatusInput } from '../../src/core/token/status.ts';
import { statusText } from '../../src/vscode/token/statusText.ts';

const now = Date.UTC(2026, 0, 1, 12);
const seconds = 1000;
const minutes = 60 * seconds;
const hours = 60 * minutes;

/** A token with so much time left; without a number, the expiry is unknown. */
function withToken(leftMs: number | undefined, differences: Partial<StatusInput> = {}) {
  return {
    token: {
      accessToken: 'token',
      obtainedAt: now - 10 * seconds,
      ...(leftMs !== undefined && { expiresAt: now + leftMs }),
    },
    asking: false,
    failure: undefined,
    renewable: true,
    renewal: 'onUse',
    warnMs: 5 * minutes,
    ...differences,
  } satisfies StatusInput;
}

const host = 'id.api.isogeo.com';
const rejected: Failure = { reason: 'rejected', host, oauthError: 'invalid_client' };
const unreachable: Failure = { reason: 'unreachable', host, code: 'ENOTFOUND' };

type Row = readonly [
  state: string,
  input: StatusInput | undefined,
  text: string,
  colour: 'default' | 'warning' | 'error',
];

/** Each state of the status bar item, with its text and colour. */
const table: readonly Row[] = [
  ['no application', undefined, '$(key) Isogeo: sign in', 'default'],
  ['asking', withToken(undefined, { asking: true }), '$(loading~spin) Isogeo', 'default'],
  ['59 minutes left', withToken(59 * minutes), '$(key) Isogeo 59 min', 'default'],
  ['almost an hour left', withToken(60 * minutes - 1), '$(key) Isogeo 59 min', 'default'],
  ['almost 3 hours left', withToken(3 * hours - 1), '$(key) Isogeo 179 min', 'default'],
  ['3 hours left', withToken(3 * hours), '$(key) Isogeo 3 h', 'default'],
  ['a minute left', withToken(minutes), '$(key) Isogeo 1 min', 'default'],
  ['almost a minute left', withToken(minutes - 1), '$(key) Isogeo 59 s', 'default'],
  ['an unknown time left', withToken(undefined), '$(key) Isogeo', 'default'],
  ['expired', withToken(0), '$(key) Isogeo: expired', 'default'],
  [
    'near its end, renewal being manual',
    withToken(5 * minutes - 1, { renewal: 'manual' }),
    '$(warning) Isogeo 4 min',
    'warning',
  ],
  [
    'not yet near its end, renewal being manual',
    withToken(5 * minutes, { renewal: 'manual' }),
    '$(key) Isogeo 5 min',
    'default',
  ],
  [
    'near its end, with nothing to renew it with',
    withToken(4 * minutes, { renewable: false }),
    '$(warning) Isogeo 4 min',
    'warning',
  ],
  [
    'near its end, the renewal having been refused',
    withToken(4 * minutes, { failure: rejected }),
    '$(warning) Isogeo 4 min',
    'warning',
  ],
  [
    'still valid, a renewal having failed',
    withToken(59 * minutes, { failure: unreachable }),
    '$(key) Isogeo 59 min',
    'default',
  ],
  [
    'expired, renewal being manual',
    withToken(0, { renewal: 'manual' }),
    '$(warning) Isogeo: expired',
    'warning',
  ],
  [
    'failing, and the user must act',
    withToken(0, { failure: rejected }),
    '$(error) Isogeo: credentials rejected',
    'error',
  ],
  [
    'failing, and a later renewal may succeed',
    withToken(0, { failure: unreachable }),
    '$(error) Isogeo: server unreachable',
    'default',
  ],
];

describe('the status bar item', () => {
  for (const [state, input, text, colour] of table) {
    it(`the status bar item shows "${text}" in the ${colour} colour in this state: ${state}`, () => {
      const said = statusText(statusOf(input, now));
      const shown = `$(${said.icon}) ${said.text}`;
      assert.deepEqual({ text: shown, colour: said.colour }, { text, colour });
    });
  }

  it('the status bar item’s label for screen readers says the time left in words, has no icon, and doesn’t change in the last minute', () => {
    const labelAt = (leftMs: number) => statusText(statusOf(withToken(leftMs), now)).label;
    assert.match(labelAt(59 * minutes), /59 minutes/);
    assert.match(labelAt(3 * hours), /3 hours/);
    assert.equal(labelAt(59 * seconds), labelAt(seconds));
    for (const [, input] of table) {
      const { text, label } = statusText(statusOf(input, now));
      assert.doesNotMatch(label, /\$\(/);
      assert.notEqual(label, '', text);
    }
  });
});
