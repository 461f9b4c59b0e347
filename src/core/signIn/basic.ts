/**
 * The value of an HTTP Basic header over the raw pair, as every Isogeo client sends it (isogeo.md,
 * Flows). RFC 6749 §2.3.1 would form-encode both first, which the platform is not known to accept.
 */
export function rawBasic(clientId: string, clientSecret: string): string {
  const bytes = new TextEncoder().encode(`${clientId}:${clientSecret}`);
  return `Basic ${btoa(String.fromCodePoint(...bytes))}`;
}
