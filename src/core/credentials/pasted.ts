import { faultOfText } from './fields.ts';

/** The parts of the text that Isogeo's web application copies. */
export interface Pasted {
  readonly name?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
}

/** Texts that only a whole credentials file contains, even without its line ends. */
const marks =
  /"(?:web|installed|client_id|client_secret)"\s*:|(?:client|app)_(?:id|secret)\s*[=:]|ISOGEO_[A-Z_]{1,60}\s*=/i;

/** Texts at the start of lines in INI and `.env` files. */
const starts =
  /\[(?:auth|isogeo|DEFAULT)\]|(?:(?:client|app)_(?:type|id|secret|prot|lang)|ur[il]_(?:auth|token|redirect)|csw_share_(?:id|token)|(?:export[ \t]{1,20})?ISOGEO_[A-Z_]{1,60})(?=\s*[=:])/gi;

/**
 * The text of a whole credentials file (JSON, INI or `.env`), with its line ends; `undefined` for other text.
 * An input box drops line ends or replaces them with spaces, so they are restored here.
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
 * Reads the three lines that Isogeo's web application copies: `Name`, `Client ID: …` and `Client Secret: …`.
 * They may come in any order, and the first line without a label is the name. An input box drops line ends,
 * so a label also ends the value before it. The first of two equal labels counts. Values with control
 * characters and other text are ignored. Never throws.
 */
export function parsePasted(text: string): Pasted {
  // `split` includes its groups: text, label, text, label, text…
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
