import * as vscode from 'vscode';
import type { Application } from '../../core/applications/application.ts';
import { filters } from '../../core/requests/api/filters.ts';
import { routeAt, routes } from '../../core/requests/api/routes.ts';
import { addressesOf } from '../../core/platform/endpoints.ts';
import { writeRequestFile, type RequestSample } from '../../core/requests/file/requestFile.ts';
import { isValid } from '../../core/token/token.ts';
import { firstResource } from '../../session/requests/firstResource.ts';
import { inWords } from './apiWords.ts';
import { documentText } from '../host/editor.ts';
import { t } from '../host/l10n.ts';
import { notify } from '../host/notify.ts';
import { withProgress } from '../host/progress.ts';
import { activeApplication, type ActivePorts } from '../host/loadActive.ts';
import type { Applications } from '../../session/applications/applications.ts';
import type { Clock, HttpClient } from '../../session/ports.ts';
import type { TokenReader } from '../token/shareToken.ts';

export interface NewFilePorts extends ActivePorts {
  readonly applications: Applications;
  readonly clock: Clock;
  readonly http: HttpClient;
  /**
   * Tells the user once that the token's variable is only set in some terminals, or while the token is
   * shared. `undefined`: the user needn't be told.
   */
  readonly offerToken: (reader: TokenReader) => Promise<void> | undefined;
  /** Remembers which hints were shown. */
  readonly globalState: vscode.Memento;
  /** Aborted when the extension stops. */
  readonly shutdown: AbortSignal;
}

/** Opens an unsaved `.http` file of the most used requests, for the active application's platform. */
export async function newRequestFile(ports: NewFilePorts): Promise<void> {
  const application = await activeApplication(ports);
  const resource = application && (await resourceFor(application, ports));
  const isKnown = (await vscode.languages.getLanguages()).includes('http');
  const document = await vscode.workspace.openTextDocument({
    language: isKnown ? 'http' : 'plaintext',
    content: documentText(contentFor(application, resource)),
  });
  await vscode.window.showTextDocument(document);
  // Only one notification for each file.
  if (!ports.offerToken('client') && !isKnown) void offerClient(ports.globalState);
}

/** Shown once: VS Code finds the extensions for such a file by its file extension. */
async function offerClient(globalState: vscode.Memento): Promise<void> {
  const key = 'isogeo.httpClientOffered';
  if (globalState.get(key) === true) return;
  await globalState.update(key, true);
  const find = t('Find an HTTP Client');
  const chosen = await notify.info(
    t('No HTTP client is installed. Install one, such as httpYac, to run this file.'),
    find,
  );
  if (chosen !== find) return;
  await vscode.commands.executeCommand('workbench.extensions.search', '@ext:http');
}

/**
 * The ID of a resource for the examples, so that they work unchanged. Only a token that is already available
 * is used.
 */
async function resourceFor(
  { id, credentials }: Application,
  { applications, clock, http, shutdown }: NewFilePorts,
): Promise<string | undefined> {
  const token = applications.get(id)?.record.token;
  if (!token || !isValid(token, clock.now())) return undefined;
  return withProgress(t('Isogeo: looking for a resource…'), shutdown, (signal) =>
    firstResource(token, credentials.endpoints.api, http, signal),
  );
}

function contentFor(application: Application | undefined, resource: string | undefined): string {
  const isOfUser = application && application.kind !== 'group';
  // The token request is for group applications only, and the account for user applications only.
  const left = isOfUser ? routeAt('id:/oauth/token') : routeAt('/account');
  return writeRequestFile({
    introduction: [
      t('This file contains Isogeo API requests for REST Client and httpYac.'),
      t('The token comes from the environment variable {0}.', 'ISOGEO_ACCESS_TOKEN'),
    ],
    addresses: addressesOf(application),
    resource: {
      value: resource ?? '00000000000000000000000000000000',
      comment: resource
        ? t('A resource that your application can read')
        : t('_id of a resource, from the results of a search'),
    },
    sections: routes.filter((route) => route.isFrequent && route !== left).map(sectionFor),
  });
}

const search = routeAt('/resources/search');
const widest = Math.max(...filters.map(({ prefix, example }) => `${prefix}:${example}`.length));

function sectionFor(route: (typeof routes)[number]): RequestSample {
  return {
    title: inWords(route.summary),
    comments:
      route === search
        ? [
            t('Words and filters in q are separated by spaces. All of them must match:'),
            ...filters.map(
              (filter) =>
                `  ${`${filter.prefix}:${filter.example}`.padEnd(widest)}  ${inWords(filter.summary)}`,
            ),
          ]
        : route.authorization === 'basic'
          ? [t('The client ID and the secret come from environment variables.')]
          : [],
    route,
    values:
      route === search
        ? { q: 'type:dataset', _limit: '10' }
        : { id: '{{resource}}', rid: '{{resource}}' },
  };
}
