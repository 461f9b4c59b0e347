import type { ServerRole } from '../../core/connection/connectionReport.ts';
import type { Result } from '../../core/result.ts';
import type { Clock, Http, HttpAnswer } from '../ports.ts';

export interface AboutExchange {
  readonly sent: Result<HttpAnswer>;
  readonly sentAt: number;
  readonly receivedAt: number;
}

export interface AboutPorts {
  readonly http: Http;
  readonly clock: Clock;
  /** Base addresses, without a slash at their end. */
  readonly addresses: Readonly<Record<ServerRole, string>>;
}

/** `GET /about`, which needs no token and is sent once to each server. */
export interface About {
  address(server: ServerRole): string;
  ask(server: ServerRole): Promise<AboutExchange>;
}

export function createAbout({ http, clock, addresses }: AboutPorts, signal: AbortSignal): About {
  const exchanges = new Map<ServerRole, Promise<AboutExchange>>();
  const address = (server: ServerRole) => `${addresses[server]}/about`;
  const send = async (url: string): Promise<AboutExchange> => {
    const sentAt = clock.now();
    // A proxy's stored answer would contain an old time.
    const headers = { accept: 'application/json', 'cache-control': 'no-cache' };
    const sent = await http.send({ method: 'GET', url, headers }, signal);
    return { sent, sentAt, receivedAt: clock.now() };
  };
  return {
    address,
    ask(server) {
      const exchange = exchanges.get(server) ?? send(address(server));
      exchanges.set(server, exchange);
      return exchange;
    },
  };
}
