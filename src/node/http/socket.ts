import * as http from 'node:http';
import * as https from 'node:https';
import * as tls from 'node:tls';
import { wayTo } from './localhost.ts';

/**
 * A server shows its certificate in a full handshake only: neither on a connection that is used
 * again nor where a session is resumed. Node's agent resumes the last session unless this option is
 * there.
 */
export const fullHandshake = { session: undefined } as const;

/**
 * VS Code adds its own agent, with the user's proxy, where there is none here. It sends `localhost`
 * directly whatever the settings say, so an agent that never asks the resolver is safe there.
 */
export function optionsFor(url: URL): Pick<https.RequestOptions, 'agent'> {
  if (url.hostname !== 'localhost') return {};
  const { Agent } = url.protocol === 'http:' ? http : https;
  return { agent: new Agent(wayTo(url.hostname)) };
}

/** Runs when the handshake is over. Never runs for a connection that isn't encrypted. */
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
