import * as vscode from 'vscode';
import { routeAt, type Route } from '../../core/requests/api/routes.ts';
import { readToolInput } from '../../core/requests/api/toolInput.ts';
import { toolText, withinBudget } from '../../core/requests/api/toolText.ts';
import { addressesOf } from '../../core/platform/endpoints.ts';
import { documentedRequest } from '../../core/requests/request.ts';
import { literalOf } from '../../core/requests/template.ts';
import { readApi, readXml } from '../../session/requests/readApi.ts';
import { t } from '../host/l10n.ts';
import { inEither } from '../host/inert.ts';
import { abortedBy } from '../host/cancellation.ts';
import { markdown } from '../host/markdown.ts';
import type { HttpClient } from '../../session/ports.ts';
import type { Tokens } from '../../session/token/tokens.ts';
import { loadActive, type ActivePorts } from '../host/loadActive.ts';
import { settings } from '../host/settings.ts';
import { causeOf } from '../words/failures.ts';
import { cutInWords, answerInWords } from './toolWords.ts';

/** The default limit, if the model gives none. */
const mostCharacters = 20_000;

interface CatalogTool {
  prepare(input: unknown): Promise<vscode.PreparedToolInvocation>;
  invoke(
    options: vscode.LanguageModelToolInvocationOptions<unknown>,
    token: vscode.CancellationToken,
  ): Promise<vscode.LanguageModelToolResult>;
}

export type CatalogTools = Readonly<
  Record<'isogeo_search' | 'isogeo_get' | 'isogeo_read', CatalogTool>
>;

export interface ToolPorts extends ActivePorts {
  readonly http: HttpClient;
  readonly tokens: Tokens;
  /** Aborted when the extension stops. */
  readonly shutdown: AbortSignal;
}

/**
 * An error for the agent. VS Code shows the message to the user, and it may contain an agent's words and a
 * server's names.
 */
function refusal(message: string): Error {
  return new Error(inEither(message));
}

/** The route and the application that reads it. Throws the message for the agent. */
async function planned(ports: ToolPorts, given: Route | undefined, input: unknown) {
  const read = readToolInput(given, input);
  if (!read.ok) {
    throw refusal(
      read.wrong === undefined
        ? t('The tool’s input must be an object.')
        : t('The value of {0} is missing or invalid.', read.wrong),
    );
  }
  const loaded = await loadActive(ports);
  if (!loaded.ok) throw refusal(causeOf(loaded.failure));
  const record = loaded.value?.record;
  if (!record?.token) throw refusal(t('You aren’t signed in to Isogeo. Run Isogeo: Authenticate.'));
  const { application } = record;
  const { route, values } = read;
  const { url } = documentedRequest(route, addressesOf(application), values);
  return { application, route, url: literalOf(url) ?? '', values };
}

async function read(
  ports: ToolPorts,
  given: Route | undefined,
  { input, tokenizationOptions }: vscode.LanguageModelToolInvocationOptions<unknown>,
  signal: AbortSignal,
): Promise<string> {
  const { application, route, url, values } = await planned(ports, given, input);
  const mayRenew = settings.renewal() !== 'manual';
  const token = await ports.tokens.forUse(application.id, mayRenew, signal);
  if (!token.ok) throw refusal(causeOf(token.failure));
  const reader = route.answer === 'xml' ? readXml : readApi;
  const answer = await reader(token.value, url, ports.http, signal);
  if (!answer.ok) throw refusal(answerInWords(answer, new URL(url).host, route, values));
  const { _include: included = '' } = values;
  const text = toolText(route, answer.value, included, token.value.accessToken);
  return withinBudget(
    text.lines,
    tokenizationOptions?.tokenBudget ?? mostCharacters,
    (part) =>
      tokenizationOptions ? tokenizationOptions.countTokens(part) : Promise.resolve(part.length),
    (shown) => cutInWords(text, shown, included),
  );
}

/** Tools for agents. They read the catalog through the active application, and never see its token. */
export function createCatalogTools(ports: ToolPorts): CatalogTools {
  const tool = (route: Route | undefined, title: string, doing: string): CatalogTool => {
    return {
      async prepare(input) {
        const { application, url } = await planned(ports, route, input);
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
        const text = await read(ports, route, options, signal);
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
    isogeo_read: tool(undefined, t('Read from Isogeo?'), t('Reading from Isogeo')),
  };
}
