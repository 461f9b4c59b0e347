import * as http from 'node:http';
import * as https from 'node:https';
import * as tls from 'node:tls';
import { wayTo } from './localhost.ts';

/**
 * A server shows its certificate in a full handshake only, not on a reused connection or in a resumed
 * session. Node's agent resumes the last session unless this option is set.
 */
export const fullHandshake = { session: undefined } as const;

/**
 * VS Code adds its own agent, with the user's proxy, if the request has none. It sends `localhost` directly
 * in any configuration, so an agent without resolver is safe there.
 */
export function optionsFor(url: URL): Pick<https.RequestOptions, 'agent'> {
  if (url.hostname !== 'localhost') return {};
  const { Agent } = url.protocol === 'http:' ? http : https;
  return { agent: new Agent(wayTo(url.hostname)) };
}

/** Runs after the handshake; never for an unencrypted connection. */
export function whenSecure(
  outgoing: http.ClientRequest,
  run: (socket: tls.TLSSocket) => void,
): void {
  outgoing.once('socket', (socket) => {
    if (!(socket instanceof tls.TLSSocket)) return;
    const secure = () => {
      run(socket);
    };
    if (socket.authorized) secure();
    else socket.once('secureConnect', secure);
  });
}
