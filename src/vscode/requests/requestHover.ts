import * as vscode from 'vscode';
import type { PlatformAddresses } from '../../core/platform/endpoints.ts';
import { documentationOf } from '../../core/requests/api/routes.ts';
import { linesOf } from '../../core/requests/file/httpFile.ts';
import { documentedAt, placeAt } from '../../core/requests/help/place.ts';
import { t } from '../host/l10n.ts';
import { escaped } from '../host/markdown.ts';
import { parameterInWords, routeInWords } from './apiWords.ts';

/** What the documentation says of the request, or the parameter, at a place. */
export function documentedHover(
  document: vscode.TextDocument,
  position: vscode.Position,
  platform: PlatformAddresses,
): vscode.Hover | undefined {
  const lines = linesOf(document.getText());
  const place = placeAt(lines, position.line, position.character, platform);
  const found = place?.is === 'target' ? documentedAt(place) : undefined;
  if (!found) return undefined;
  const { route, parameter } = found;
  const values = parameter?.values?.map((value) => `\`${value}\``).join(', ');
  const documentation = documentationOf(route);
  return new vscode.Hover(
    [
      parameter
        ? `\`${parameter.name}\` — ${escaped(parameterInWords(parameter))}`
        : `\`${route.method} ${route.path}\` — ${escaped(routeInWords(route.id))}`,
      ...(values === undefined ? [] : [values]),
      ...(documentation === undefined ? [] : [`[${t('Documentation')}](${documentation})`]),
    ].map((text) => new vscode.MarkdownString(text)),
  );
}
