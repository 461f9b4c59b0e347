import { faultOfText } from './fields.ts';

/** The values in the text that Isogeo's web application copies. */
export interface Pasted {
  readonly clientId?: string;
  readonly clientSecret?: string;
}

/** Texts that only a whole credentials file contains, even without its line ends. */
const marks =
  /"(?:web|installed|client_id|client_secret)"\s*:|(?:client|app)_(?:id|secret)\s*[=:]|ISOGEO_\w{1,60}'?\s*=/i;

/** Texts at the start of lines in INI and `.env` files. */
const starts =
  /\[(?:auth|isogeo|DEFAULT)\]|(?:(?:client|app)_(?:type|id|secret|prot|lang)|ur[il]_(?:auth|token|redirect)|csw_share_(?:id|token)|(?:export[ \t]{1,20})?ISOGEO_\w{1,60})(?=\s*[=:])/gi;

/**
 * A section, or a known key with one value in which no other line can begin. Colons are allowed in addresses
 * only, and equals signs only in secrets of the usual length, since a secret with another line would be longer.
 * The text after an empty value would be another line of a `.env` file.
 */
const wholeLine =
  /^(?:\[\w+\]|(?:export\s+)?(?!ISOGEO_\w+\s*=\s+\S)\w+\s*[=:]\s*(["']?)(?:https?:\/\/[\w.-]+(?::\d+)?(?:\/[^\s"'#;[\]=:]*)?|urn:ietf:wg:oauth:2\.0:oob|[^\s"'#;[\]=:]*|(?![\w.-]+[=:])(?:%%|%(?!%)|[^\s"'#;[\]%]){64})(?<![_.$@-])\1)$/i;

/** Whether a text contains a credentials file, or parts of one. */
export function isPastedFile(text: string): boolean {
  return marks.test(text);
}

/**
 * The text of a whole credentials file (JSON, INI or `.env`), with its line ends; `undefined` for other text.
 * An input box removes line ends or replaces them with spaces. They are taken from the clipboard if it contains
 * the same text. Otherwise they are restored, or the result is `undefined` if a value could be followed by a
 * comment, a section or an unknown key.
 */
export function pastedFile(text: string, copied = ''): string | undefined {
  if (!isPastedFile(text)) return undefined;
  const content = text.trim();
  if (content.startsWith('{') || lineEnd.test(content)) return content;
  return withoutSpace(copied) === withoutSpace(content) ? copied.trim() : withLineEnds(content);
}

function withoutSpace(text: string): string {
  return text.replace(/\s/g, '');
}

function withLineEnds(content: string): string | undefined {
  const restored = content.replace(starts, '\n$&');
  const [before, ...lines] = restored.split('\n');
  const isClear =
    // The only section of an INI file can't be a part of the comment before it.
    (before === '' || /^[#;][^=:[]*\[[^[]*$/.test(content)) &&
    lines.every((line) => wholeLine.test(line.trim())) &&
    // In a longer key, such as AZURE_CLIENT_SECRET, no space precedes the known key.
    new Set(lines.slice(0, -1).map((line) => /\s$/.test(line))).size < 2 &&
    new Set(content.toLowerCase().match(starts)).size === lines.length;
  return isClear ? restored : undefined;
}

/**
 * Reads the lines `Client ID: …` and `Client Secret: …` that Isogeo's web application copies, in any order. An
 * input box replaces line ends with spaces or removes them, so a label or a space also ends the value before it.
 * The first of two equal labels counts. Values with control characters and other text are ignored. Never throws.
 */
export function parsePasted(text: string): Pasted {
  // IDs and secrets contain no spaces.
  const end = lineEnd.test(text) ? lineEnd : /(?<=\S) /;
  const pasted: { -readonly [Key in keyof Pasted]: Pasted[Key] } = {};
  // `split` includes its groups: text, label, text, label, text…
  const parts = text.split(/client[^\S\r\n]?(id|secret)\s?:/i);
  for (let index = 1; index < parts.length; index += 2) {
    const value = (parts[index + 1] ?? '').split(end, 1).join('').trim();
    const key = /id/i.test(parts[index] ?? '') ? 'clientId' : 'clientSecret';
    if (!faultOfText(value)) pasted[key] ??= value;
  }
  return pasted;
}

const lineEnd = /\r\n|\r|\n/;
