import { tokenEnvironmentOf, type TokenEnvironment } from '../../core/token/tokenEnvironment.ts';
import type { ApplicationState } from '../applications/states.ts';
import type { Clock, Timer } from '../ports.ts';

type Environment = Record<string, string | undefined>;

export interface SharedTokenPorts {
  readonly clock: Clock;
  readonly timer: Timer;
  /** The application whose token is shared; none where nothing is to be. */
  readonly application: () => ApplicationState | undefined;
  /** Of this process, with what the user has set. */
  readonly environment: Environment;
}

/**
 * Keeps the valid token of an application in the environment of this process, and puts back what
 * stood there as soon as there is none.
 */
export class SharedToken {
  readonly #ports: SharedTokenPorts;
  #before: TokenEnvironment | undefined;
  #cancelTimer: () => void = () => undefined;
  #isDisposed = false;

  constructor(ports: SharedTokenPorts) {
    this.#ports = ports;
  }

  /** To be called whenever the application, its token or the setting has changed. */
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

  /** The environment as the user has set it: our variables are no credentials. */
  inherited(): Environment {
    return { ...this.#ports.environment, ...this.#before };
  }

  #publish(shared: TokenEnvironment | undefined): void {
    const { environment } = this.#ports;
    const values = shared ?? this.#before;
    if (!values) return;
    this.#before = shared && (this.#before ?? valuesIn(environment));
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

function valuesIn(environment: Environment): TokenEnvironment {
  const { ISOGEO_ACCESS_TOKEN, ISOGEO_API_URL, ISOGEO_TOKEN_EXPIRES_AT } = environment;
  return { ISOGEO_ACCESS_TOKEN, ISOGEO_API_URL, ISOGEO_TOKEN_EXPIRES_AT };
}
