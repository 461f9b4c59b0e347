import * as http from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import type { Sandbox } from '../sandbox/sandbox.ts';

type Behaviour = (
  response: http.ServerResponse,
  forward: () => Promise<http.IncomingMessage>,
) => unknown;

/** A server in front of the platform: passes everything on, unless the test changes it. */
export interface Front {
  readonly origin: string;
  /** The next token request isn't passed on or answered; settles when it has arrived. */
  swallowNext(): Promise<void>;
  /** The platform answers the next token request, but only half of the answer is passed on. */
  cutNext(): void;
  /** The next token request isn't passed on: its connection is closed after `act`. */
  refuseAfter(act: () => Promise<unknown>): void;
  /** Runs `act` after the platform has answered the next token request, then passes the answer on. */
  beforeAnswer(act: () => Promise<unknown>): void;
}

export async function startFront(t: TestContext, { origin: platform }: Sandbox): Promise<Front> {
  const script: Behaviour[] = [];
  const server = http.createServer((request, response) => {
    const forward = async () => {
      const outgoing = http.request(platform + (request.url ?? ''), {
        method: request.method ?? 'GET',
        headers: request.headers,
        agent: false,
      });
      request.pipe(outgoing);
      const [answer] = (await once(outgoing, 'response')) as [http.IncomingMessage];
      return answer;
    };
    const pass: Behaviour = async () => {
      const answer = await forward();
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    };
    const behaviour = request.method === 'POST' ? (script.shift() ?? pass) : pass;
    Promise.resolve(behaviour(response, forward)).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    swallowNext() {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      script.push(() => {
        resolve(undefined);
      });
      return promise;
    },
    cutNext() {
      script.push(async (response, forward) => {
        const answer = await forward();
        const [body] = (await once(answer, 'data')) as [Buffer];
        response.writeHead(200, answer.headers);
        response.write(body.subarray(0, body.length / 2), () => response.destroy());
      });
    },
    refuseAfter(act) {
      script.push(async (response) => {
        await act();
        response.destroy();
      });
    },
    beforeAnswer(act) {
      script.push(async (response, forward) => {
        const answer = await forward();
        await act();
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      });
    },
  };
}
