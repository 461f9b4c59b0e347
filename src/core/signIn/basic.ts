import { base64 } from './base64.ts';

/**
 * The value of an HTTP Basic header with the client ID and secret as they are, as every Isogeo client sends
 * it. RFC 6749 §2.3.1 form-encodes both first, but the platform isn't known to accept that.
 */
export function rawBasic(clientId: string, clientSecret: string): string {
  return `Basic ${base64(new TextEncoder().encode(`${clientId}:${clientSecret}`))}`;
}
