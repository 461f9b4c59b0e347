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
export class About {
  readonly #ports: AboutPorts;
  readonly #signal: AbortSignal;
  readonly #exchanges = new Map<ServerRole, Promise<AboutExchange>>();

  constructor(ports: AboutPorts, signal: AbortSignal) {
    this.#ports = ports;
    this.#signal = signal;
  }

  address(server: ServerRole): string {
    return `${this.#ports.addresses[server]}/about`;
  }

  ask(server: ServerRole): Promise<AboutExchange> {
    const exchange = this.#exchanges.get(server) ?? this.#send(this.address(server));
    this.#exchanges.set(server, exchange);
    return exchange;
  }

  async #send(url: string): Promise<AboutExchange> {
    const { clock, http } = this.#ports;
    const sentAt = clock.now();
    // A proxy's stored answer would contain an old time.
    const headers = { accept: 'application/json', 'cache-control': 'no-cache' };
    const sent = await http.send({ method: 'GET', url, headers }, this.#signal);
    return { sent, sentAt, receivedAt: clock.now() };
  }
}
