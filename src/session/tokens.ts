import type { Credentials } from '../core/application.ts';
import { failed, success, type Failure, type Result } from '../core/failure.ts';
import type { ApplicationRecord } from '../core/record.ts';
import { isFresh, isValid, type Token } from '../core/token.ts';
import type { Applications } from './applications.ts';
import { requestClientCredentials, type GrantPorts } from './grants.ts';
import type { Log } from './ports.ts';
import { SingleFlight } from './singleFlight.ts';

export interface TokensPorts extends GrantPorts {
  readonly applications: Applications;
  readonly log: Log;
}

/** Hands out valid tokens of saved applications, and renews them. */
export class Tokens {
  readonly #ports: TokensPorts;
  readonly #flights = new SingleFlight<Token>();

  constructor(ports: TokensPorts) {
    this.#ports = ports;
  }

  /**
   * A token that is valid now, from memory where it can be, else renewed: one request however many
   * wait. Where `mayRenew` is false any token that still lives will do, and none is
   * `interaction-required`. Fails as `renew` does.
   */
  async forUse(id: string, mayRenew: boolean, signal: AbortSignal): Promise<Result<Token>> {
    const token = this.#ports.applications.get(id)?.record.token;
    const now = this.#ports.clock.now();
    if (token && (mayRenew ? isFresh(token, now) : isValid(token, now))) return success(token);
    if (!mayRenew) return failed({ reason: 'interaction-required', need: 'renew' });
    const renewed = await this.#share(id, signal, false);
    // A refused renewal must not take away a token that the platform still accepts.
    const isSpare = !renewed.ok && renewed.failure.reason !== 'cancelled';
    return isSpare && token && isValid(token, this.#ports.clock.now()) ? success(token) : renewed;
  }

  /**
   * A new token now. Fails with what the grant fails with, and `storage` where there are no
   * credentials to ask with; the token that was there is kept.
   */
  renew(id: string, signal: AbortSignal): Promise<Result<Token>> {
    return this.#share(id, signal, true);
  }

  #share(id: string, signal: AbortSignal, always: boolean): Promise<Result<Token>> {
    return this.#flights.run(id, (shared) => this.#renew(id, always, shared), signal);
  }

  async #renew(id: string, always: boolean, signal: AbortSignal): Promise<Result<Token>> {
    const { applications, clock, log } = this.#ports;
    const known = applications.get(id);
    // Another window may have renewed, removed or changed it meanwhile.
    const loaded = await applications.load(id);
    const record = loaded.ok ? loaded.value : known?.record;
    if (!record) {
      return loaded.ok
        ? failed({ reason: 'interaction-required', need: 'choose-application' })
        : loaded;
    }
    if (!always && record.token && isFresh(record.token, clock.now())) {
      return success(record.token);
    }
    applications.setAsking(id, true);
    const startedAt = clock.now();
    const requested = await requestClientCredentials(
      record.application.credentials,
      this.#ports,
      signal,
    );
    const renewed = requested.ok ? await this.#keep(record, requested.value) : requested;
    applications.setAsking(id, false);

    const durationMs = clock.now() - startedAt;
    if (renewed.ok) {
      log.info('token renewed', { applicationId: id, durationMs });
    } else if (renewed.failure.reason !== 'cancelled') {
      applications.setFailure(id, renewed.failure);
      log.warn('renewal failed', { applicationId: id, durationMs, ...loggable(renewed.failure) });
    }
    return renewed;
  }

  async #keep(record: ApplicationRecord, token: Token): Promise<Result<Token>> {
    const { applications, clock } = this.#ports;
    const { id } = record.application;
    if (!isValid(token, clock.now())) {
      return failed(expiredOnArrival(record.application.credentials));
    }
    const latest = await applications.load(id);
    const current = latest.ok ? latest.value : applications.get(id)?.record;
    // Removed or signed out during the request: what somebody took away must not come back.
    if (!current || (record.token && !current.token)) return failed({ reason: 'cancelled' });
    const renewed = { ...current, token };
    // Where storage refuses, the token still works in memory, and the state says `saved: false`.
    if (!latest.ok && isSetAside(latest.failure)) applications.keepInMemory(renewed);
    else await applications.save(renewed);
    return success(token);
  }
}

/** Another version of the extension can read it, and it is that one's to change. */
function isSetAside(failure: Failure): boolean {
  return failure.reason === 'storage' && failure.problem === 'unreadable-record';
}

export function expiredOnArrival({ endpoints }: Credentials): Failure {
  const { host } = new URL(endpoints.token);
  return { reason: 'unexpected-response', host, problem: 'expired-on-arrival' };
}

export function loggable(failure: Failure): {
  reason: Failure['reason'];
  host?: string;
  code?: string;
} {
  return {
    reason: failure.reason,
    ...('host' in failure && { host: failure.host }),
    ...('code' in failure && { code: failure.code }),
  };
}
