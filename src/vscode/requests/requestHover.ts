import type * as vscode from 'vscode';
import type { PlatformAddresses } from '../../core/platform/endpoints.ts';
import type { RequestDocument } from '../../core/requests/file/requestDocument.ts';
import { placeAt } from '../../core/requests/help/place.ts';
import { documentedAt, type Documented } from '../../core/requests/help/suggestions.ts';
import { hover } from '../host/editor.ts';
import { t } from '../host/l10n.ts';
import type { MarkdownPart } from '../host/markdown.ts';
import { inWords, valueInWords } from './apiWords.ts';

/** The documentation of the request, parameter, value or filter at a place. */
export function documentedHover(
  document: RequestDocument,
  position: vscode.Position,
  platform: PlatformAddresses,
): vscode.Hover | undefined {
  const place = placeAt(document, position.line, position.character, platform);
  const found = place?.is === 'target' ? documentedAt(place) : undefined;
  if (!found) return undefined;
  return hover(paragraphsOf(found));
}

type Paragraph = readonly MarkdownPart[];

function paragraphsOf({ route, parameter, value, filter }: Documented): readonly Paragraph[] {
  const meaning = value === undefined ? undefined : valueInWords(value);
  const subject = filter ?? parameter ?? route;
  const name = filter ? `${filter.prefix}:` : (parameter?.name ?? `${route.method} ${route.path}`);
  return [
    line(name, inWords(subject.summary)),
    ...(value !== undefined && meaning !== undefined
      ? [line(value, meaning)]
      : listOf(filter?.values ?? parameter?.values)),
    ...(filter ? [[t('Example:'), ' ', { code: `q=${filter.prefix}:${filter.example}` }]] : []),
    ...(parameter || route.isDocumented
      ? []
      : [[t('Only the official SDK calls this route. The documentation doesn’t name it.')]]),
    ...(subject.documentation === undefined
      ? []
      : [[{ link: t('Documentation'), to: subject.documentation }]]),
  ];
}

function line(name: string, text: string): Paragraph {
  return [{ code: name }, ' — ', text];
}

function listOf(values: readonly string[] = []): readonly Paragraph[] {
  if (values.length === 0) return [];
  return [values.flatMap((value, index) => [...(index === 0 ? [] : [', ']), { code: value }])];
}
