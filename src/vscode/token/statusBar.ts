import * as vscode from 'vscode';
import type { Failure } from '../../core/failure.ts';
import { statusChangesAt, statusOf } from '../../core/token/status.ts';
import type { ApplicationStates } from '../../session/applications/states.ts';
import type { Clock, Timer } from '../../session/ports.ts';
import type { ActiveApplication } from '../host/activeApplication.ts';
import { t } from '../host/l10n.ts';
import { createStatusItem, type StatusItem } from '../host/statusItem.ts';
import { situationOf, statusInputOf } from './statusInput.ts';
import { statusText } from './statusText.ts';
import { tooltipOf } from './tooltip.ts';

export interface StatusBarPorts {
  readonly applications: Pick<ApplicationStates, 'get' | 'loadFailureOf'>;
  readonly active: Pick<ActiveApplication, 'id' | 'isSigningIn'>;
  readonly clock: Clock;
  readonly timer: Timer;
  /** The IDs of all saved applications, without reading a secret. */
  readonly savedIds: () => readonly string[];
  /** The failure as a sentence; `undefined` while the sentences are loading, and `update()` follows. */
  readonly causeOf: (failure: Failure) => string | undefined;
}

/** The status bar item. It wakes up only when its text changes. */
export class StatusBar implements vscode.Disposable {
  readonly #ports: StatusBarPorts;
  readonly #item: StatusItem;
  #cancelTimer: () => void = () => undefined;
  readonly #context = new Map<string, boolean>();

  constructor(ports: StatusBarPorts) {
    this.#ports = ports;
    this.#item = createStatusItem('isogeo.token', 'Isogeo Token', 'isogeo.showMenu');
    this.update();
  }

  /** Call it after each change of an application or the settings, and after the machine may have slept. */
  update(): void {
    this.#cancelTimer();
    const { applications, active, clock, timer } = this.#ports;
    const state = applications.get(active.id);
    const failure = state?.failure ?? applications.loadFailureOf(active.id);
    const input = statusInputOf(state, failure, active.isSigningIn);
    const now = clock.now();
    const cause = failure && this.#ports.causeOf(failure);
    const savedIds = this.#ports.savedIds();
    const hasOthers = savedIds.some((id) => id !== active.id);
    const texts = statusText(statusOf(input, now));
    const name = state?.record.application.name;
    this.#item.update({
      ...texts,
      label:
        hasOthers && name !== undefined
          ? t('{0}, application {1}', texts.label, name)
          : texts.label,
      tooltip: tooltipOf(
        {
          ...situationOf(state, failure, now),
          state,
          cause,
          hasOthers,
        },
        now,
      ),
    });
    this.#setContext('isogeo.hasApplication', state !== undefined);
    this.#setContext('isogeo.signedIn', state?.record.token !== undefined);

    const changesAt = statusChangesAt(input, now);
    this.#cancelTimer =
      changesAt === undefined
        ? () => undefined
        : timer.at(changesAt, () => {
            this.update();
          });
  }

  /** For `when` clauses: the palette offers only commands that work in this state. */
  #setContext(key: string, value: boolean): void {
    if (this.#context.get(key) === value) return;
    this.#context.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }

  dispose(): void {
    this.#cancelTimer();
    this.#item.dispose();
  }
}
