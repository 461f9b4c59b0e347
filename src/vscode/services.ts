import type * as vscode from 'vscode';
import { failed, success, type Result } from '../core/result.ts';
import type { Applications } from '../session/applications/applications.ts';
import type { ApplicationState } from '../session/applications/states.ts';
import type { Latest } from '../session/concurrency/latest.ts';
import type { Clock, HttpClient, Log, Loopback } from '../session/ports.ts';
import type { Authenticated } from '../session/signIn/authenticate.ts';
import type { SingleFlight } from '../session/concurrency/singleFlight.ts';
import type { Tokens } from '../session/token/tokens.ts';
import type { ActiveApplication } from './host/activeApplication.ts';
import type { Clipboard } from './host/clipboard.ts';
import type { ReadFile } from './host/files.ts';
import type { CertificateServices } from './certificates/manageCertificates.ts';

/** What the commands work with, put together in `features.ts`. */
export interface Services extends CertificateServices {
  readonly applications: Applications;
  readonly active: ActiveApplication;
  readonly tokens: Tokens;
  readonly http: HttpClient;
  readonly signIns: SingleFlight<Authenticated>;
  readonly loopback: Loopback;
  /** One at a time waits for the browser: the input box, the listener and the handler are its own. */
  readonly browserSignIns: Latest;
  readonly clock: Clock;
  readonly clipboard: Clipboard;
  readonly log: Log;
  readonly readFile: ReadFile;
  readonly channel: vscode.LogOutputChannel;
  /** Of this process, without what the extension itself has put there. */
  readonly inheritedEnvironment: () => Readonly<Record<string, string | undefined>>;
  /** What the user does not want to be asked again. */
  readonly globalState: vscode.Memento;
  /** Aborted when the extension stops: what is in flight then is not to be written. */
  readonly shutdown: AbortSignal;
}

/**
 * The application that this window works with, or the one asked for, read from storage where that has not happened yet:
 * a command may come before the start-up has read it. `undefined`: there is none.
 */
export async function loadActive(
  { active, applications }: Pick<Services, 'active' | 'applications'>,
  id = active.id,
): Promise<Result<ApplicationState | undefined>> {
  if (id === undefined) return success(undefined);
  if (applications.get(id) === undefined) {
    const loaded = await applications.load(id);
    if (!loaded.ok) return failed(loaded.failure);
  }
  return success(applications.get(id));
}
