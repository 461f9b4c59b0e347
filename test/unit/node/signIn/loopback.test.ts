import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import * as http from 'node:http';
import * as net from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, it, type TestContext } from 'node:test';
import { runInNewContext } from 'node:vm';
import { failed } from '../../../../src/core/result.ts';
import { loopback } from '../../../../src/node/signIn/loopback.ts';
import type { LoopbackPage, RedirectOutcome } from '../../../../src/session/ports.ts';
import { settled } from '../../session/fakes.ts';
import { freePort } from '../../../freePort.ts';
import { httpServer } from '../servers.ts';
import { page } from './page.ts';

const accept = () => 'accepted' as const;

interface Given {
  /** Starts with the port's slash; default: the path `/callback`. */
  readonly path?: string;
  readonly host?: 'localhost' | '127.0.0.1' | '[::1]';
  readonly answerIn?: 'query' | 'fragment';
  readonly page?: LoopbackPage;
  readonly offer?: (address: string) => RedirectOutcome | boolean;
}

interface Listening {
  readonly port: number;
  readonly origin: string;
  /** The answers passed on so far. */
  readonly offered: string[];
  /** Aborted when the test ends, so that unanswered requests keep nothing alive. */
  readonly signal: AbortSignal;
  readonly stop: () => void;
}

async function listen(t: TestContext, given: Given = {}): Promise<Listening> {
  const port = await freePort();
  const origin = `http://${given.host ?? 'localhost'}:${port}`;
  const offered: string[] = [];
  const listening = await loopback.listen(
    `${origin}${given.path ?? '/callback'}`,
    given.answerIn ?? 'query',
    given.page ?? page,
    (address) => {
      offered.push(address);
      const outcome = given.offer?.(address) ?? true;
      if (typeof outcome === 'string') return outcome;
      return outcome ? 'accepted' : 'refused';
    },
  );
  assert.ok(listening.ok);
  t.after(listening.value);
  return { port, origin, offered, signal: t.signal, stop: listening.value };
}

/** Not every machine has IPv6. */
const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === '::1'),
);

/** Holds a port at `::1` only, as another program would. */
async function holdAtIpv6(t: TestContext): Promise<number> {
  const server = net.createServer().listen(0, '::1');
  await once(server, 'listening');
  t.after(() => server.close());
  return (server.address() as net.AddressInfo).port;
}

