import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { failed } from '../../../../src/core/result.ts';
import { readCertificate } from '../../../../src/node/certificates/certificates.ts';
import { createHttp } from '../../../../src/node/http/http.ts';
import { authenticate } from '../../../../src/session/signIn/authenticate.ts';
import { issue } from '../../../certificates/make.ts';
import {
  answerOf,
  credentials,
  fakePorts,
  foreignCredentials,
  foreignOrigins,
  noCancel,
  tokenAnswer,
  tokenWith,
  userCredentials,
} from '../fakes.ts';

const shares = `${credentials.endpoints.api}/shares`;

describe('the connection to the API', () => {
  it('Authenticate opens a connection to the API while the token request is running, and closes it by the end of the sign-in', async () => {
    const ports = fakePorts();
    const held = ports.http.hold();
    ports.http.answering(answerOf(200, []));
    const signingIn = authenticate(credentials, [], ports, noCancel());
    await held.arrived;
    const [connection] = ports.http.connected;
    assert.equal(connection?.url, shares);
    assert.equal(connection.signal.aborted, false);
    held.answer(tokenAnswer());
    assert.ok((await signingIn).ok);
    assert.equal(connection.signal.aborted, true);
    assert.equal(ports.http.connected.length, 1);
  });

  it('Authenticate closes the connection that it has opened to the API, without a request to the API, if the token request is refused', async () => {
    const ports = fakePorts();
    ports.http.answering(answerOf(401, { error: 'invalid_client' }));
    const signedIn = await authenticate(credentials, [], ports, noCancel());
    assert.equal(signedIn.ok, false);
    assert.equal(ports.http.connected[0]?.signal.aborted, true);
    assert.equal(ports.http.requests.length, 1);
  });

  it('Authenticate closes the connection that it has opened to the API if the sign-in is cancelled', async () => {
    const ports = fakePorts();
    const held = ports.http.hold();
    const controller = new AbortController();
    const signingIn = authenticate(credentials, [], ports, controller.signal);
    await held.arrived;
    controller.abort();
    assert.deepEqual(await signingIn, failed({ reason: 'cancelled' }));
    assert.equal(ports.http.connected[0]?.signal.aborted, true);
  });

  it('Authenticate opens no connection to an on-premises API until the user has confirmed the origins', async () => {
    const ports = fakePorts();
    const signedIn = await authenticate(foreignCredentials, [], ports, noCancel());
    assert.equal(signedIn.ok, false);
    assert.deepEqual(ports.http.connected, []);
    ports.http.answering(tokenAnswer(), answerOf(200, []));
    assert.ok((await authenticate(foreignCredentials, foreignOrigins, ports, noCancel())).ok);
    assert.equal(ports.http.connected.length, 1);
  });

  it('a browser sign-in opens no connection to the API ahead of the first request', async () => {
    const ports = fakePorts();
    ports.http.answering(answerOf(200, []));
    const token = () => Promise.resolve({ ok: true, value: tokenWith('of-the-browser') } as const);
    assert.ok((await authenticate(userCredentials, [], ports, noCancel(), token)).ok);
    assert.deepEqual(ports.http.connected, []);
  });
});

interface Counted {
  readonly host: string;
  readonly handshakes: () => number;
  readonly requests: readonly string[];
}

async function counted(
  t: TestContext,
  certificate: ServerOptions | undefined,
  answer: () => Promise<string>,
  onHandshake: () => void = () => undefined,
): Promise<Counted> {
  const requests: string[] = [];
  let handshakes = 0;
  const sockets: Socket[] = [];
  const listener: RequestListener = (request, response) => {
    requests.push(request.url ?? '');
    void answer().then((body) => {
      response.end(body);
    });
  };
  const server = certificate ? createServer(certificate, listener) : createHttpServer(listener);
  server.on('connection', (socket: Socket) => sockets.push(socket));
  server.on(certificate ? 'secureConnection' : 'connection', () => {
    handshakes += 1;
    onHandshake();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { host, handshakes: () => handshakes, requests };
}

const tokenBody = '{"access_token": "a-new-token", "token_type": "bearer", "expires_in": 3599}';

for (const scheme of ['http', 'https'] as const) {
  describe(`a sign-in on two hosts over ${scheme}`, () => {
    it(`a connection to the API is open before the token arrives, and each of five sign-ins sends the API one request (${scheme})`, async (t) => {
      const own = await issue({ name: 'Both' });
      const pem = scheme === 'https' ? own : undefined;
      const certificate = readCertificate(own.cert);
      assert.ok(certificate);
      const http = createHttp({
        pinned: () => [certificate],
        roots: () => Promise.resolve({}),
      });
      let connected = Promise.withResolvers<undefined>();
      const api = await counted(
        t,
        pem,
        () => Promise.resolve('[]'),
        () => {
          connected.resolve(undefined);
        },
      );
      // The token waits for the API's connection: otherwise the test would hang.
      const identity = await counted(t, pem, async () => {
        await connected.promise;
        assert.equal(api.requests.length, signIns);
        return tokenBody;
      });
      let signIns = 0;
      const endpoints = {
        token: `${scheme}://${identity.host}/oauth/token`,
        api: `${scheme}://${api.host}`,
      };
      const bounded = AbortSignal.timeout(20_000);
      for (; signIns < 5; signIns += 1) {
        connected = Promise.withResolvers<undefined>();
        if (scheme === 'http' && signIns > 0) connected.resolve(undefined);
        const ports = { ...fakePorts(), http };
        const signedIn = await authenticate({ ...credentials, endpoints }, [], ports, bounded);
        assert.equal(signedIn.ok && signedIn.value.shareCount, 0);
      }
      assert.deepEqual(api.requests, Array(5).fill('/shares'));
      if (scheme === 'https') assert.deepEqual([identity.handshakes(), api.handshakes()], [5, 5]);
    });
  });
}
