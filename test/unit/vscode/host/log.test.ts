import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { recordingLog } from '../../../faults/support/logChannel.ts';

describe('the log', () => {
  const { log, lines } = recordingLog({ withLevels: true });

  beforeEach(() => {
    lines.length = 0;
  });

  it('the log writes one line per event, with the given fields', () => {
    log.info('activated');
    log.warn('renewal failed', {
      applicationId: 'a',
      lock: 'renewal',
      host: 'id.api.isogeo.com',
      status: 503,
      reason: 'server-error',
      code: 'none',
      durationMs: 12,
      count: 0,
    });
    assert.deepEqual(lines, [
      'info activated',
      'warn renewal failed applicationId=a lock=renewal host=id.api.isogeo.com status=503' +
        ' reason=server-error code=none durationMs=12 count=0',
    ]);
  });

  it('the log leaves out the secret, token, headers and body of an object, and keeps its allowed fields', () => {
    const careless = {
      applicationId: 'a',
      clientSecret: 'the-secret',
      token: { accessToken: 'the-token' },
      headers: { authorization: 'Bearer the-token' },
      body: 'client_secret=the-secret',
    };
    log.info('authenticated', careless);
    log.warn('authentication failed', careless);
    assert.deepEqual(lines, [
      'info authenticated applicationId=a',
      'warn authentication failed applicationId=a',
    ]);
  });

  it('the log names a file’s unknown keys, but leaves out each key that may be a secret or contains spaces, line breaks or signs', () => {
    const keys = [
      'web.extra',
      'x'.repeat(33),
      'Pa$$word!',
      'two words',
      'line\nbreak',
      'key=value',
      'aGVsbG8+d29ybGQ/',
    ];
    log.info('unknown keys ignored', { count: keys.length, keys });
    assert.deepEqual(lines, ['info unknown keys ignored count=7 keys=web.extra']);
  });

  it('the log gives only the number of a file’s unknown keys if it can’t name any of them', () => {
    log.info('unknown keys ignored', { count: 1, keys: ['two words'] });
    assert.deepEqual(lines, ['info unknown keys ignored count=1']);
  });

  it('the log replaces white space in a value, drops invisible characters and shortens a long value, so that a value can’t look like another field or line', () => {
    log.warn('renewal failed', {
      applicationId: 'a\u2028b\nc\u0085d reason=none\u202e',
      host: 'x'.repeat(10_000),
      code: '\u{e0041}\u200bE',
    });
    const [line = ''] = lines;
    assert.match(
      line,
      /^warn renewal failed applicationId=a_b_c_d_reason=none host=x{199}… code=E$/,
    );
  });
});
