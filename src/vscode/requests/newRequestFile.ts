import * as vscode from 'vscode';
import type { Application } from '../../core/applications/application.ts';
import { routes, type RouteId } from '../../core/requests/api/routes.ts';
import { addressesOf } from '../../core/platform/endpoints.ts';
import { writeRequestFile, type Section } from '../../core/requests/file/requestFile.ts';
import { isValid } from '../../core/token/token.ts';
import { firstResource } from '../../session/requests/firstResource.ts';
import { parameterInWords, routeInWords } from './apiWords.ts';
import { t } from '../host/l10n.ts';
import { withProgress } from '../host/progress.ts';
import { activeApplication, type RequestServices } from './requestServices.ts';
import { offerToShareToken } from '../token/shareToken.ts';

/** Values that make an example of a request; what stands in `@resource` goes in its path. */
const examples: Partial<Record<RouteId, Readonly<Record<string, string>>>> = {
  search: { _limit: '10' },
  resource: { id: '{{resource}}', _include: 'links' },
  resourceXml: { id: '{{resource}}' },
};

/** An unsaved `.http` file of the documented requests, for the active application's platform. */
export async function newRequestFile(services: RequestServices): Promise<void> {
  const application = await activeApplication(services);
  const resource = application && (await resourceFor(application, services));
  const known = await vscode.languages.getLanguages();
  const document = await vscode.workspace.openTextDocument({
    language: known.includes('http') ? 'http' : 'plaintext',
    content: contentFor(application, resource),
  });
  await vscode.window.showTextDocument(document);
  void offerToShareToken();
}

/** The examples run as they are where a token is at hand; nobody is asked for one. */
async function resourceFor(
  { id, credentials }: Application,
  { applications, clock, http, shutdown }: RequestServices,
): Promise<string | undefined> {
  const token = applications.get(id)?.record.token;
  if (!token || !isValid(token, clock.now())) return undefined;
  return withProgress(t('Isogeo: looking for a resource…'), shutdown, (signal) =>
    firstResource(token, credentials.endpoints.api, http, signal),
  );
}

function contentFor(application: Application | undefined, resource: string | undefined): string {
  // Two need an id of their own, which an example cannot know; two are of one kind of application each.
  const isOfUser = application && application.kind !== 'group';
  const left: readonly RouteId[] = ['link', 'license', isOfUser ? 'token' : 'account'];
  const shown = routes.filter(({ id }) => !left.includes(id));
  return writeRequestFile({
    introduction: [
      t('Isogeo API: requests for REST Client and httpYac.'),
      t('The token comes from the environment variable {0}.', 'ISOGEO_ACCESS_TOKEN'),
    ],
    addresses: addressesOf(application),
    resource: {
      value: resource ?? '00000000000000000000000000000000',
      comment: resource
        ? t('A resource that your application can read')
        : t('_id of a resource, from the results of a search'),
    },
    sections: shown.map((route): Section => {
      const optional = route.parameters.filter(({ in: where }) => where === 'query');
      return {
        title: routeInWords(route.id),
        comments: [
          ...optional.map((each) => `${each.name}: ${parameterInWords(each)}`),
          ...(route.id === 'token'
            ? [t('The ID and the secret come from environment variables too.')]
            : []),
        ],
        route,
        values: examples[route.id] ?? {},
      };
    }),
  });
}
