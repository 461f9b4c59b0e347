import type * as vscode from 'vscode';

/** A credentials file in INI form, by its name; JSON ones have a schema. */
export function isCredentialsIni({
  uri,
}: {
  readonly uri: Pick<vscode.Uri, 'path' | 'scheme'>;
}): boolean {
  return /\/client_secrets[^/]*\.ini$/.test(uri.path) && uri.scheme !== 'git';
}
