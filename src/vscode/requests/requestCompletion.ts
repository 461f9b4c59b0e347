import * as vscode from 'vscode';
import type { PlatformAddresses } from '../../core/platform/endpoints.ts';
import type { QuerySuggestions } from '../../core/requests/api/filters.ts';
import type { RequestDocument } from '../../core/requests/file/requestDocument.ts';
import { placeAt, type Place } from '../../core/requests/help/place.ts';
import { suggestionsAt } from '../../core/requests/help/suggestions.ts';
import { headerFormFor } from '../../core/requests/insert/headerForms.ts';
import { inQuery } from '../../core/requests/request.ts';
import type { Tags } from '../../session/requests/searchTags.ts';
import { completion, type CompletionText } from '../host/editor.ts';
import { inWords, valueInWords } from './apiWords.ts';
import { offerToken } from './offerToken.ts';

/** The suggestions at a place in a request to an Isogeo platform. */
export async function completionsAt(
  document: RequestDocument,
  position: vscode.Position,
  platform: PlatformAddresses,
  tags: () => Promise<Tags | undefined>,
): Promise<vscode.CompletionItem[] | undefined> {
  const place = placeAt(document, position.line, position.character, platform);
  if (place?.is === 'header') {
    return place.isOwn ? header(document.lines[position.line] ?? '', position) : undefined;
  }
  return place && suggested(place, position, tags);
}

type TargetPlace = Extract<Place, { is: 'target' }>;

type Completion = readonly [kind: vscode.CompletionItemKind, text: CompletionText];

const {
  Function: requestKind,
  Property: propertyKind,
  Value: valueKind,
  Snippet: snippetKind,
} = vscode.CompletionItemKind;

/** Opens the next suggestions at once. */
const suggestNext = { title: '', command: 'editor.action.triggerSuggest' };

async function suggested(
  place: TargetPlace,
  position: vscode.Position,
  tags: () => Promise<Tags | undefined>,
): Promise<vscode.CompletionItem[] | undefined> {
  const found = suggestionsAt(place);
  if (!found) return undefined;
  const range = new vscode.Range(
    position.translate(0, -found.before),
    position.translate(0, found.behind),
  );
  const isOwn = place.bases.some((base) => base.isOwn);
  const items: readonly Completion[] = [
    ...(found.routes ?? []).map(({ route, path }): Completion => {
      let index = 0;
      const snippet = path.replace(/(?<!\{)\{(\w+)\}(?!\})|[\\$}]/g, (sign, name?: string) =>
        name ? `\${${++index}:${name}}` : `\\${sign}`,
      );
      const insertText = new vscode.SnippetString(snippet);
      return [requestKind, { label: path, description: inWords(route.summary), insertText }];
    }),
    ...(found.parameters ?? []).map((parameter): Completion => {
      const { name, values, documentation } = parameter;
      const text = {
        label: name,
        description: inWords(parameter.summary),
        insertText: name + (found.needsEquals ? '=' : ''),
        // A `q` without a page of the documentation takes plain text.
        ...((values ?? (name === 'q' && documentation)) && { command: suggestNext }),
      };
      return [propertyKind, text];
    }),
    ...(found.values ?? []).map(valueCompletion),
    ...(found.inQuery ? await filterCompletions(found.inQuery, isOwn ? tags : undefined) : []),
  ];
  return items.map(([kind, text], index) =>
    completion(range, kind, { ...text, sortText: String(index).padStart(4, '0') }),
  );
}

function valueCompletion(value: string): Completion {
  return [valueKind, { label: value, description: valueInWords(value) }];
}

/** The filters of `q` and their values. Waits for values that come from a search. */
async function filterCompletions(
  { filters, written, values, tagPrefix }: QuerySuggestions,
  tags: (() => Promise<Tags | undefined>) | undefined,
): Promise<readonly Completion[]> {
  const asked = tags?.();
  const known = tagPrefix === undefined ? undefined : await asked;
  return [
    ...filters.map((filter): Completion => {
      const label = `${filter.prefix}:`.slice(written.length);
      return [propertyKind, { label, description: inWords(filter.summary), command: suggestNext }];
    }),
    ...values.map(valueCompletion),
    ...Object.entries(known ?? {}).flatMap(([tag, label]): readonly Completion[] => {
      const value = tag.slice(tagPrefix?.length);
      if (tagPrefix === undefined || !tag.startsWith(tagPrefix)) return [];
      // A name is easier to remember than an ID, so both are searched.
      const filterText = `${value} ${label ?? ''}`;
      // A tag comes from the server, so it must not add lines or parameters to the request.
      const insertText = inQuery(value);
      return [
        [valueKind, { label: value, description: label ?? undefined, filterText, insertText }],
      ];
    }),
  ];
}

function header(text: string, position: vscode.Position): vscode.CompletionItem[] | undefined {
  const start = text.length - text.trimStart().length;
  // The cursor is on an empty line, in the name of a header, or in the value of `Authorization`.
  if (!/^(\w*|authorization\s*:.*)$/i.test(text.trim())) return undefined;
  const range = new vscode.Range(position.line, start, position.line, text.length);
  const label = headerFormFor('http', '').text;
  return [completion(range, snippetKind, { label, command: offerToken('client') })];
}
