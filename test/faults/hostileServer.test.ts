import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createHttp, withDeadline } from '../../src/node/http/http.ts';
import { requestToken } from '../../src/session/token/grants.ts';
import { systemClock } from '../../src/node/concurrency/clock.ts';
import { tcpServer } from '../unit/node/servers.ts';
import { noCancel } from '../unit/session/fakes.ts';
import { groupAt } from './support/world.ts';
import type { Socket } from 'node:net';

const evil = JSON.stringify({ access_token: 'evil-token', token_type: 'bearer', expires_in: 3599 });
const good = JSON.stringify({ access_token: 'good-token', token_type: 'bearer', expires_in: 3599 });
const json = 'content-type: application/json\r\n';

function whole(body: string): string {
  return `HTTP/1.1 200 OK\r\n${json}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** Writes the same bytes until the client ends the connection. */
function endless(start: string, part: string) {
  const parts = part.repeat(Math.ceil(60_000 / part.length));
  return (socket: Socket) => {
    socket.write(start);
    const more = () => {
      while (!socket.destroyed && socket.write(parts));
    };
    socket.on('drain', more);
    more();
  };
}

type Attack = string | Buffer | ((socket: Socket) => void);

/** Each answer fails in one of these ways, and no token comes of it. */
const attacks: Readonly<Record<string, Attack>> = {
  'interim answers without end': endless('', 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'),
  'continue lines without end': endless('', 'HTTP/1.1 100 Continue\r\n\r\n'),
  'a switch to another protocol':
    'HTTP/1.1 101 Switching\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n',
  'header lines without end': endless('HTTP/1.1 200 OK\r\n', `x-a: ${'a'.repeat(1000)}\r\n`),
  'a header line without end': endless('HTTP/1.1 200 OK\r\nx-a: ', 'a'),
  'a status line without end': endless('HTTP/1.1 200 ', 'a'),
  'chunk extensions without end': endless(
    `HTTP/1.1 200 OK\r\n${json}transfer-encoding: chunked\r\n\r\n1;`,
    'a',
  ),
  'trailers without end': endless(
    `HTTP/1.1 200 OK\r\n${json}transfer-encoding: chunked\r\n\r\n0\r\n`,
    'x-a: a\r\n',
  ),
  'chunks of one byte without end': endless(
    `HTTP/1.1 200 OK\r\n${json}transfer-encoding: chunked\r\n\r\n`,
    '1\r\n \r\n',
  ),
  'a chunk longer than all memory': `HTTP/1.1 200 OK\r\n${json}transfer-encoding: chunked\r\n\r\nffffffffffff\r\n`,
  'a negative length': `HTTP/1.1 200 OK\r\n${json}content-length: -1\r\n\r\n${evil}`,
  'two different lengths': `HTTP/1.1 200 OK\r\n${json}content-length: 2\r\ncontent-length: ${evil.length}\r\n\r\n${evil}`,
  'a length and chunks': `HTTP/1.1 200 OK\r\n${json}content-length: ${evil.length}\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${evil}`,
  'a length beyond the end': `HTTP/1.1 200 OK\r\n${json}content-length: 5000\r\n\r\n${evil}`,
  'a length before the end': `HTTP/1.1 200 OK\r\n${json}content-length: 20\r\n\r\n${evil}`,
  'a line end inside a header': `HTTP/1.1 200 OK\r\nx-a: a\rx-b: b\r\n${json}content-length: 0\r\n\r\n`,
  'a NUL inside a header': `HTTP/1.1 200 OK\r\nx-a: \0\r\n${json}content-length: ${evil.length}\r\n\r\n${evil}`,
  'a space before the colon of a header': `HTTP/1.1 200 OK\r\ncontent-length : 1\r\n\r\n${evil}`,
  'the preface of HTTP/2': Buffer.from(
    '000012040000000000000300000064000400100000000600004000',
    'hex',
  ),
  'an answer of HTTP/0.9': evil,
  'the greeting of another protocol': '220 mail.test ESMTP\r\n',
  'an unknown status': `HTTP/1.1 999 X\r\n${json}content-length: ${evil.length}\r\n\r\n${evil}`,
  'a status of four digits': `HTTP/1.1 2000 X\r\n${json}content-length: ${evil.length}\r\n\r\n${evil}`,
  'a status of zeros': `HTTP/1.1 000 X\r\n${json}content-length: ${evil.length}\r\n\r\n${evil}`,
  'a status below 100': `HTTP/1.1 099 X\r\n${json}content-length: ${evil.length}\r\n\r\n${evil}`,
  'no content with a body': `HTTP/1.1 204 X\r\n${json}content-length: ${evil.length}\r\n\r\n${evil}`,
  'a redirect to another scheme':
    'HTTP/1.1 302 X\r\nlocation: file:///etc/passwd\r\ncontent-length: 0\r\n\r\n',
  'a redirect to a command':
    'HTTP/1.1 307 X\r\nlocation: command:workbench.action.quit\r\ncontent-length: 0\r\n\r\n',
  'a body that isn’t compressed as it says': `HTTP/1.1 200 OK\r\n${json}content-encoding: gzip\r\ncontent-length: ${evil.length}\r\n\r\n${evil}`,
  'a body that is compressed and cut': Buffer.concat([
    Buffer.from(`HTTP/1.1 200 OK\r\n${json}content-encoding: gzip\r\nconnection: close\r\n\r\n`),
    gzipSync(evil).subarray(0, 30),
  ]),
  'a null byte after the token’s JSON': whole(`${evil}\0`),
  'two JSON texts': whole(evil + evil),
  'JSON nested 100,000 deep': whole('['.repeat(100_000)),
  'a token twice, the second one another type': whole(
    '{"access_token":"evil-token","token_type":"bearer","access_token":[1]}',
  ),
  'a token of another prototype': whole(
    '{"__proto__":{"access_token":"evil-token","token_type":"bearer"}}',
  ),
  'a token with a line end': whole('{"access_token":"evil-token\\r\\nX: y","token_type":"bearer"}'),
  'a token with a right-to-left override': whole(
    '{"access_token":"evil\u202etoken","token_type":"bearer"}',
  ),
};

describe('a hostile server', () => {
  for (const [name, attack] of Object.entries(attacks)) {
    it(`the extension takes no token from a hostile server’s answer, three times in a row, and then takes a good token: ${name}`, async (t) => {
      const sockets = new Set<Socket>();
      let isGood = false;
      const host = await tcpServer(t, (socket) => {
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
        socket.on('data', (chunk) => {
          // The body ends a request, on a new connection and on a kept one.
          if (!chunk.includes('grant_type')) return;
          if (isGood) socket.write(whole(good));
          else if (typeof attack === 'function') attack(socket);
          else socket.write(attack);
          // A body without a length ends with the connection.
          if (!isGood && typeof attack !== 'function' && /^(220|\{)|close/.test(String(attack))) {
            socket.end();
          }
        });
      });
      const http = withDeadline(createHttp(), () => 300);
      const before = process.memoryUsage().rss;
      for (let time = 0; time < 3; time += 1) {
        const got = await requestToken(
          groupAt(host),
          undefined,
          { http, clock: systemClock },
          noCancel(),
        );
        assert.ok(!got.ok, JSON.stringify(got));
        assert.ok(
          ['unreachable', 'timed-out', 'unexpected-response', 'server-error'].includes(
            got.failure.reason,
          ),
          JSON.stringify(got.failure),
        );
        assert.ok(!JSON.stringify(got).includes('evil'));
      }
      assert.ok(process.memoryUsage().rss - before < 100 * 1024 * 1024);
      isGood = true;
      const got = await requestToken(
        groupAt(host),
        undefined,
        { http, clock: systemClock },
        noCancel(),
      );
      assert.ok(got.ok && got.value.accessToken === 'good-token', JSON.stringify(got));
    });
  }
});
