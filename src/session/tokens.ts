import type { Credentials } from '../core/application.ts';
import { failed, success, type Failure, type Result } from '../core/failure.ts';
import type { ApplicationRecord } from '../core/record.ts';
import { isFresh, isValid, type Token } from '../core/token.ts';
import type { Applications } from './applications.ts';
import { requestToken, type GrantPorts } from './grants.ts';
import { loggable } from './loggable.ts';
import type { Log } from './ports.ts';
import { SingleFlight } from './singleFlight.ts';
import { Turns } from './turns.ts';

export interface TokensPorts extends GrantPorts {
  readonly applications: Applications;
  readonly log: Log;
}

const gone: Failure = { reason: 'interaction-required', need: 'choose-application' };

/** Hands out valid tokens of saved applications, and renews them. */
export class Tokens {
  readonly #ports: TokensPorts;
  readonly #uses = new SingleFlight<Token>();
  /** Apart, since who wants a new token must not be given one that somebody only looked up. */
  readonly #renewals = new SingleFlight<Token>();
  readonly #turns = new Turns();

  constructor(ports: TokensPorts) {
    this.#ports = ports;
  }

  /**
   * A token that is valid now, from memory where it can be, else renewed: one request however many
   * wait. Where `mayRenew` is false any token that still lives will do, and none is
   * `interaction-required`. Fails as `renew` does.
   */
  async forUse(id: string, mayRenew: boolean, signal: AbortSignal): Promise<Result<Token>> {
    const { applications, clock } = this.#ports;
    const isGood = mayRenew ? isFresh : isValid;
    const token = applications.get(id)?.record.token;
    if (token && isGood(token, clock.now())) return success(token);
    if (!mayRenew) {
      // Another window may have renewed, and not every host announces it.
      const loaded = await applications.load(id);
      const stored = loaded.ok ? loaded.value?.token : undefined;
      return stored && isValid(stored, clock.now())
        ? success(stored)
        : failed({ reason: 'interaction-required', need: 'renew' });
    }
    const renewed = await this.#uses.run(id, (shared) => this.#inTurn(id, false, shared), signal);
    // A refused renewal must not take away a token that the platform still accepts.
    const isSpare =
      !renewed.ok && renewed.failure.reason !== 'cancelled' && renewed.failure !== gone;
    return isSpare && token && isValid(token, clock.now()) ? success(token) : renewed;
  }

  /**
   * A new token now. Fails with what the grant fails with, `storage` where the credentials cannot
   * be read, and `interaction-required` where they are gone; the token that was there is kept.
   */
  renew(id: string, signal: AbortSignal): Promise<Result<Token>> {
    return this.#renewals.run(id, (shared) => this.#inTurn(id, true, shared), signal);
  }

  /** One request at a time for one application: a refresh token may be good for one use alone. */
  #inTurn(id: string, always: boolean, signal: AbortSignal): Promise<Result<Token>> {
    return this.#turns.run(id, () => this.#renew(id, always, signal));
  }

  async #renew(id: string, always: boolean, signal: AbortSignal): Promise<Result<Token>> {
    if (signal.aborted) return failed({ reason: 'cancelled' });
    const { applications, clock } = this.#ports;
    const known = applications.get(id)?.record;
    // Another window may have renewed, removed or changed it meanwhile.
    const loaded = await applications.load(id);
    const record = loaded.ok ? loaded.value : known;
    if (!record) return loaded.ok ? failed(gone) : loaded;
    if (!always && record.token && isFresh(record.token, clock.now())) {
      return success(record.token);
    }
    applications.setAsking(id, true);
    try {
      return await this.#request(record, signal);
    } finally {
      applications.setAsking(id, false);
    }
  }

  async #request(record: ApplicationRecord, signal: AbortSignal): Promise<Result<Token>> {
    const { applications, clock, log } = this.#ports;
    const { id, credentials } = record.application;
    const startedAt = clock.now();
    const requested = await requestToken(
      credentials,
      record.token?.refreshToken,
      this.#ports,
      signal,
    );
    const renewed = requested.ok
      ? await this.#keep(record, requested.value)
      : ((await this.#renewedElsewhere(record)) ?? requested);
    const durationMs = clock.now() - startedAt;
    if (renewed.ok) {
      log.info('token renewed', { applicationId: id, durationMs });
    } else if (!isNoFailure(renewed.failure)) {
      applications.setFailure(id, renewed.failure);
      log.warn('renewal failed', { applicationId: id, durationMs, ...loggable(renewed.failure) });
    }
    return renewed;
  }

  /**
   * A refresh token that another window has used first is refused, or its answer is lost on the
   * way: what that window has saved is as good, and the old one must not be sent again.
   */
  async #renewedElsewhere(before: ApplicationRecord): Promise<Result<Token> | undefined> {
    if (before.token?.refreshToken === undefined) return undefined;
    const { applications, clock } = this.#ports;
    const loaded = await applications.load(before.application.id);
    const token = loaded.ok ? loaded.value?.token : undefined;
    const isNew = token && token.accessToken !== before.token.accessToken;
    return isNew && isFresh(token, clock.now()) ? success(token) : undefined;
  }

  async #keep(record: ApplicationRecord, token: Token): Promise<Result<Token>> {
    const { applications, clock } = this.#ports;
    if (!isValid(token, clock.now())) {
      return failed(expiredOnArrival(record.application.credentials));
    }
    return (await applications.saveToken(record, token)) === 'kept' ? success(token) : failed(gone);
  }
}

/** Nothing went wrong: somebody has called it off, or the user's turn has come. */
function isNoFailure({ reason }: Failure): boolean {
  return reason === 'cancelled' || reason === 'interaction-required';
}

export function expiredOnArrival({ endpoints }: Credentials): Failure {
  const { host } = new URL(endpoints.token);
  return { reason: 'unexpected-response', host, problem: 'expired-on-arrival' };
}
