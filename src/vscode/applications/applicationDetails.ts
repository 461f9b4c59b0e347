import * as vscode from 'vscode';
import type { ApplicationState } from '../../session/applications/states.ts';
import { oneLine, quoted } from '../../core/text/plainText.ts';
import { t } from '../host/l10n.ts';
import { notify } from '../host/notify.ts';
import type { ActiveApplication } from '../host/activeApplication.ts';
import type { Applications } from '../../session/applications/applications.ts';
import type { Clock } from '../../session/ports.ts';
import { showFailure, type FailurePorts } from '../failures/failures.ts';
import { loadActive, type ActivePorts } from '../host/loadActive.ts';
import { tokenInWords } from '../words/token.ts';
import { platformInWords } from '../words/applications.ts';

const scheme = 'isogeo-application';
const uri = vscode.Uri.from({ scheme, path: 'Isogeo Application.yaml' });

export interface DetailsPorts extends FailurePorts, ActivePorts {
  readonly active: ActiveApplication;
  readonly applications: Applications;
  readonly clock: Clock;
}

/** The eight values that the official SDK's loader names, as a read-only document that stays true. */
export class ApplicationDetails implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #ports: DetailsPorts;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions: readonly { dispose(): void }[];

  constructor(ports: DetailsPorts) {
    this.#ports = ports;
    const refresh = () => {
      this.#changed.fire(uri);
    };
    this.#subscriptions = [
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      { dispose: ports.applications.onDidChange(refresh) },
      ports.active.onDidChange(refresh),
    ];
  }

  async show(): Promise<void> {
    const state = await loadActive(this.#ports);
    if (!state.ok) {
      showFailure(state.failure, '', this.#ports, { tryAgain: () => this.show() });
      return;
    }
    if (!state.value) {
      void notify.info(t('You are not signed in to Isogeo.'));
      return;
    }
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.languages.setTextDocumentLanguage(document, 'yaml');
    await vscode.window.showTextDocument(document, { preview: true });
  }

  provideTextDocumentContent(): string {
    const state = this.#state();
    return state
      ? detailsOf(state, this.#ports.clock.now())
      : `# ${t('You are not signed in to Isogeo.')}\n`;
  }

  #state(): ApplicationState | undefined {
    const { active, applications } = this.#ports;
    return active.id === undefined ? undefined : applications.get(active.id);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

/** Always as long, whatever the secret: its length is nobody's business. */
const mask = '•'.repeat(12);

function detailsOf({ record }: ApplicationState, now: number): string {
  const { application, token } = record;
  const { kind, clientId, clientSecret, scopes, endpoints, redirectUris } = application.credentials;
  const values: readonly (readonly [string, string | readonly string[]])[] = [
    ['auth_mode', kind],
    ['client_id', clientId],
    ['client_secret', clientSecret === '' ? '' : mask],
    ['scopes', scopes],
    ['uri_auth', endpoints.authorization ?? ''],
    ['uri_base', endpoints.api],
    ['uri_redirect', redirectUris],
    ['uri_token', endpoints.token],
  ];
  const lines = values.map(([name, value]) => `${name}: ${quoted(value)}`);
  return [
    `# ${oneLine(application.name)} (${platformInWords(application.platform)})`,
    ...lines,
    '',
    `# ${tokenInWords(token, now)}`,
    '',
  ].join('\n');
}
