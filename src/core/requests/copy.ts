import { failed, type Result } from '../result.ts';
import type { Refusal } from './file/refusal.ts';
import type { RequestDocument } from './file/requestDocument.ts';
import { requestFor } from './file/resolve.ts';
import type { Given } from './file/scope.ts';
import { writeRequest, type Language } from './languages/languages.ts';
import type { Unwritable } from './languages/unwritable.ts';

/** Why nothing is copied: a fault of the file, a limit of the language, or no request. */
export type NotCopied = Refusal | Unwritable | { readonly reason: 'nothing' };

/** The request at a line, written as a program. */
export function copyAt(
  document: RequestDocument,
  line: number,
  language: Language,
  given: Given,
  apiOrigin: string,
): Result<string, NotCopied> {
  const request = requestFor(document, line, given, apiOrigin);
  if (!request) return failed({ reason: 'nothing' });
  return request.ok ? writeRequest(request.value, language) : request;
}