interface Sent {
  readonly address?: string;
  readonly target: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Got {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** A request that browsers don't send and that fetch doesn't allow. */
async function send(listening: Listening, given: Sent): Promise<Got> {
  const { port, signal } = listening;
  const { address = '127.0.0.1', target, method = 'GET', headers, body } = given;
  const request = http.request({
    host: address,
    port,
    path: target,
    method,
    agent: false,
    signal,
    headers: { host: `localhost:${port}`, ...headers },
  });
  request.end(body);
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

/** The page's own request after its script has run. */
function handOn(listening: Listening, body: string, origin = listening.origin): Promise<Got> {
  return send(listening, { target: '/callback', method: 'POST', headers: { origin }, body });
}

async function connect({ port, signal }: Listening): Promise<net.Socket> {
  const socket = net.connect({ port, host: '127.0.0.1', signal });
  // Errors of the socket show up as its end.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** Settles when the connection has ended in any way. */
function endOf(socket: net.Socket): Promise<unknown> {
  return new Promise((resolve) => socket.on('close', resolve));
}

function elementIn(body: string, name: 'style' | 'script'): string | undefined {
  return new RegExp(`<${name}>(.*)</${name}>`, 's').exec(body)?.[1];
}

function directivesOf({ headers }: Got): ReadonlyMap<string, string> {
  const policy = String(headers['content-security-policy']);
  return new Map(
    policy.split('; ').map((directive) => {
      const [name = '', ...values] = directive.split(' ');
      return [name, values.join(' ')];
    }),
  );
}

function hashOf(source: string | undefined): string {
  return `'sha256-${createHash('sha256')
    .update(source ?? '')
    .digest('base64')}'`;
}

describe('a listener on a redirect URI', () => {
  it('the listener of a redirect URI passes the requested URL unchanged to the sign-in, and shows the callback page', async (t) => {
    const listening = await listen(t);
    const got = await send(listening, { target: '/callback?code=a%2Bb%2F%3D+c&state=%zz' });
    assert.deepEqual(listening.offered, [
      `${listening.origin}/callback?code=a%2Bb%2F%3D+c&state=%zz`,
    ]);
    assert.equal(got.status, 200);
    assert.match(
      got.body,
      /<html lang="fr">.*>Isogeo API<.*<h1>Reçu<\/h1><p>Fermez cet onglet\.</s,
    );
  });

  it('the listener of a redirect URI with the host 127.0.0.1 answers there and passes on the URL with this host', async (t) => {
    const listening = await listen(t, { host: '127.0.0.1' });
    const headers = { host: `127.0.0.1:${listening.port}` };
    const got = await send(listening, { target: '/callback?code=a', headers });
    assert.equal(got.status, 200);
    assert.deepEqual(listening.offered, [`${listening.origin}/callback?code=a`]);
  });

  for (const [path, target] of [
    ['', '/?code=a'],
    ['/', '/?code=a'],
    ['/callback?tenant=a', '/callback?tenant=a&code=a'],
    ['/a b', '/a%20b?code=a'],
  ] as const) {
    it(`the listener accepts a request, and passes its URL on to the sign-in, if the redirect URI has the path "${path}"`, async (t) => {
      const listening = await listen(t, { path });
      assert.equal((await send(listening, { target })).status, 200);
      assert.deepEqual(listening.offered, [listening.origin + target]);
    });
  }

  for (const target of [
    '/favicon.ico',
    '/',
    '/callback/',
    '/callbacks',
    '/Callback',
    '/%63allback',
    '/callback%3Fcode=a',
    '*',
    '//',
    '/\\',
    '//example.org/callback?code=a',
    '/\\example.org/callback?code=a',
    '/other/../callback?code=a',
    'http://example.org/callback?code=a',
    'http://[/callback',
  ]) {
    it(
      `the listener of a redirect URI with the path /callback answers 404 to a request for ${target}, and passes nothing on to the sign-in`,
      { timeout: 10_000 },
      async (t) => {
        const listening = await listen(t);
        assert.equal((await send(listening, { target })).status, 404);
        assert.deepEqual(listening.offered, []);
      },
    );
  }

  for (const method of ['POST', 'PUT', 'HEAD', 'OPTIONS', 'DELETE']) {
    it(`the listener of a redirect URI that expects a query answers 404 to ${method}, and passes nothing on to the sign-in`, async (t) => {
      const listening = await listen(t);
      const { origin } = listening;
      const got = await send(listening, {
        target: '/callback?code=a',
        method,
        headers: { origin },
      });
      assert.equal(got.status, 404);
      assert.deepEqual(listening.offered, []);
      assert.equal(got.headers['access-control-allow-origin'], undefined);
    });
  }

  for (const host of [
    'example.org',
    'localhost',
    'localhost:1',
    '127.0.0.1:{port}',
    'localhost.example.org:{port}',
    'localhost:{port}.example.org',
    '[::1]:{port}',
  ]) {
    it(`the listener of a redirect URI on localhost answers 403 to the Host header ${host}, at /callback and at /favicon.ico`, async (t) => {
      const listening = await listen(t);
      const headers = { host: host.replace('{port}', String(listening.port)) };
      for (const target of ['/callback?code=a', '/favicon.ico']) {
        assert.equal((await send(listening, { target, headers })).status, 403);
      }
      assert.deepEqual(listening.offered, []);
    });
  }

  it('the listener of a redirect URI answers 403 to a request without a Host header', async (t) => {
    const listening = await listen(t);
    const socket = await connect(listening);
    socket.end('GET /callback?code=a HTTP/1.0\r\n\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    assert.match(answer.toString('latin1'), /^HTTP\/1\.1 403 /);
    assert.deepEqual(listening.offered, []);
  });

  it('the listener of a redirect URI passes the browser’s answers on until the sign-in accepts an answer, and refuses later answers', async (t) => {
    const listening = await listen(t, { offer: (address) => address.endsWith('right') });
    const statuses: number[] = [];
    for (const state of ['wrong', 'other', 'right', 'right', 'wrong']) {
      const got = await send(listening, { target: `/callback?state=${state}` });
      statuses.push(got.status);
    }
    assert.deepEqual(statuses, [400, 400, 200, 400, 400]);
    assert.deepEqual(
      listening.offered.map((address) => address.split('=')[1]),
      ['wrong', 'other', 'right'],
    );
  });
});

describe('a fragment', () => {
  /** Runs the page's script as a browser would, and returns its request and the shown texts. */
  async function run(script: string, address: string, answer: string) {
    const shown: unknown[] = [];
    const requests: { target: string; method: string; body: string }[] = [];
    const { hash, pathname } = new URL(address);
    const main = (text: string) => ({
      title: /<title>(.*)<\/title>/.exec(text)?.[1] ?? '',
      querySelector: () => /<main>.*<\/main>/s.exec(text)?.[0],
    });
    const document = {
      title: '',
      querySelector: () => ({ replaceWith: (...given: unknown[]) => shown.push(...given) }),
    };
    const done = Promise.resolve();
    runInNewContext(script, {
      location: { hash, pathname },
      history: { replaceState: (...given: unknown[]) => shown.push(given) },
      document,
      DOMParser: class {
        parseFromString = main;
      },
      fetch: (target: string, options: { method: string; body: string }) => {
        requests.push({ target, ...options });
        return Promise.resolve({ text: () => done.then(() => answer) });
      },
    });
    await settled();
    return { shown, requests, title: document.title };
  }

  const fragment = 'access_token=a%2Bb&token_type=bearer&state=s%20t';

  it('the callback page removes the fragment from its own URL, sends the fragment to the listener, and shows the result', async (t) => {
    const listening = await listen(t, { answerIn: 'fragment' });
    const got = await send(listening, { target: '/callback' });
    assert.equal(got.status, 200);
    assert.deepEqual(listening.offered, []);
    const address = `${listening.origin}/callback#${fragment}`;
    const handed = await handOn(listening, fragment);
    assert.equal(handed.status, 200);
    assert.deepEqual(listening.offered, [address]);
    const script = elementIn(got.body, 'script') ?? '';
    const { shown, requests, title } = await run(script, address, handed.body);
    assert.deepEqual(requests, [{ target: '/callback', method: 'POST', body: fragment }]);
    // The fragment leaves the address bar before anything else, and the text of the answer follows.
    assert.deepEqual(shown[0], [null, '', '/callback']);
    assert.match(String(shown[1]), /<h1>Reçu<\/h1>/);
    assert.match(title, /^Reçu/);
    assert.match(got.body, /<h1>Envoi…<\/h1>/);
  });

  it('the listener of a redirect URI passes further fragments to the sign-in after the sign-in has refused a fragment', async (t) => {
    const offer = (address: string) => address.endsWith('right');
    const listening = await listen(t, { answerIn: 'fragment', offer });
    assert.equal((await handOn(listening, 'state=wrong')).status, 400);
    assert.equal((await handOn(listening, '')).status, 400);
    assert.equal((await handOn(listening, 'state=right')).status, 200);
    assert.equal(listening.offered.length, 3);
  });

  it('the listener of a redirect URI that expects a fragment doesn’t pass a token in the query on to the sign-in', async (t) => {
    const listening = await listen(t, { answerIn: 'fragment' });
    const got = await send(listening, { target: `/callback?${fragment}` });
    assert.ok(elementIn(got.body, 'script'));
    assert.deepEqual(listening.offered, []);
  });

  it('a listener of a redirect URI that expects a fragment passes an error in the query unchanged to the sign-in', async (t) => {
    const listening = await listen(t, { answerIn: 'fragment' });
    const target = '/callback?state=a&error=access_denied';
    const got = await send(listening, { target });
    assert.equal(got.status, 200);
    assert.equal(elementIn(got.body, 'script'), undefined);
    assert.deepEqual(listening.offered, [listening.origin + target]);
  });

  for (const origin of [
    undefined,
    'null',
    'http://example.org',
    'https://localhost:{port}',
    'http://localhost',
    'http://127.0.0.1:{port}',
  ]) {
    it(`the listener of a redirect URI answers 403 to a fragment that is sent with the Origin header ${origin ?? 'missing'}`, async (t) => {
      const listening = await listen(t, { answerIn: 'fragment' });
      const got = await send(listening, {
        target: '/callback',
        method: 'POST',
        headers: origin ? { origin: origin.replace('{port}', String(listening.port)) } : {},
        body: fragment,
      });
      assert.equal(got.status, 403);
      assert.deepEqual(listening.offered, []);
    });
  }

  for (const method of ['PUT', 'HEAD', 'OPTIONS']) {
    it(`the listener of a redirect URI that expects a fragment answers 404 to ${method}`, async (t) => {
      const listening = await listen(t, { answerIn: 'fragment' });
      const headers = { origin: listening.origin };
      const got = await send(listening, { target: '/callback', method, headers });
      assert.equal(got.status, 404);
      assert.deepEqual(listening.offered, []);
    });
  }

  it('the listener of a redirect URI accepts a fragment of up to 64 KiB, and refuses a longer fragment with 413', async (t) => {
    const listening = await listen(t, { answerIn: 'fragment' });
    const most = 'é'.repeat(32 * 1024);
    assert.equal((await handOn(listening, `${most}a`)).status, 413);
    assert.deepEqual(listening.offered, []);
    assert.equal((await handOn(listening, most)).status, 200);
    assert.deepEqual(listening.offered, [`${listening.origin}/callback#${most}`]);
  });

  it(
    'the listener of a redirect URI refuses a fragment above 64 KiB with 413 before the fragment’s end has arrived',
    { timeout: 10_000 },
    async (t) => {
      const listening = await listen(t, { answerIn: 'fragment' });
      const socket = await connect(listening);
      const { port, origin } = listening;
      socket.write(
        `POST /callback HTTP/1.1\r\nHost: localhost:${port}\r\nOrigin: ${origin}\r\n` +
          `Content-Length: 1000000000\r\n\r\n${'a'.repeat(65 * 1024)}`,
      );
      const [answer] = (await once(socket, 'data')) as [Buffer];
      assert.match(answer.toString('latin1'), /^HTTP\/1\.1 413 /);
      assert.deepEqual(listening.offered, []);
    },
  );

  it(
    'the listener of a redirect URI ignores a fragment that arrives incomplete, and passes on the next fragment',
    { timeout: 10_000 },
    async (t) => {
      const listening = await listen(t, { answerIn: 'fragment' });
      const { port, origin } = listening;
      const socket = await connect(listening);
      socket.end(
        `POST /callback HTTP/1.1\r\nHost: localhost:${port}\r\nOrigin: ${origin}\r\n` +
          `Content-Length: 100\r\n\r\n${fragment}`,
      );
      socket.resume();
      await endOf(socket);
      assert.equal((await handOn(listening, 'whole')).status, 200);
      assert.deepEqual(listening.offered, [`${origin}/callback#whole`]);
    },
  );
});

describe('the callback page', () => {
  const markup = '<script>alert(1)</script>"><img src=x onerror=alert(1)>';

  for (const answerIn of ['query', 'fragment'] as const) {
    it(`the callback page and its headers contain nothing from the request, if the sign-in expects the answer in the ${answerIn}`, async (t) => {
      const listening = await listen(t, { answerIn });
      const encoded = encodeURIComponent(markup);
      const plain = await send(listening, { target: '/callback' });
      const given = await send(await listen(t, { answerIn }), {
        target: `/callback?error_description=${encoded}&code=<b>&state=${encoded}`,
        headers: { 'user-agent': markup, referer: markup },
      });
      assert.equal(given.status, 200);
      assert.equal(given.body, plain.body);
      const [one, other] = [plain.headers, given.headers].map((headers) => ({
        ...headers,
        date: undefined,
      }));
      assert.deepEqual(other, one);
    });

    it(`the callback page’s security policy allows only its own style, script and server, if the answer is expected in the ${answerIn}`, async (t) => {
      const got = await send(await listen(t, { answerIn }), { target: '/callback' });
      const script = elementIn(got.body, 'script');
      assert.equal(script !== undefined, answerIn === 'fragment');
      assert.deepEqual(
        Object.fromEntries(directivesOf(got)),
        Object.fromEntries([
          ['default-src', "'none'"],
          ['style-src', hashOf(elementIn(got.body, 'style'))],
          ['script-src', script === undefined ? "'none'" : hashOf(script)],
          ['connect-src', "'self'"],
          ['base-uri', "'none'"],
          ['form-action', "'none'"],
          ['frame-ancestors', "'none'"],
        ]),
      );
    });
  }

  for (const [outcome, status] of [
    ['accepted', 200],
    ['failed', 200],
    ['refused', 400],
  ] as const) {
    it(`the callback page has the title and the HTTP status of the outcome ${outcome}`, async (t) => {
      const listening = await listen(t, { offer: () => outcome });
      const got = await send(listening, { target: '/callback?code=a' });
      assert.equal(got.status, status);
      assert.ok(got.body.includes(`<h1>${page.texts[outcome].title}</h1>`));
      assert.ok(got.body.includes(`<title>${page.texts[outcome].title} – Isogeo API</title>`));
    });
  }

  it('the callback page contains no reference to another file or server', async (t) => {
    for (const answerIn of ['query', 'fragment'] as const) {
      const { body } = await send(await listen(t, { answerIn }), { target: '/callback' });
      assert.doesNotMatch(body, /(src|href|url|@import|https?:)/);
    }
  });

  it('a wrong path, a wrong Host header and a refused fragment give the same callback page, without a script or a part of the request', async (t) => {
    const listening = await listen(t, { answerIn: 'fragment', offer: () => false });
    const headers = { origin: listening.origin };
    const target = `/${encodeURIComponent(markup)}?${encodeURIComponent(markup)}`;
    const bodies = [
      await send(listening, { target }),
      await send(listening, { target: '/callback', headers: { host: 'example.org' } }),
      await send(listening, { target: '/callback', method: 'POST', headers, body: markup }),
    ].map(({ body }) => body);
    assert.equal(new Set(bodies).size, 1);
    assert.doesNotMatch(bodies[0] ?? '', /script|img|alert/);
  });

  it('the headers of the callback page forbid storing it and sending a referrer, set no cookie, and close the connection', async (t) => {
    const { headers } = await send(await listen(t), { target: '/callback?code=a' });
    assert.equal(headers['content-type'], 'text/html; charset=utf-8');
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(headers['referrer-policy'], 'no-referrer');
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers.connection, 'close');
    assert.equal(headers['set-cookie'], undefined);
  });

  it('the callback page escapes HTML in the texts that the page shows', async (t) => {
    const accepted = { title: '<i>T</i>', text: 'a & <script>b</script>' };
    const words = { language: '"><b>', name: '<u>', texts: { ...page.texts, accepted } };
    const { body } = await send(await listen(t, { page: words }), { target: '/callback' });
    assert.doesNotMatch(body, /<b>|<i>|<u>|<script>/);
    assert.match(body, /<p>a &#38; &#60;script&#62;b/);
  });
});

describe('the port of a redirect URI', () => {
  it('the port of a redirect URI is reported as taken if another server listens on it', async (t) => {
    const host = await httpServer(t, () => undefined);
    const listening = await loopback.listen(`http://${host}/callback`, 'query', page, accept);
    assert.deepEqual(listening, failed({ reason: 'unreachable', host, code: 'EADDRINUSE' }));
  });

  it('the port of a redirect URI is reported as taken if another sign-in uses the port', async (t) => {
    const first = await listen(t);
    const second = await loopback.listen(`${first.origin}/callback`, 'query', page, accept);
    const host = `localhost:${first.port}`;
    assert.deepEqual(second, failed({ reason: 'unreachable', host, code: 'EADDRINUSE' }));
    assert.equal((await send(first, { target: '/callback?code=a' })).status, 200);
  });

  for (const [host, reachable] of [
    ['localhost', ['127.0.0.1', '::1']],
    ['127.0.0.1', ['127.0.0.1']],
  ] as const) {
    it(`the port of a redirect URI on ${host} is reachable at ${reachable.join(' and ')}, and at no other address of the machine`, async (t) => {
      const { port } = await listen(t, { host });
      const addresses = Object.values(networkInterfaces())
        .flatMap((each) => each ?? [])
        .filter(({ scopeid }) => !scopeid)
        .map(({ address }) => address);
      if (process.platform === 'linux') addresses.push('127.0.0.2');
      const reached: string[] = [];
      for (const address of addresses) {
        const socket = net.connect(port, address);
        await once(socket, 'connect').then(
          () => reached.push(address),
          () => undefined,
        );
        socket.destroy();
      }
      const expected = reachable.filter((address) => address !== '::1' || hasIpv6);
      assert.deepEqual(reached.toSorted(), expected);
    });
  }

  const ipv6 = { skip: hasIpv6 ? false : 'This machine has no IPv6.' };

  it(
    'the listener of a redirect URI on localhost fails if another program has the port at ::1, and leaves 127.0.0.1 closed',
    ipv6,
    async (t) => {
      const port = await holdAtIpv6(t);
      const host = `localhost:${port}`;
      assert.deepEqual(
        await loopback.listen(`http://${host}/callback`, 'query', page, accept),
        failed({ reason: 'unreachable', host, code: 'EADDRINUSE' }),
      );
      const socket = net.connect(port, '127.0.0.1');
      await assert.rejects(once(socket, 'connect'), { code: 'ECONNREFUSED' });
    },
  );

  it(
    'the listener of a redirect URI on localhost accepts an answer that the browser sends to ::1, and frees the port when it stops',
    ipv6,
    async (t) => {
      const listening = await listen(t);
      const sent = { address: '::1', target: '/callback?code=a' };
      assert.equal((await send(listening, sent)).status, 200);
      assert.equal(listening.offered.length, 1);
      listening.stop();
      const socket = net.connect(listening.port, '::1');
      await assert.rejects(once(socket, 'connect'), { code: 'ECONNREFUSED' });
    },
  );

  const squatters = {
    'at 127.0.0.1 alone': { host: '127.0.0.1' },
    'at every IPv4 address': { host: '0.0.0.0' },
    'at every IPv4 address, ready to share the port': { host: '0.0.0.0', reusePort: true },
    'at 127.0.0.1, ready to share the port': { host: '127.0.0.1', reusePort: true },
    ...(hasIpv6 && {
      'at ::1 alone': { host: '::1' },
      'at every IPv6 address': { host: '::', ipv6Only: true },
      'at every address': { host: '::' },
      'at every address, ready to share the port': { host: '::', reusePort: true },
    }),
  } satisfies Record<string, net.ListenOptions>;
  for (const [name, options] of Object.entries<net.ListenOptions>(squatters)) {
    for (const [kind, uri, answerIn] of [
      ['of http', 'http://localhost', 'query'],
      ['of https', 'https://localhost', 'nothing'],
    ] as const) {
      it(`the port of a redirect URI ${kind} is reported as taken if another program listens on the port ${name}`, async (t) => {
        const squatter = net.createServer().listen({ ...options, port: 0 });
        await once(squatter, 'listening');
        t.after(() => squatter.close());
        const { port } = squatter.address() as net.AddressInfo;
        const listening = await loopback.listen(`${uri}:${port}/callback`, answerIn, page, accept);
        assert.deepEqual(
          listening,
          failed({ reason: 'unreachable', host: `localhost:${port}`, code: 'EADDRINUSE' }),
        );
      });
    }
  }

  it('another program can’t listen on the port of a redirect URI while the sign-in listens there', async (t) => {
    const { port } = await listen(t);
    for (const options of Object.values<net.ListenOptions>(squatters)) {
      const squatter = net.createServer().listen({ ...options, port });
      await assert.rejects(once(squatter, 'listening'), { code: 'EADDRINUSE' });
    }
  });

  it('an http request to the reserved port of an https redirect URI fails, and nothing is passed on to the sign-in', async (t) => {
    const host = `localhost:${await freePort()}`;
    const offered: string[] = [];
    const holding = await loopback.listen(
      `https://${host}/callback`,
      'nothing',
      page,
      (address) => {
        offered.push(address);
        return 'accepted';
      },
    );
    assert.ok(holding.ok);
    t.after(holding.value);
    await assert.rejects(fetch(`http://${host}/callback?code=a`));
    assert.deepEqual(offered, []);
  });

  it(
    'the port of a redirect URI with the host [::1] is open at ::1, but not at 127.0.0.1',
    ipv6,
    async (t) => {
      const listening = await listen(t, { host: '[::1]' });
      const headers = { host: `[::1]:${listening.port}` };
      const sent = { address: '::1', target: '/callback?code=a', headers };
      assert.equal((await send(listening, sent)).status, 200);
      assert.deepEqual(listening.offered, [`${listening.origin}/callback?code=a`]);
      const socket = net.connect(listening.port, '127.0.0.1');
      await assert.rejects(once(socket, 'connect'), { code: 'ECONNREFUSED' });
    },
  );

  async function listenAgain(t: TestContext, { origin }: Listening): Promise<void> {
    const again = await loopback.listen(`${origin}/callback`, 'query', page, accept);
    assert.ok(again.ok);
    t.after(again.value);
  }

  it('the port of a redirect URI is free for the next listener as soon as the first listener stops', async (t) => {
    const listening = await listen(t);
    listening.stop();
    await listenAgain(t, listening);
    listening.stop();
  });

  it('the port of a redirect URI serves fifty sign-ins in a row, each with its own answer', async (t) => {
    const redirectUri = `http://localhost:${await freePort()}/callback`;
    const { host, port } = new URL(redirectUri);
    for (let signIn = 1; signIn <= 50; signIn += 1) {
      const offered: string[] = [];
      const listening = await loopback.listen(redirectUri, 'query', page, (address) => {
        offered.push(address);
        return 'accepted';
      });
      assert.ok(listening.ok, JSON.stringify(listening));
      const target = `/callback?code=${signIn}`;
      const to = { port: Number(port), origin: redirectUri, signal: t.signal };
      const got = await send(
        { ...to, offered, stop: listening.value },
        { target, headers: { host } },
      );
      listening.value();
      assert.equal(got.status, 200);
      assert.deepEqual(offered, [redirectUri + target.slice('/callback'.length)]);
    }
  });

  it('the listener of a redirect URI still accepts the real answer after fifty forged answers', async (t) => {
    const listening = await listen(t, { offer: (address) => address.endsWith('state=real') });
    for (let time = 0; time < 50; time += 1) {
      const forged = await send(listening, { target: `/callback?code=x&state=forged-${time}` });
      assert.equal(forged.status, 400);
    }
    const real = await send(listening, { target: '/callback?code=x&state=real' });
    assert.equal(real.status, 200);
    assert.equal(listening.offered.length, 51);
  });

  it('a listener of a redirect URI that is stopped while it accepts the browser’s answer still sends the whole callback page, and frees the port', async (t) => {
    const listening = await listen(t, {
      offer: () => {
        queueMicrotask(() => {
          listening.stop();
        });
        return true;
      },
    });
    const got = await send(listening, { target: '/callback?code=a' });
    assert.match(got.body, /<\/html>$/);
    await listenAgain(t, listening);
  });

  for (const [name, start] of [
    ['that has said nothing yet', ''],
    ['in the middle of its headers', 'GET /callback?code=early HTTP/1.1\r\n'],
  ] as const) {
    it(
      `stopping the listener of a redirect URI frees the port, and closes, without an answer, a connection ${name}`,
      {
        timeout: 10_000,
      },
      async (t) => {
        const listening = await listen(t);
        const socket = await connect(listening);
        const received: Buffer[] = [];
        const ended = endOf(socket.on('data', (chunk: Buffer) => received.push(chunk)));
        socket.write(start);
        // Once another request has been answered, the server has received this one too.
        await send(listening, { target: '/' });
        listening.stop();
        await listenAgain(t, listening);
        socket.write(
          `GET /callback?code=late HTTP/1.1\r\nHost: localhost:${listening.port}\r\n\r\n`,
        );
        await ended;
        assert.deepEqual(listening.offered, []);
        // A listener of the last sign-in must not answer the next one.
        assert.deepEqual(received, []);
      },
    );
  }

  it(
    'stopping the listener of a redirect URI during the transfer of a fragment frees the port, and the fragment isn’t passed on',
    {
      timeout: 10_000,
    },
    async (t) => {
      const listening = await listen(t, { answerIn: 'fragment' });
      const { port, origin } = listening;
      const socket = await connect(listening);
      const ended = endOf(socket.resume());
      socket.write(
        `POST /callback HTTP/1.1\r\nHost: localhost:${port}\r\nOrigin: ${origin}\r\n` +
          `Content-Length: 4\r\n\r\nab`,
      );
      await send(listening, { target: '/' });
      listening.stop();
      await listenAgain(t, listening);
      socket.write('cd');
      await ended;
      assert.deepEqual(listening.offered, []);
    },
  );
});
