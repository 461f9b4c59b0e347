import * as vscode from 'vscode';
import type { Failure } from '../../core/failure.ts';
import {
  isRenewable,
  statusChangesAt,
  statusOf,
  type StatusInput,
} from '../../core/token/status.ts';
import type { ApplicationStates } from '../../session/applications/states.ts';
import type { Clock, Timer } from '../../session/ports.ts';
import type { ActiveApplication } from '../host/activeApplication.ts';
import { t } from '../host/l10n.ts';
import { createStatusItem, type StatusItem } from '../host/statusItem.ts';
import { settings } from '../host/settings.ts';
import { statusText } from './statusText.ts';
import { tooltipOf } from './tooltip.ts';

export interface StatusBarPorts {
  readonly applications: ApplicationStates;
  readonly active: ActiveApplication;
  readonly clock: Clock;
  readonly timer: Timer;
  /** In a sentence; `undefined` while that is loading, with `update()` after it. */
  readonly causeOf: (failure: Failure) => string | undefined;
}

/** The one status bar item. It wakes when its text changes, and not before. */
export class StatusBar implements vscode.Disposable {
  readonly #ports: StatusBarPorts;
  readonly #item: StatusItem;
  readonly #subscriptions: readonly { dispose(): void }[];
  #cancelTimer: () => void = () => undefined;
  readonly #context = new Map<string, boolean>();

  constructor(ports: StatusBarPorts) {
    this.#ports = ports;
    this.#item = createStatusItem('isogeo.token', 'Isogeo Token', 'isogeo.showMenu');
    const update = () => {
      this.update();
    };
    this.#subscriptions = [
      this.#item,
      { dispose: ports.applications.onDidChange(update) },
      ports.active.onDidChange(update),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('isogeo')) update();
      }),
      // The machine may have slept, or its clock may have been set, while nobody looked.
      vscode.window.onDidChangeWindowState((state) => {
        if (state.focused) update();
      }),
    ];
    update();
  }

  update(): void {
    this.#cancelTimer();
    const { applications, active, clock, timer } = this.#ports;
    const state = active.id === undefined ? undefined : applications.get(active.id);
    const failure =
      state?.failure ??
      (active.id === undefined ? undefined : applications.loadFailureOf(active.id));
    const input: StatusInput | undefined =
      active.isSigningIn || state || failure
        ? {
            token: state?.record.token,
            asking: active.isSigningIn || state?.asking === true,
            failure,
            renewable:
              state !== undefined && isRenewable(state.record.application.kind, state.record.token),
            renewal: settings.renewal(),
            warnMs: settings.warnMs(),
          }
        : undefined;
    const now = clock.now();
    const status = statusOf(input, now);
    const cause = failure && this.#ports.causeOf(failure);
    this.#item.update({
      ...statusText(status),
      tooltip: state ? tooltipOf(state, now, cause) : (cause ?? t('Sign in to the Isogeo API')),
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

  /** For `when` clauses: what makes no sense in this state is not offered. */
  #setContext(key: string, value: boolean): void {
    if (this.#context.get(key) === value) return;
    this.#context.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }

  dispose(): void {
    this.#cancelTimer();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
