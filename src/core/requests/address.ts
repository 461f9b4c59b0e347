/**
 * An address as people type it, with all that an address may not hold percent-encoded; what is
 * encoded already stays as it is (RFC 3986 §2).
 */
export function encodeAddress(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\w\-.~:/?#[\]@!$&'()*+,;=%]+/g, encodeURIComponent)
    .replace(/%(?![0-9a-f]{2})/gi, '%25');
}
