import type { Credentials } from '../../core/credentials/credentials.ts';
import type { Failure } from '../../core/failure.ts';
import { failed, success, type Result } from '../../core/result.ts';
import type { ApplicationRecord } from '../../core/applications/record.ts';
import { refreshHaltAfter } from '../../core/token/refreshHalt.ts';
import { isFresh, isValid, type Token } from '../../core/token/token.ts';
import { gone, type Applications } from '../applications/applications.ts';
import { requestToken, type GrantPorts } from './grants.ts';
import { loggable } from '../http/loggable.ts';
import type { Lock, Log } from '../ports.ts';
import { SingleFlight } from '../concurrency/singleFlight.ts';
import { Turns } from '../concurrency/turns.ts';

export interface TokensPorts extends GrantPorts {
  readonly applications: Applications;
  readonly lock: Lock;
  readonly log: Log;
}

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
   * `interaction-required`, and so is a refresh token whose fate is unknown or that was refused;
   * credentials that were refused stay `rejected`. Those are sent again by `renew` alone. Fails as
   * `renew` does.
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
      !renewed.ok && renewed.failure.reason !== 'cancelled' && !isGone(renewed.failure);
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

  /**
   * Reads the record after waiting for the lock: the window that had it before has probably saved a
   * token for every window.
   */
  async #renew(id: string, always: boolean, signal: AbortSignal): Promise<Result<Token>> {
    if (signal.aborted) return failed({ reason: 'cancelled' });
    const { applications, lock } = this.#ports;
    const token = applications.get(id)?.record.token;
    applications.setAsking(id, always || !token?.refreshHalted);
    try {
      return await lock.hold(
        { applicationId: id, lock: 'renewal' },
        () => this.#withCurrentRecord(id, always, signal),
        signal,
      );
    } finally {
      applications.setAsking(id, false);
    }
  }

  /** Another window may have renewed, removed or changed the application. */
  async #withCurrentRecord(
    id: string,
    always: boolean,
    signal: AbortSignal,
  ): Promise<Result<Token>> {
    if (signal.aborted) return failed({ reason: 'cancelled' });
    const { applications, clock } = this.#ports;
    const loaded = await applications.load(id);
    const record = loaded.ok ? loaded.value : applications.get(id)?.record;
    if (!record) return loaded.ok ? failed(gone) : loaded;
    const { token } = record;
    if (!always && token && isFresh(token, clock.now())) return success(token);
    if (!always && token?.refreshHalted === 'client-refused') {
      const { host } = new URL(record.application.credentials.endpoints.token);
      return failed({ reason: 'rejected', host, oauthError: 'invalid_client' });
    }
    if (!always && token?.refreshHalted) {
      const need = token.refreshHalted === 'refused' ? 'browser-sign-in' : 'renew-uncertain';
      return failed({ reason: 'interaction-required', need });
    }
    return this.#request(record, signal);
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
      : ((await this.#renewedElsewhere(record, requested.failure)) ?? requested);
    const durationMs = clock.now() - startedAt;
    if (renewed.ok) {
      log.info('token renewed', { applicationId: id, durationMs });
    } else if (!isNoFailure(renewed.failure)) {
      applications.setFailure(id, renewed.failure, clock.now());
      log.warn('renewal failed', { applicationId: id, durationMs, ...loggable(renewed.failure) });
    }
    return renewed;
  }

  /**
   * A refresh token that another window has used first is refused, or its answer is lost on the
   * way: what that window has saved is as good, and the old one must not be sent again by itself.
   */
  async #renewedElsewhere(
    before: ApplicationRecord,
    failure: Failure,
  ): Promise<Result<Token> | undefined> {
    if (!before.token) return undefined;
    const { applications, clock } = this.#ports;
    const { id, kind } = before.application;
    const loaded = await applications.load(id);
    const token = loaded.ok ? loaded.value?.token : undefined;
    const isNew = token && token.accessToken !== before.token.accessToken;
    if (isNew && isFresh(token, clock.now())) return success(token);
    const halt = refreshHaltAfter(failure);
    // The client credentials of a group are as good as before while the platform takes them.
    if (halt && (kind !== 'group' || halt === 'client-refused'))
      await applications.haltRefresh(before, halt);
    return undefined;
  }

  async #keep(record: ApplicationRecord, token: Token): Promise<Result<Token>> {
    const { applications, clock } = this.#ports;
    if (!isValid(token, clock.now())) {
      // The refresh token has been spent all the same, and the access token before may still live.
      if (record.token && token.refreshToken !== undefined) {
        await applications.saveToken(record, rotated(record.token, token.refreshToken));
      }
      return failed(expiredOnArrival(record.application.credentials));
    }
    return (await applications.saveToken(record, token)) === 'kept' ? success(token) : failed(gone);
  }
}

function isGone(failure: Failure): boolean {
  return failure.reason === gone.reason && failure.need === gone.need;
}

/** Nothing went wrong: somebody has called it off, or the user's turn has come. */
function isNoFailure({ reason }: Failure): boolean {
  return reason === 'cancelled' || reason === 'interaction-required';
}

function rotated({ accessToken, obtainedAt, expiresAt }: Token, refreshToken: string): Token {
  return {
    accessToken,
    obtainedAt,
    ...(expiresAt !== undefined && { expiresAt }),
    refreshToken,
  };
}

export function expiredOnArrival({ endpoints }: Credentials): Failure {
  const { host } = new URL(endpoints.token);
  return { reason: 'unexpected-response', host, problem: 'expired-on-arrival' };
}
