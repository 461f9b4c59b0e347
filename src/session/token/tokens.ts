import type { Credentials } from '../../core/credentials/credentials.ts';
import type { Failure } from '../../core/failure.ts';
import { cancelled, failed, success, type Result } from '../../core/result.ts';
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

interface Renewal {
  /** Whether to renew even if the token is still valid or its refresh is halted. */
  readonly always: boolean;
  /** Whether the request is repeated after a temporary failure (docs/scale.md). */
  readonly isRepeatable: boolean;
}

/** Provides valid tokens of saved applications, and renews them. */
export class Tokens {
  readonly #ports: TokensPorts;
  readonly #uses = new SingleFlight<Token>();
  /** Separate from `#uses`: an explicit renewal must not get a token that was only read from storage. */
  readonly #renewals = new SingleFlight<Token>();
  readonly #turns = new Turns();

  constructor(ports: TokensPorts) {
    this.#ports = ports;
  }

  /**
   * A valid token, from memory if possible, else renewed; simultaneous calls share one request. Without
   * `mayRenew`, any unexpired token is returned, and a missing one fails with `interaction-required`. A
   * refresh token that was refused or may be used up also fails with `interaction-required`, and refused
   * credentials fail with `rejected`; only `renew` sends them again. Otherwise fails as `renew` does.
   */
  async forUse(
    id: string,
    mayRenew: boolean,
    signal: AbortSignal,
    isRepeatable = true,
  ): Promise<Result<Token>> {
    const { applications, clock } = this.#ports;
    const isGood = mayRenew ? isFresh : isValid;
    const token = applications.get(id)?.record.token;
    if (token && isGood(token, clock.now())) return success(token);
    if (!mayRenew) {
      // Another window may have renewed the token, and not every kind of VS Code announces this.
      const loaded = await applications.load(id);
      const stored = loaded.ok ? loaded.value?.token : undefined;
      return stored && isValid(stored, clock.now())
        ? success(stored)
        : failed({ reason: 'interaction-required', need: 'renew' });
    }
    const renewed = await this.#uses.run(
      id,
      (shared) => this.#inTurn(id, { always: false, isRepeatable }, shared),
      signal,
    );
    // A failed early renewal must not hide a token that the platform still accepts.
    const isSpare =
      !renewed.ok && renewed.failure.reason !== 'cancelled' && !isGone(renewed.failure);
    return isSpare && token && isValid(token, clock.now()) ? success(token) : renewed;
  }

  /**
   * Requests a new token now. Fails as the grant does, with `storage` if the credentials can't be read, and
   * with `interaction-required` if they were removed; the previous token is kept.
   */
  renew(id: string, signal: AbortSignal): Promise<Result<Token>> {
    return this.#renewals.run(
      id,
      (shared) => this.#inTurn(id, { always: true, isRepeatable: true }, shared),
      signal,
    );
  }

  /** One request at a time per application: a refresh token may be valid for one use only. */
  #inTurn(id: string, how: Renewal, signal: AbortSignal): Promise<Result<Token>> {
    return this.#turns.run(id, () => this.#renew(id, how, signal));
  }

  /**
   * Reads the record after waiting for the lock, since the window that had the lock before has probably saved
   * a new token.
   */
  async #renew(id: string, how: Renewal, signal: AbortSignal): Promise<Result<Token>> {
    if (signal.aborted) return cancelled;
    const { applications, lock } = this.#ports;
    const token = applications.get(id)?.record.token;
    applications.setAsking(id, how.always || !token?.refreshHalted);
    try {
      return await lock.hold(
        { applicationId: id, lock: 'renewal' },
        () => this.#withCurrentRecord(id, how, signal),
        signal,
      );
    } finally {
      applications.setAsking(id, false);
    }
  }

  /**
   * Runs the work with the record as it is now: another window may have renewed, removed or changed the
   * application.
   */
  async #withCurrentRecord(
    id: string,
    { always, isRepeatable }: Renewal,
    signal: AbortSignal,
  ): Promise<Result<Token>> {
    if (signal.aborted) return cancelled;
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
    return this.#request(record, isRepeatable, signal);
  }

  async #request(
    record: ApplicationRecord,
    isRepeatable: boolean,
    signal: AbortSignal,
  ): Promise<Result<Token>> {
    const { applications, clock, log } = this.#ports;
    const { id, credentials } = record.application;
    const startedAt = clock.now();
    const requested = await requestToken(
      credentials,
      record.token?.refreshToken,
      this.#ports,
      signal,
      isRepeatable,
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
   * If another window used the refresh token first, this request is refused or loses its answer. The token
   * that the other window saved is then used, and the old refresh token must not be sent again automatically.
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
    // A group's client credentials stay usable until the platform refuses them.
    if (halt && (kind !== 'group' || halt === 'client-refused'))
      await applications.haltRefresh(before, halt);
    return undefined;
  }

  async #keep(record: ApplicationRecord, token: Token): Promise<Result<Token>> {
    const { applications, clock } = this.#ports;
    if (!isValid(token, clock.now())) {
      // The refresh token is used up, but the previous access token may still be valid.
      if (record.token && token.refreshToken !== undefined) {
        await applications.saveToken(record, rotated(record.token, token.refreshToken));
      }
      return failed(expiredOnArrival(record.application.credentials));
    }
    return (await applications.saveToken(record, token)) === 'kept' ? success(token) : failed(gone);
  }
}

export function isGone(failure: Failure): boolean {
  return failure.reason === gone.reason && failure.need === gone.need;
}

/** Whether the renewal only ended without a token: the request was cancelled, or the user must act. */
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
