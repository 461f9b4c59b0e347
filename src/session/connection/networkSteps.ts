import type {
  NetworkStepName,
  Outcome,
  Problem,
  ServerRole,
} from '../../core/connection/connectionReport.ts';
import type { Certificate } from '../../core/certificates/certificate.ts';
import { hostOf, type Proxy } from '../../core/http/proxy.ts';
import type { Probe } from '../ports.ts';
import type { About } from './about.ts';
import { noted, passed, problem } from './outcomes.ts';

/** Takes one step of the network. */
type TakeStep = (name: NetworkStepName, server: ServerRole, url: URL) => Promise<Outcome>;

/**
 * The steps of the network: the probe's result decides, but a request that succeeds overrules a failed probe.
 */
export function networkSteps(probe: Probe, about: About, signal: AbortSignal): TakeStep {
  /** Servers that real requests reach although the probe fails, for example through the system's proxy. */
  const otherWays = new Set<ServerRole>();
  return async (name, server, url) => {
    const use = probe.proxyFor(url);
    if (name === 'proxy') return passed({ kind: 'proxy', use });
    if (name === 'tls' && url.protocol === 'http:') return noted({ kind: 'not-encrypted' });
    if (otherWays.has(server)) return noted({ kind: 'other-way' });
    const proxy = use.via === 'proxy' ? use.proxy : undefined;
    const outcome = await probed(name, url, proxy, probe, signal);
    if (outcome.state !== 'failed' || signal.aborted) return outcome;
    const { sent: reached } = await about.ask(server);
    if (reached.ok || reached.failure.reason === 'throttled') {
      const certificate = certificateInProblem(outcome.problem);
      if (certificate) return passed({ kind: 'certificate', certificate, trusted: 'by-requests' });
      otherWays.add(server);
      return noted({ kind: proxy ? 'inside-proxy' : 'other-way' });
    }
    // The request got further than the probe: it used a proxy that the probe doesn't know, or the proxy
    // blocks only the probe.
    const { failure } = reached;
    const hasSeen = failure.reason === 'tls' && failure.certificate !== undefined;
    if (hasSeen && name !== 'tls') return noted({ kind: 'other-way' });
    return failure.reason === 'proxy' || hasSeen ? problem(failure) : outcome;
  };
}

function certificateInProblem(found: Problem): Certificate | undefined {
  return found.kind === 'failure' && found.failure.reason === 'tls'
    ? found.failure.certificate
    : undefined;
}

async function probed(
  name: Exclude<NetworkStepName, 'proxy'>,
  url: URL,
  proxy: Proxy | undefined,
  probe: Probe,
  signal: AbortSignal,
): Promise<Outcome> {
  const target = { hostname: url.hostname, port: portOf(url) };
  const first = proxy ?? target;
  if (name === 'dns') {
    const found = await probe.resolve(first.hostname, signal);
    return found.ok
      ? passed({ kind: 'addresses', host: first.hostname, addresses: found.value })
      : problem(found.failure);
  }
  if (name === 'tcp') {
    const connected = await probe.connect(first, signal);
    return connected.ok
      ? passed({ kind: 'connected', host: hostOf(first) })
      : problem(connected.failure);
  }
  const shaken = await probe.handshake(target, proxy, signal);
  if (!shaken.ok) return problem(shaken.failure);
  const { certificate, fault } = shaken.value;
  return fault === undefined
    ? passed({ kind: 'certificate', certificate, trusted: 'by-system' })
    : problem({ reason: 'tls', host: url.host, code: fault, certificate });
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'http:' ? 80 : 443;
}
