import * as vscode from 'vscode';
import { needsUser, statusChangesAt, statusOf, type StatusInput } from '../core/status.ts';
import type { Applications } from '../session/applications.ts';
import type { Clock, Timer } from '../session/ports.ts';
import type { ActiveApplication } from './activeApplication.ts';
import { t } from './l10n.ts';
import { settings } from './settings.ts';
import { statusText } from './statusText.ts';
import { tooltipOf } from './tooltip.ts';

export interface StatusBarPorts {
  readonly applications: Applications;
  readonly active: ActiveApplication;
  readonly clock: Clock;
  readonly timer: Timer;
}

/** The one status bar item. It wakes when its text changes, and not before. */
export class StatusBar implements vscode.Disposable {
  readonly #ports: StatusBarPorts;
  readonly #item: vscode.StatusBarItem;
  readonly #subscriptions: readonly { dispose(): void }[];
  #cancelTimer: () => void = () => undefined;
  #hasToken = false;

  constructor(ports: StatusBarPorts) {
    this.#ports = ports;
    this.#item = vscode.window.createStatusBarItem(
      'isogeo.token',
      vscode.StatusBarAlignment.Right,
      100,
    );
    this.#item.name = 'Isogeo Token';
    this.#item.command = 'isogeo.showMenu';
    const update = () => {
      this.#update();
    };
    this.#subscriptions = [
      this.#item,
      { dispose: ports.applications.onDidChange(update) },
      ports.active.onDidChange(update),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('isogeo.token')) update();
      }),
      // The machine may have slept, or its clock may have been set, while nobody looked.
      vscode.window.onDidChangeWindowState((state) => {
        if (state.focused) update();
      }),
    ];
    update();
    this.#item.show();
  }

  #update(): void {
    this.#cancelTimer();
    const { applications, active, clock, timer } = this.#ports;
    const state = active.id === undefined ? undefined : applications.get(active.id);
    const input: StatusInput | undefined =
      active.isSigningIn || state
        ? {
            token: state?.record.token,
            asking: active.isSigningIn || state?.asking === true,
            failure: state?.failure,
            renewable:
              state?.record.application.kind === 'group' ||
              state?.record.token?.refreshToken !== undefined,
            renewal: settings.renewal(),
            warnMs: settings.warnMs(),
          }
        : undefined;
    const now = clock.now();
    const status = statusOf(input, now);
    const mustAct = state?.failure !== undefined && needsUser(state.failure);
    const { text, colour, label } = statusText(status, mustAct);

    this.#item.text = text;
    this.#item.backgroundColor =
      colour === 'default' ? undefined : new vscode.ThemeColor(`statusBarItem.${colour}Background`);
    this.#item.accessibilityInformation = { label, role: 'button' };
    const hasToken = state?.record.token !== undefined;
    this.#item.tooltip = state && hasToken ? tooltipOf(state) : t('Sign in to the Isogeo API');
    if (hasToken !== this.#hasToken) {
      this.#hasToken = hasToken;
      // For `when` clauses: what makes no sense without a token is not offered.
      void vscode.commands.executeCommand('setContext', 'isogeo.signedIn', hasToken);
    }

    const changesAt = statusChangesAt(input, now);
    this.#cancelTimer =
      changesAt === undefined
        ? () => undefined
        : timer.at(changesAt, () => {
            this.#update();
          });
  }

  dispose(): void {
    this.#cancelTimer();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
