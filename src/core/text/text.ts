import { failed, success, type Result } from '../result.ts';

/**
 * The text of a file: UTF-8 with or without a byte order mark, or UTF-16 with one. Comments on lines of their
 * own may be in another encoding; their unreadable characters become question marks.
 */
export function decodeText(bytes: Uint8Array): Result<string, 'not-text' | 'not-utf8'> {
  const encoding = encodingOf(bytes);
  const text = decoded(bytes, encoding);
  if (text !== undefined) return text.includes('\0') ? failed('not-text') : success(text);
  if (encoding !== 'utf-8' || bytes.some(isBinary)) return failed('not-text');
  const commented = decoded(withPlainComments(bytes), encoding);
  return commented === undefined ? failed('not-utf8') : success(commented);
}

function decoded(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    // The decoder drops the byte order mark, and throws where it would have to guess.
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

/** Control characters other than tab, line ends and form feed, which no text contains. */
function isBinary(byte: number): boolean {
  return byte < 0x09 || (byte > 0x0d && byte < 0x20);
}

const [tab, lineFeed, carriageReturn, space] = [0x09, 0x0a, 0x0d, 0x20];
const [hash, semicolon, questionMark] = [0x23, 0x3b, 0x3f];

function withPlainComments(bytes: Uint8Array): Uint8Array {
  let state: 'start' | 'comment' | 'other' = 'start';
  return bytes.map((byte) => {
    if (byte === lineFeed || byte === carriageReturn) state = 'start';
    else if (state === 'start' && byte !== tab && byte !== space) {
      state = byte === hash || byte === semicolon ? 'comment' : 'other';
    }
    return state === 'comment' && byte > 0x7f ? questionMark : byte;
  });
}
