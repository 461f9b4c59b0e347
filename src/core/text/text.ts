/**
 * Bytes of a credentials file as text: UTF-8 with or without a byte order mark, UTF-16 with one.
 * `undefined` for anything that is not text: NUL, broken UTF-8 or UTF-16.
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    // `fatal` so that a binary file is named as such instead of parsed as mojibake; the decoder
    // itself drops the byte order mark.
    const text = new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}
