import { isFinal, isRenewable } from '../../core/token/status.ts';
import { isValid, renewalDueAt } from '../../core/token/token.ts';
import type { ApplicationState } from '../applications/states.ts';
import type { Clock, Timer } from '../ports.ts';

export interface AutomaticRenewalPorts {
  readonly clock: Clock;
  readonly timer: Timer;
  /** The application whose token is kept valid; `undefined` if renewal isn't automatic. */
  readonly application: () => ApplicationState | undefined;
  /** Must not reject: the promise isn't awaited. */
  readonly renew: (id: string) => Promise<unknown>;
}

/** A token that lives only seconds must not cause a stream of requests. */
const leastPauseMs = 10_000;

/** The pause after a temporary failure, doubled with each further one (docs/scale.md). */
const firstPauseMs = 60_000;
const longestPauseMs = 5 * 60_000;

interface Try {
  readonly id: string;
  readonly at: number;
  /** The number of failures in a row before this try. */
  readonly failures: number;
}

/** Renews the active application's token automatically before it expires. */
export class AutomaticRenewal {
  readonly #ports: AutomaticRenewalPorts;
  #cancelTimer: () => void = () => undefined;
  #lastTry: Try | undefined;
  #isRenewing = false;
  #isDisposed = false;

  constructor(ports: AutomaticRenewalPorts) {
    this.#ports = ports;
  }

  /** Call it after each change of the application, its token or the settings. */
  update(): void {
    this.#cancelTimer();
    if (this.#isDisposed) return;
    const state = this.#ports.application();
    const dueAt = state && !this.#isRenewing ? this.#dueAt(state) : undefined;
    if (!state || dueAt === undefined) return;
    this.#cancelTimer = this.#ports.timer.at(dueAt, () => void this.#renew(state));
  }

  #dueAt({ record, failure }: ApplicationState): number | undefined {
    if (!record.token || (failure && isFinal(failure))) return undefined;
    if (!isRenewable(record.application.kind, record.token)) return undefined;
    const now = this.#ports.clock.now();
    // A token that isn't valid now, such as one with an issue time in the future, is due at once.
    const dueAt = isValid(record.token, now) ? renewalDueAt(record.token) : now;
    const last = this.#lastTry;
    // A recorded try whose time is in the future happened before the clock was set back.
    const isRecent = last?.id === record.application.id && last.at <= now;
    if (dueAt === undefined || !isRecent) return dueAt;
    const pauseMs = failure
      ? Math.min(firstPauseMs * 2 ** last.failures, longestPauseMs)
      : leastPauseMs;
    return Math.max(dueAt, last.at + pauseMs);
  }

  async #renew({ record, failure }: ApplicationState): Promise<void> {
    const { id } = record.application;
    const before = failure && this.#lastTry?.id === id ? this.#lastTry.failures + 1 : 0;
    this.#lastTry = { id, at: this.#ports.clock.now(), failures: before };
    this.#isRenewing = true;
    try {
      await this.#ports.renew(id);
    } finally {
      this.#isRenewing = false;
      this.update();
    }
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#cancelTimer();
  }
}
