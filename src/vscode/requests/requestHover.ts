import * as vscode from 'vscode';
import type { PlatformAddresses } from '../../core/platform/endpoints.ts';
import type { RequestDocument } from '../../core/requests/file/requestDocument.ts';
import { placeAt } from '../../core/requests/help/place.ts';
import { documentedAt, type Documented } from '../../core/requests/help/suggestions.ts';
import { t } from '../host/l10n.ts';
import { code, escaped } from '../host/markdown.ts';
import { filterInWords, parameterInWords, routeInWords, valueInWords } from './apiWords.ts';

/** What the documentation says of the request, parameter, value or filter at a place. */
export function documentedHover(
  document: RequestDocument,
  position: vscode.Position,
  platform: PlatformAddresses,
): vscode.Hover | undefined {
  const place = placeAt(document, position.line, position.character, platform);
  const found = place?.is === 'target' ? documentedAt(place) : undefined;
  if (!found) return undefined;
  return new vscode.Hover(paragraphsOf(found).map((text) => new vscode.MarkdownString(text)));
}

function paragraphsOf({ route, parameter, value, filter }: Documented): readonly string[] {
  const meaning = value === undefined ? undefined : valueInWords(value);
  const subject = filter ?? parameter ?? route;
  return [
    filter
      ? line(`${filter.prefix}:`, filterInWords(filter))
      : parameter
        ? line(parameter.name, parameterInWords(parameter))
        : line(`${route.method} ${route.path}`, routeInWords(route)),
    ...(value !== undefined && meaning !== undefined
      ? [line(value, meaning)]
      : listOf(filter?.values ?? parameter?.values)),
    ...(filter
      ? [escaped(t('Example:')) + ` ${code(`q=${filter.prefix}:${filter.example}`)}`]
      : []),
    ...(parameter || route.isDocumented
      ? []
      : [escaped(t('Only the official SDK calls this route. The documentation doesn’t name it.'))]),
    ...(subject.documentation === undefined
      ? []
      : [`[${escaped(t('Documentation'))}](${subject.documentation})`]),
  ];
}

function line(name: string, text: string): string {
  return `${code(name)} — ${escaped(text)}`;
}

function listOf(values: readonly string[] = []): readonly string[] {
  return values.length > 0 ? [values.map(code).join(', ')] : [];
}
