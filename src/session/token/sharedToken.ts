import { tokenEnvironmentOf, type TokenEnvironment } from '../../core/token/tokenEnvironment.ts';
import type { ApplicationState } from '../applications/states.ts';
import type { Clock, Timer } from '../ports.ts';

type Environment = Record<string, string | undefined>;

export interface SharedTokenPorts {
  readonly clock: Clock;
  readonly timer: Timer;
  /** The application whose token is shared; `undefined` if sharing is off. */
  readonly application: () => ApplicationState | undefined;
  /** The environment of this process, with the user's own values. */
  readonly environment: Environment;
}

/**
 * Keeps the valid token of an application in the environment of this process, and restores the previous
 * values without a valid token.
 */
export class SharedToken {
  readonly #ports: SharedTokenPorts;
  #before: TokenEnvironment | undefined;
  #cancelTimer: () => void = () => undefined;
  #isDisposed = false;

  constructor(ports: SharedTokenPorts) {
    this.#ports = ports;
  }

  /** Call it after each change of the application, its token or the setting. */
  update(): void {
    this.#cancelTimer();
    const { clock, timer, application } = this.#ports;
    const record = this.#isDisposed ? undefined : application()?.record;
    const shared = record && tokenEnvironmentOf(record, clock.now());
    this.#publish(shared);
    const expiresAt = shared && record.token?.expiresAt;
    if (expiresAt === undefined) return;
    this.#cancelTimer = timer.at(expiresAt, () => {
      this.update();
    });
  }

  /**
   * The environment with the user's own values, since credentials aren't read from variables that this
   * extension sets.
   */
  inherited(): Environment {
    return { ...this.#ports.environment, ...this.#before };
  }

  #publish(shared: TokenEnvironment | undefined): void {
    const { environment } = this.#ports;
    const values = shared ?? this.#before;
    if (!values) return;
    this.#before = shared && (this.#before ?? sharedIn(environment));
    for (const [name, value] of Object.entries(values) as [string, string | undefined][]) {
      if (value === undefined) Reflect.deleteProperty(environment, name);
      else environment[name] = value;
    }
  }

  dispose(): void {
    this.#isDisposed = true;
    this.update();
  }
}

function sharedIn(environment: Environment): TokenEnvironment {
  const { ISOGEO_ACCESS_TOKEN, ISOGEO_API_URL, ISOGEO_TOKEN_EXPIRES_AT } = environment;
  return { ISOGEO_ACCESS_TOKEN, ISOGEO_API_URL, ISOGEO_TOKEN_EXPIRES_AT };
}
