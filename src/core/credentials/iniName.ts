/** Whether a document is a credentials file in INI form, by its name; JSON ones have a schema. */
export function isCredentialsIni({
  uri,
}: {
  readonly uri: { readonly path: string; readonly scheme: string };
}): boolean {
  return /\/client_secrets[^/]*\.ini$/.test(uri.path) && uri.scheme !== 'git';
}
