import type { Failure } from '../../core/failure.ts';
import { failed, type Result } from '../../core/result.ts';
import type { ProxyUse } from '../../core/http/proxy.ts';
import { isHeld, mayPass, pauseBeforeRetry, retryAfterMs } from '../../core/http/retry.ts';
import { untilAborted } from '../concurrency/untilAborted.ts';
import { failureOfStatus } from './answers.ts';
import { loggable } from './loggable.ts';
import type { Clock, Http, HttpAnswer, HttpClient, HttpRequest, Log, Timer } from '../ports.ts';

export interface RetryingPorts {
  /** Sends each try. */
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly log: Log;
  /** Between 0 and 1. */
  readonly random: () => number;
  readonly proxyFor: (url: URL) => ProxyUse;
}

/**
 * Sends a repeatable request up to three times if the server has a temporary problem or hangs up. After a
 * server asks for a longer wait than a command allows, requests to that address fail with
 * `throttled` until then. A failure of the proxy gets its name.
 */
export class Retrying implements HttpClient {
  readonly #ports: RetryingPorts;
  /** The time until which an address must not be asked. */
  readonly #heldUntil = new Map<string, number>();

  constructor(ports: RetryingPorts) {
    this.#ports = ports;
  }

  /** Returns the result of the last try if the signal is aborted between two tries. */
  send(request: HttpRequest, signal: AbortSignal): Promise<Result<HttpAnswer>> {
    return this.#send(request, signal, this.#ports.http);
  }

  connect(url: string, signal: AbortSignal): Http {
    const http = this.#ports.http.connect(url, signal);
    return { send: (request, until) => this.#send(request, until, http) };
  }

  async #send(request: HttpRequest, signal: AbortSignal, http: Http): Promise<Result<HttpAnswer>> {
    const { clock, log, random } = this.#ports;
    const { method, repeatable = method === 'GET' } = request;
    const url = new URL(request.url);
    const retryAt = this.#heldUntil.get(url.href);
    if (retryAt !== undefined && isHeld(retryAt, clock.now())) {
      return failed({ reason: 'throttled', host: url.host, retryAt });
    }
    for (let tries = 1; ; tries += 1) {
      const sent = await http.send(request, signal);
      const failure = failureThatMayPass(sent, url.host);
      if (!failure) return this.#withProxy(sent, url);
      const askedMs = sent.ok ? retryAfterMs(sent.value.headers, clock.now()) : undefined;
      const pauseMs = repeatable ? pauseBeforeRetry(tries, askedMs, random()) : undefined;
      if (pauseMs === undefined || !(await this.#pause(pauseMs, signal))) {
        const isAskedToWait = askedMs !== undefined && sent.ok && sent.value.status === 503;
        return failure.reason === 'throttled' || isAskedToWait
          ? failed(this.#hold(url, askedMs))
          : sent;
      }
      log.info('request repeated', { ...loggable(failure), count: tries + 1 });
    }
  }

  #hold({ href, host }: URL, askedMs: number | undefined): Failure {
    if (askedMs === undefined) return { reason: 'throttled', host };
    const retryAt = this.#ports.clock.now() + askedMs;
    this.#heldUntil.set(href, retryAt);
    return { reason: 'throttled', host, retryAt };
  }

  #withProxy(sent: Result<HttpAnswer>, url: URL): Result<HttpAnswer> {
    if (sent.ok || sent.failure.reason !== 'proxy') return sent;
    const use = this.#ports.proxyFor(url);
    if (use.via === 'direct') return sent;
    return failed({ ...sent.failure, proxy: `${use.proxy.hostname}:${use.proxy.port}` });
  }

  /** Waits; `false` if the signal was aborted first. */
  async #pause(pauseMs: number, signal: AbortSignal): Promise<boolean> {
    const { clock, timer } = this.#ports;
    const { promise, resolve } = Promise.withResolvers<true>();
    const cancelTimer = timer.at(clock.now() + pauseMs, () => {
      resolve(true);
    });
    const ended = await untilAborted(signal, promise);
    cancelTimer();
    return ended === true;
  }
}

function failureThatMayPass(sent: Result<HttpAnswer>, host: string): Failure | undefined {
  if (sent.ok) return mayPass(sent.value.status) ? failureOfStatus(sent.value, host) : undefined;
  const { failure } = sent;
  const isReset = failure.reason === 'unreachable' && /^(ECONNRESET|EPIPE)$/.test(failure.code);
  return isReset ? failure : undefined;
}
