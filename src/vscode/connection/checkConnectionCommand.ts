import * as vscode from 'vscode';
import {
  applicationIdOf,
  nameFromClientId,
  summaryOf,
} from '../../core/applications/application.ts';
import type { StepName, Verdict } from '../../core/connection/connectionReport.ts';
import { platformOf } from '../../core/platform/endpoints.ts';
import { failed, success, type Result } from '../../core/result.ts';
import type { ApplicationRecord } from '../../core/applications/record.ts';
import { checkEndpoints, unconfirmedOrigins } from '../../session/signIn/authenticate.ts';
import {
  checkConnection,
  type ConnectionReport,
  type OnStep,
  type Subject,
} from '../../session/connection/checkConnection.ts';
import type { Probe } from '../../session/ports.ts';
import { reportInMarkdown } from './connectionDocument.ts';
import { stepInWords, verdictInWords } from './connectionWords.ts';
import { readCredentialsFile, uriOfArgument } from '../credentials/credentialsFiles.ts';
import { t } from '../host/l10n.ts';
import { notify } from '../host/notify.ts';
import { loadActive, type Services } from '../services.ts';

/** What `isogeo.checkConnection` answers to `executeCommand`; `undefined` where it was cancelled. */
export interface CheckAnswer {
  readonly verdict: Verdict['kind'];
  readonly failedStep?: StepName;
  /** Markdown, without a secret. */
  readonly report: string;
}

const scheme = 'isogeo-report';
const uri = vscode.Uri.from({ scheme, path: 'Isogeo Connection.md' });

/** Runs the check, and shows its last report as a read-only document. */
export class ConnectionCheck implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #services: Services;
  readonly #probe: Probe;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  #report = '';

  constructor(services: Services, probe: Probe) {
    this.#services = services;
    this.#probe = probe;
  }

  /**
   * `{ credentialsFile }`, a path or an address, checks that file without saving anything;
   * `{ applicationId }` a saved application; nothing the active one.
   */
  async run(argument: unknown): Promise<CheckAnswer | undefined> {
    const subject = await subjectOf(argument, this.#services);
    const ports = { ...this.#services, probe: this.#probe };
    const checked = await withSteps(this.#services.shutdown, (signal, onStep) =>
      checkConnection(subject, ports, signal, onStep),
    );
    if (!checked.ok) return undefined;
    const { verdict } = checked.value;
    const report = reportInMarkdown(checked.value, { extension: ownVersion() });
    this.#report = report;
    this.#changed.fire(uri);
    await show();
    announce(checked.value, report);
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

/** With the report to copy: the preview has no button for that. */
function announce({ verdict, application }: ConnectionReport, report: string): void {
  const authenticate = t('Authenticate');
  const copy = t('Copy Report');
  const action = application ? copy : authenticate;
  const show = verdict.kind === 'fails' ? notify.warn : notify.info;
  void show(verdictInWords(verdict), action).then((chosen) => {
    if (chosen === copy) return vscode.env.clipboard.writeText(report);
    return chosen === authenticate
      ? vscode.commands.executeCommand('isogeo.authenticate')
      : undefined;
  });
}

async function subjectOf(argument: unknown, services: Services): Promise<Result<Subject>> {
  if (typeof argument === 'object' && argument !== null) {
    if ('credentialsFile' in argument) return ofFile(String(argument.credentialsFile), services);
    if ('applicationId' in argument && typeof argument.applicationId === 'string') {
      const loaded = await services.applications.load(argument.applicationId);
      return loaded.ok ? ofRecord(loaded.value) : loaded;
    }
  }
  const active = await loadActive(services);
  return active.ok ? ofRecord(active.value?.record) : active;
}

function ofRecord(record: ApplicationRecord | undefined): Result<Subject> {
  if (!record) return failed({ reason: 'interaction-required', need: 'choose-application' });
  const { application, token } = record;
  const { credentials } = application;
  return success({ application: summaryOf(application), credentials, ...(token && { token }) });
}

/** Asks nothing, so that a keybinding can use it; a secret goes to confirmed addresses alone. */
async function ofFile(file: string, services: Services): Promise<Result<Subject>> {
  const source = uriOfArgument(file);
  if (!source) {
    return failed({ reason: 'credentials-unreadable', cause: 'not-absolute', path: file });
  }
  if (!vscode.workspace.isTrusted) {
    return failed({ reason: 'interaction-required', need: 'trust-workspace' });
  }
  const read = await readCredentialsFile(source, services.readFile);
  if (!read.ok) return read;
  const { credentials } = read.value;
  const checked = checkEndpoints(credentials);
  if (!checked.ok) return checked;
  const [unconfirmedOrigin] = await unconfirmedOrigins(credentials, services.applications);
  const { clientId, kind, endpoints } = credentials;
  const application = {
    id: applicationIdOf(clientId, endpoints.token),
    name: nameFromClientId(clientId),
    kind,
    platform: platformOf(endpoints.token),
  };
  return success({
    application,
    credentials,
    ...(unconfirmedOrigin !== undefined && { unconfirmedOrigin }),
  });
}

/** A notification that counts the steps, with a Cancel button. */
async function withSteps<T>(
  shutdown: AbortSignal,
  work: (signal: AbortSignal, onStep: OnStep) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: t('Isogeo: checking the connection'),
    cancellable: true,
  };
  return vscode.window.withProgress(options, (progress, cancellation) => {
    cancellation.onCancellationRequested(() => {
      controller.abort();
    });
    return work(AbortSignal.any([controller.signal, shutdown]), ({ name }, number, count) => {
      const message = t('{0} (step {1} of {2})', stepInWords(name), number, count);
      // A step's share is added once it is over, that is when the next one starts.
      progress.report({ message, increment: number === 1 ? 0 : 100 / count });
    });
  });
}

/** As the preview where there is one: Markdown's own extension can be disabled. */
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
