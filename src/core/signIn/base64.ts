export function base64(bytes: Uint8Array): string {
  return btoa(String.fromCodePoint(...bytes));
}

/** Without padding (RFC 4648 §5). */
export function base64Url(bytes: Uint8Array): string {
  return base64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
