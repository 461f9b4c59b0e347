import { needsUser } from '../core/status.ts';
import { renewalDueAt } from '../core/token.ts';
import type { ApplicationState } from './applications.ts';
import type { Clock, Timer } from './ports.ts';

export interface AutomaticRenewalPorts {
  readonly clock: Clock;
  readonly timer: Timer;
  /** The application to keep a live token for; none while renewal is not automatic. */
  readonly application: () => ApplicationState | undefined;
  readonly renew: (id: string) => Promise<unknown>;
}

/** A token that lives only seconds must not become a stream of requests. */
const leastPauseMs = 10_000;

/** After a failure that may pass by itself. */
const pauseAfterFailureMs = 60_000;

/** Renews the active application's token before it expires, by itself. */
export class AutomaticRenewal {
  readonly #ports: AutomaticRenewalPorts;
  #cancelTimer: () => void = () => undefined;
  #lastTriedAt: number | undefined;
  #isRenewing = false;

  constructor(ports: AutomaticRenewalPorts) {
    this.#ports = ports;
  }

  /** To be called whenever the application, its token or the settings have changed. */
  update(): void {
    this.#cancelTimer();
    const state = this.#ports.application();
    const dueAt = state && !this.#isRenewing ? this.#dueAt(state) : undefined;
    if (!state || dueAt === undefined) return;
    this.#cancelTimer = this.#ports.timer.at(dueAt, () => void this.#renew(state));
  }

  #dueAt({ record, failure }: ApplicationState): number | undefined {
    if (!record.token || (failure && needsUser(failure))) return undefined;
    const dueAt = renewalDueAt(record.token);
    if (dueAt === undefined || this.#lastTriedAt === undefined) return dueAt;
    return Math.max(dueAt, this.#lastTriedAt + (failure ? pauseAfterFailureMs : leastPauseMs));
  }

  async #renew({ record }: ApplicationState): Promise<void> {
    this.#lastTriedAt = this.#ports.clock.now();
    this.#isRenewing = true;
    try {
      await this.#ports.renew(record.application.id);
    } finally {
      this.#isRenewing = false;
      this.update();
    }
  }

  dispose(): void {
    this.#cancelTimer();
  }
}
