import * as vscode from 'vscode';
import type { PlatformAddresses } from '../../core/platform/endpoints.ts';
import { faultsIn, type Fault } from '../../core/requests/api/filters.ts';
import type { RequestDocument } from '../../core/requests/file/requestDocument.ts';
import type { Steps } from '../../core/requests/file/steps.ts';
import { targetsIn } from '../../core/requests/help/place.ts';
import { searchTextsIn } from '../../core/requests/help/suggestions.ts';
import { positionIn } from '../../core/requests/help/target.ts';
import { diagnostic } from '../host/editor.ts';
import { t } from '../host/l10n.ts';

/** Marks undocumented filters of `q` and undocumented values. */
export function* hintsIn(
  document: RequestDocument,
  addresses: PlatformAddresses,
): Steps<vscode.Diagnostic[]> {
  const hints: vscode.Diagnostic[] = [];
  for (const target of yield* targetsIn(document, addresses)) {
    for (const { start, text } of searchTextsIn(target)) {
      for (const fault of faultsIn(text)) {
        const from = positionIn(target, start + fault.start);
        const to = positionIn(target, start + fault.end);
        const range = new vscode.Range(from.line, from.character, to.line, to.character);
        hints.push(diagnostic(range, filterFaultInWords(fault), vscode.DiagnosticSeverity.Hint));
      }
    }
    yield;
  }
  return hints;
}

function filterFaultInWords({ filter, text }: Fault): string {
  if (!filter) return t('{0} isn’t a documented filter.', `${text.split(':')[0] ?? ''}:`);
  const { prefix, values = [] } = filter;
  const value = text.slice(prefix.length + 1);
  return t('{0} isn’t a documented value of {1}. Use {2}.', value, `${prefix}:`, values.join(', '));
}
