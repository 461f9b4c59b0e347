import * as vscode from 'vscode';
import type { ApplicationState } from '../../session/applications/states.ts';
import { oneLine, quoted } from '../../core/text/plainText.ts';
import { documentText } from '../host/editor.ts';
import { t } from '../host/l10n.ts';
import type { ActiveApplication } from '../host/activeApplication.ts';
import type { Clipboard } from '../host/clipboard.ts';
import { settings } from '../host/settings.ts';
import type { Applications } from '../../session/applications/applications.ts';
import type { Clock, Http, Timer } from '../../session/ports.ts';
import { nextChangeAt } from '../../core/token/countdown.ts';
import { readShares, type Share } from '../../session/requests/readShares.ts';
import type { Tokens } from '../../session/token/tokens.ts';
import type { FailurePorts } from '../failures/failures.ts';
import type { ActivePorts } from '../host/loadActive.ts';
import { activeState } from './activeState.ts';
import { copyShareAddress, shareLenses, shareStart, type ShownShares } from './shareLenses.ts';
import { tokenInWords } from '../words/token.ts';
import { platformInWords, sharesInWords } from '../words/applications.ts';

const scheme = 'isogeo-application';
const uri = vscode.Uri.from({ scheme, path: 'Isogeo Application.yaml' });

export interface DetailsPorts extends FailurePorts, ActivePorts {
  readonly active: ActiveApplication;
  readonly applications: Applications;
  readonly clipboard: Clipboard;
  readonly clock: Clock;
  readonly http: Http;
  readonly shutdown: AbortSignal;
  readonly timer: Timer;
  readonly tokens: Tokens;
}

/** The eight values that the official SDK's loader names, as a read-only document that is kept up to date. */
export class ApplicationDetails implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #ports: DetailsPorts;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions: vscode.Disposable;
  #cancelTimer: () => void = () => undefined;
  /** The application whose details were shown last, and its shares; `undefined`: not read yet. */
  #shares: { readonly of: string; readonly shares: readonly Share[] | undefined } | undefined;

  constructor(ports: DetailsPorts) {
    this.#ports = ports;
    const refresh = () => {
      this.#changed.fire(uri);
    };
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      { dispose: ports.applications.onDidChange(refresh) },
      ports.active.onDidChange(refresh),
      vscode.languages.registerCodeLensProvider(
        { scheme },
        { provideCodeLenses: (document) => shareLenses(document.getText(), this.#shown()) },
      ),
      vscode.commands.registerCommand('isogeo.copyShareAddress', (view: unknown, index: unknown) =>
        copyShareAddress(this.#shown(), view, index, ports.clipboard),
      ),
    );
  }

  async show(): Promise<void> {
    const state = await activeState(this.#ports, () => this.show());
    if (!state) return;
    const shares = this.#readShares(state);
    const document = await vscode.workspace.openTextDocument(uri);
    // Only now, because VS Code ignores a change of a document that it is still opening.
    void shares.then(() => {
      this.#changed.fire(uri);
    });
    await vscode.languages.setTextDocumentLanguage(document, 'yaml');
    await vscode.window.showTextDocument(document, { preview: true });
  }

  provideTextDocumentContent(): string {
    const state = this.#state();
    const { clock, timer } = this.#ports;
    const now = clock.now();
    this.#cancelTimer();
    // VS Code reads the document again only while it is open.
    const changesAt = nextChangeAt(state?.record.token?.expiresAt, now);
    if (changesAt !== undefined) {
      this.#cancelTimer = timer.at(changesAt, () => {
        this.#changed.fire(uri);
      });
    }
    return state
      ? documentText([detailsOf(state, now), ...this.#shareLines(state)].join('\n'))
      : `# ${t('You aren’t signed in to Isogeo.')}\n`;
  }

  /** The shares appear once the API has answered. */
  async #readShares({ record: { application } }: ApplicationState): Promise<void> {
    const { active, tokens, http, shutdown } = this.#ports;
    const { id, credentials } = application;
    const token = await tokens.forUse(id, settings.mayRenew(), shutdown);
    const shares = token.ok
      ? await readShares(token.value, credentials.endpoints.api, http, shutdown)
      : undefined;
    // The user may have switched meanwhile, and the other application's shares may be shown already.
    if (shutdown.aborted || active.id !== id) return;
    this.#shares = { of: id, shares };
  }

  #shareLines({ record: { application } }: ApplicationState): readonly string[] {
    if (this.#shares?.of !== application.id) return [];
    const { shares } = this.#shares;
    if (!shares) return [`# ${t('The shares couldn’t be read.')}`, ''];
    return [
      `# ${sharesInWords(shares.length)}`,
      ...shares.map((share) => `${shareStart}${shareInWords(share)}`),
      '',
    ];
  }

  #shown(): ShownShares | undefined {
    const application = this.#state()?.record.application;
    const { of, shares } = this.#shares ?? {};
    return shares && application && application.id === of
      ? { platform: application.platform, shares }
      : undefined;
  }

  #state(): ApplicationState | undefined {
    const { active, applications } = this.#ports;
    return applications.get(active.id);
  }

  dispose(): void {
    this.#cancelTimer();
    this.#subscriptions.dispose();
  }
}

/** The same length for every secret, so that the mask doesn't reveal it. */
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

/** A name is one line; the SDK's loader gives only the values above. */
function shareInWords({ name, catalogs }: Share): string {
  const shown = quoted(oneLine(name));
  if (catalogs === undefined) return shown;
  return catalogs === 1 ? t('{0}: one catalog', shown) : t('{0}: {1} catalogs', shown, catalogs);
}
