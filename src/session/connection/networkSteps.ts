import type {
  NetworkStepName,
  Outcome,
  Problem,
  ServerRole,
} from '../../core/connection/connectionReport.ts';
import { hostOf, type Proxy } from '../../core/http/proxy.ts';
import type { Probe } from '../ports.ts';
import type { About } from './about.ts';
import { noted, passed, problem } from './outcomes.ts';

/**
 * The steps of the network: the probe's result decides, but a request that succeeds overrules a failed probe.
 */
export class NetworkSteps {
  readonly #probe: Probe;
  readonly #about: About;
  readonly #signal: AbortSignal;
  /** Servers that real requests reach although the probe fails, for example through the system's proxy. */
  readonly #otherWays = new Set<ServerRole>();

  constructor(probe: Probe, about: About, signal: AbortSignal) {
    this.#probe = probe;
    this.#about = about;
    this.#signal = signal;
  }

  async take(name: NetworkStepName, server: ServerRole, url: URL): Promise<Outcome> {
    const use = this.#probe.proxyFor(url);
    if (name === 'proxy') return passed({ kind: 'proxy', use });
    if (name === 'tls' && url.protocol === 'http:') return noted({ kind: 'not-encrypted' });
    if (this.#otherWays.has(server)) return noted({ kind: 'other-way' });
    const proxy = use.via === 'proxy' ? use.proxy : undefined;
    const outcome = await this.#probed(name, url, proxy);
    if (outcome.state !== 'failed' || this.#signal.aborted) return outcome;
    const { sent: reached } = await this.#about.ask(server);
    if (reached.ok || reached.failure.reason === 'throttled') {
      return this.#overruled(outcome.problem, proxy, server);
    }
    // The request got further than the probe: it used a proxy that the probe doesn't know, or the proxy
    // blocks only the probe.
    const { failure } = reached;
    const hasSeen = failure.reason === 'tls' && failure.certificate !== undefined;
    if (hasSeen && name !== 'tls') return noted({ kind: 'other-way' });
    return failure.reason === 'proxy' || hasSeen ? problem(failure) : outcome;
  }

  #overruled(found: Problem, proxy: Proxy | undefined, server: ServerRole): Outcome {
    const { certificate } =
      found.kind === 'failure' && found.failure.reason === 'tls' ? found.failure : {};
    if (certificate) return passed({ kind: 'certificate', certificate, trusted: 'by-requests' });
    this.#otherWays.add(server);
    return noted({ kind: proxy ? 'inside-proxy' : 'other-way' });
  }

  async #probed(
    name: Exclude<NetworkStepName, 'proxy'>,
    url: URL,
    proxy: Proxy | undefined,
  ): Promise<Outcome> {
    const target = { hostname: url.hostname, port: portOf(url) };
    const first = proxy ?? target;
    if (name === 'dns') {
      const found = await this.#probe.resolve(first.hostname, this.#signal);
      return found.ok
        ? passed({ kind: 'addresses', host: first.hostname, addresses: found.value })
        : problem(found.failure);
    }
    if (name === 'tcp') {
      const connected = await this.#probe.connect(first, this.#signal);
      return connected.ok
        ? passed({ kind: 'connected', host: hostOf(first) })
        : problem(connected.failure);
    }
    const shaken = await this.#probe.handshake(target, proxy, this.#signal);
    if (!shaken.ok) return problem(shaken.failure);
    const { certificate, fault } = shaken.value;
    return fault === undefined
      ? passed({ kind: 'certificate', certificate, trusted: 'by-system' })
      : problem({ reason: 'tls', host: url.host, code: fault, certificate });
  }
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'http:' ? 80 : 443;
}
