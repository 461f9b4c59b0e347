import { faultOfText } from './fields.ts';

/** What Isogeo's manager puts on the clipboard, as far as it is there. */
export interface Pasted {
  readonly name?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
}

/** What only a whole credentials file has, also without its line ends. */
const marks =
  /"(?:web|installed|client_id|client_secret)"\s*:|(?:client|app)_(?:id|secret)\s*[=:]|ISOGEO_[A-Z_]{1,60}\s*=/i;

/** The starts of lines in INI and `.env` files. */
const starts =
  /\[(?:auth|isogeo|DEFAULT)\]|(?:(?:client|app)_(?:type|id|secret|prot|lang)|ur[il]_(?:auth|token|redirect)|csw_share_(?:id|token)|(?:export[ \t]{1,20})?ISOGEO_[A-Z_]{1,60})(?=\s*[=:])/gi;

/**
 * The text of a whole credentials file, where it is one: JSON, INI or `.env`. An input box drops
 * line ends from what is pasted into it, or puts spaces in their place; they are restored.
 */
export function pastedFile(text: string): string | undefined {
  if (!marks.test(text)) return undefined;
  const content = text.trim();
  if (content.startsWith('{') || /[\r\n]/.test(content)) return content;
  return content.replace(starts, (start) =>
    start.startsWith('[') ? `\n${start}\n` : `\n${start}`,
  );
}

/**
 * Reads the manager's three lines, `Name`, `Client ID: …` and `Client Secret: …`, in any order; the
 * first line without a label is the name. An input box drops line ends from what is pasted into it,
 * so that a label ends the value before it as a line end does. A value that is there twice counts
 * the first time, and one with control characters, which is no value, never. Never throws; whatever
 * else stands there is left out.
 */
export function parsePasted(text: string): Pasted {
  // `split` keeps what its groups caught: text, label, text, label, text…
  const [before = '', ...labelled] = text.split(/(client[^\S\r\n]?(?:id|secret))\s?:/i);
  const names = before.split(lineEnd);
  const values: { id?: string; secret?: string } = {};
  for (let index = 0; index < labelled.length; index += 2) {
    const [value = '', ...rest] = (labelled[index + 1] ?? '').split(lineEnd);
    const key = /id/i.test(labelled[index] ?? '') ? 'id' : 'secret';
    if (!faultOfText(value.trim())) values[key] ??= value.trim();
    for (const line of rest) names.push(line);
  }
  const name = names.map((line) => line.trim()).find((line) => line !== '');
  return {
    ...(name !== undefined && { name }),
    ...(values.id !== undefined && { clientId: values.id }),
    ...(values.secret !== undefined && { clientSecret: values.secret }),
  };
}

const lineEnd = /\r\n|\r|\n/;
