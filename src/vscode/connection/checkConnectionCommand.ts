import * as vscode from 'vscode';
import { applicationOf, nameFromClientId, summaryOf } from '../../core/applications/application.ts';
import {
  isAboutDerivedApi,
  type StepName,
  type Verdict,
} from '../../core/connection/connectionReport.ts';
import { failed, success, type Result } from '../../core/result.ts';
import type { ApplicationRecord } from '../../core/applications/record.ts';
import { keepSavedApi } from '../../session/signIn/apiAddress.ts';
import { checkEndpoints, unconfirmedOrigins } from '../../session/signIn/authenticate.ts';
import {
  checkConnection,
  type CheckPorts,
  type ConnectionReport,
  type Subject,
} from '../../session/connection/checkConnection.ts';
import { gone, type Applications } from '../../session/applications/applications.ts';
import { reportInMarkdown } from './connectionDocument.ts';
import { stepInWords, verdictInWords } from './connectionWords.ts';
import { fileOfArgument, readCredentialsFile } from '../credentials/credentialsFiles.ts';
import { correctApiAddress, type ApiAddressPorts } from '../signIn/apiAddress.ts';
import type { ReadFile } from '../host/files.ts';
import { t } from '../host/l10n.ts';
import { notifyWith } from '../host/notify.ts';
import { withSteps } from '../host/progress.ts';
import { loadActive, type ActivePorts } from '../host/loadActive.ts';

/** The result of `isogeo.checkConnection` for `executeCommand`; `undefined` if it was cancelled. */
export interface CheckAnswer {
  readonly verdict: Verdict['kind'];
  readonly failedStep?: StepName;
  /** Markdown, without a secret. */
  readonly report: string;
}

const scheme = 'isogeo-report';
const uri = vscode.Uri.from({ scheme, path: 'Isogeo Connection.md' });

export interface CheckCommandPorts extends CheckPorts, ActivePorts, ApiAddressPorts {
  readonly applications: Applications;
  readonly readFile: ReadFile;
  /** Aborted when the extension stops. */
  readonly shutdown: AbortSignal;
}

/** Runs the check, and shows its last report as a read-only document. */
export class ConnectionCheck implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #ports: CheckCommandPorts;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  #report = '';

  constructor(ports: CheckCommandPorts) {
    this.#ports = ports;
  }

  /**
   * `{ credentialsFile }`, a path or URI, checks that file without saving anything;
   * `{ applicationId }` checks a saved application; no argument checks the active one.
   */
  async run(argument: unknown): Promise<CheckAnswer | undefined> {
    const subject = await subjectOf(argument, this.#ports);
    const checked = await withSteps(
      t('Isogeo: checking the connection'),
      this.#ports.shutdown,
      (signal, report) =>
        checkConnection(subject, this.#ports, signal, ({ name }, number, count) => {
          report(t('{0} (step {1} of {2})', stepInWords(name), number, count), number, count);
        }),
    );
    if (!checked.ok) return undefined;
    const { verdict } = checked.value;
    const report = reportInMarkdown(checked.value, ownVersion());
    this.#report = report;
    this.#changed.fire(uri);
    await show();
    announce(checked.value, report, this.#ports);
    return {
      verdict: verdict.kind,
      ...(verdict.kind === 'fails' && { failedStep: verdict.step.name }),
      report,
    };
  }

  provideTextDocumentContent(): string {
    return this.#report;
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}

/** Offers to copy the report, since the preview has no button for that, and the most useful action. */
function announce(report: ConnectionReport, text: string, ports: CheckCommandPorts): void {
  const { verdict, application } = report;
  const actions = new Map<string, () => unknown>();
  if (application && ports.applications.isSaved(application.id) && isAboutDerivedApi(report)) {
    actions.set(t('Correct API Address…'), () => correctApiAddress(application.id, ports));
  }
  if (application) actions.set(t('Copy Report'), () => vscode.env.clipboard.writeText(text));
  else {
    actions.set(t('Authenticate'), () => vscode.commands.executeCommand('isogeo.authenticate'));
  }
  notifyWith(verdict.kind === 'fails' ? 'warn' : 'info', verdictInWords(verdict), actions);
}

async function subjectOf(argument: unknown, ports: CheckCommandPorts): Promise<Result<Subject>> {
  if (typeof argument === 'object' && argument !== null) {
    if ('credentialsFile' in argument) return ofFile(argument.credentialsFile, ports);
    if ('applicationId' in argument && typeof argument.applicationId === 'string') {
      const loaded = await ports.applications.load(argument.applicationId);
      return loaded.ok ? ofRecord(loaded.value) : loaded;
    }
  }
  const active = await loadActive(ports);
  return active.ok ? ofRecord(active.value?.record) : active;
}

function ofRecord(record: ApplicationRecord | undefined): Result<Subject> {
  if (!record) return failed(gone);
  const { application, token } = record;
  const { credentials } = application;
  return success({ application: summaryOf(application), credentials, ...(token && { token }) });
}

/**
 * Checks a file without asking the user anything, so that a keybinding can use it. A secret is sent only to
 * confirmed addresses.
 */
async function ofFile(argument: unknown, ports: CheckCommandPorts): Promise<Result<Subject>> {
  const file = fileOfArgument(argument);
  const read = file.ok ? await readCredentialsFile(file.value, ports.readFile) : file;
  if (!read.ok) return read;
  const credentials = await keepSavedApi(read.value.credentials, ports.applications);
  const checked = checkEndpoints(credentials);
  if (!checked.ok) return checked;
  const [unconfirmedOrigin] = await unconfirmedOrigins(credentials, ports.applications);
  const name = nameFromClientId(credentials.clientId);
  return success({
    application: summaryOf(applicationOf(credentials, name)),
    credentials,
    ...(unconfirmedOrigin !== undefined && { unconfirmedOrigin }),
  });
}

/** Shows the preview, or the source if Markdown's own extension is disabled. */
async function show(): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  try {
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  } catch {
    await vscode.window.showTextDocument(document, { preview: true });
  }
}

function ownVersion(): string {
  const own = vscode.extensions.getExtension('isogeo.isogeo-api')?.packageJSON as unknown;
  return typeof own === 'object' && own !== null && 'version' in own ? String(own.version) : '?';
}
