import type * as vscode from 'vscode';
import type { Applications } from '../session/applications.ts';
import type { Clock, Http, Log } from '../session/ports.ts';
import type { Tokens } from '../session/tokens.ts';
import type { ActiveApplication } from './activeApplication.ts';

/** What the commands work with, put together in `lazy.ts`. */
export interface Services {
  readonly applications: Applications;
  readonly active: ActiveApplication;
  readonly tokens: Tokens;
  readonly http: Http;
  readonly clock: Clock;
  readonly log: Log;
  readonly channel: vscode.LogOutputChannel;
}
