import * as vscode from 'vscode';
import { routeAt, type Route } from '../../core/requests/api/routes.ts';
import { readToolInput } from '../../core/requests/api/toolInput.ts';
import { resourceText, searchText, withinBudget } from '../../core/requests/api/toolText.ts';
import { addressesOf } from '../../core/platform/endpoints.ts';
import { documentedRequest } from '../../core/requests/request.ts';
import { textOf } from '../../core/requests/template.ts';
import { readApi, type ApiAnswer } from '../../session/requests/readApi.ts';
import { t } from '../host/l10n.ts';
import { abortedBy } from '../host/cancellation.ts';
import { markdown } from '../host/markdown.ts';
import type { HttpClient } from '../../session/ports.ts';
import type { Tokens } from '../../session/token/tokens.ts';
import { loadActive, type ActivePorts } from '../host/loadActive.ts';
import { settings } from '../host/settings.ts';
import { causeOf } from '../words/failures.ts';

/** The default limit, if the model gives none. */
const mostCharacters = 20_000;

interface CatalogTool {
  prepare(input: unknown): Promise<vscode.PreparedToolInvocation>;
  invoke(
    options: vscode.LanguageModelToolInvocationOptions<unknown>,
    token: vscode.CancellationToken,
  ): Promise<vscode.LanguageModelToolResult>;
}

export type CatalogTools = Readonly<Record<'isogeo_search' | 'isogeo_get', CatalogTool>>;

export interface ToolPorts extends ActivePorts {
  readonly http: HttpClient;
  readonly tokens: Tokens;
  /** Aborted when the extension stops. */
  readonly shutdown: AbortSignal;
}

/** Tools for agents. They read the catalog through the active application, and never see its token. */
export function createCatalogTools(ports: ToolPorts): CatalogTools {
  /** The route and the application that reads it. Throws the message for the agent. */
  async function planned(route: Route, input: unknown) {
    const read = readToolInput(route, input);
    if (!read.ok) {
      throw new Error(
        read.wrong === undefined
          ? t('The tool’s input must be an object.')
          : t('The value of {0} is missing or invalid.', read.wrong),
      );
    }
    const loaded = await loadActive(ports);
    if (!loaded.ok) throw new Error(causeOf(loaded.failure));
    const record = loaded.value?.record;
    if (!record?.token)
      throw new Error(t('You aren’t signed in to Isogeo. Run Isogeo: Authenticate.'));
    const { application } = record;
    const { url } = documentedRequest(route, addressesOf(application), read.values);
    return { application, url: textOf(url) ?? '', values: read.values };
  }

  async function read(
    route: Route,
    { input, tokenizationOptions }: vscode.LanguageModelToolInvocationOptions<unknown>,
    signal: AbortSignal,
  ): Promise<string> {
    const { application, url, values } = await planned(route, input);
    const mayRenew = settings.renewal() !== 'manual';
    const token = await ports.tokens.forUse(application.id, mayRenew, signal);
    if (!token.ok) throw new Error(causeOf(token.failure));
    const answer = await readApi(token.value, url, ports.http, signal);
    if (!answer.ok) throw new Error(faultInWords(answer, new URL(url).host));
    const { accessToken } = token.value;
    const text =
      route === routeAt('/resources/search')
        ? searchText(answer.value, values['_include'] ?? '', accessToken)
        : resourceText(answer.value, accessToken);
    return withinBudget(
      text,
      tokenizationOptions?.tokenBudget ?? mostCharacters,
      (part) =>
        tokenizationOptions ? tokenizationOptions.countTokens(part) : Promise.resolve(part.length),
      t('The rest was left out because the answer is too long.'),
    );
  }

  const tool = (route: Route, title: string, doing: string): CatalogTool => {
    return {
      async prepare(input) {
        const { application, url } = await planned(route, input);
        const message = t('The application {0} reads this and changes nothing:', application.name);
        return {
          invocationMessage: doing,
          confirmationMessages: {
            title,
            message: markdown([message], [{ code: url }]),
          },
        };
      },
      async invoke(options, cancellation) {
        const signal = AbortSignal.any([abortedBy(cancellation), ports.shutdown]);
        const text = await read(route, options, signal);
        return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
      },
    };
  };
  return {
    isogeo_search: tool(
      routeAt('/resources/search'),
      t('Search the Isogeo catalogs?'),
      t('Searching the Isogeo catalogs'),
    ),
    isogeo_get: tool(
      routeAt('/resources/{id}'),
      t('Read a resource of Isogeo?'),
      t('Reading a resource of Isogeo'),
    ),
  };
}

function faultInWords(answer: Extract<ApiAnswer, { ok: false }>, host: string): string {
  if (answer.failure) return causeOf(answer.failure);
  switch (answer.status) {
    case 401:
      return t('{0} doesn’t accept the token. Renew it, or sign in again.', host);
    case 403:
    case 404:
      return t('The resource doesn’t exist, or your application can’t read it.');
    default:
      return t('{0} didn’t return a usable answer (HTTP {1}).', host, answer.status);
  }
}
