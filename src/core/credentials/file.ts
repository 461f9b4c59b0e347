import type { Credentials } from './credentials.ts';
import { isEnvironmentFile, readEnvironmentFile } from './environment.ts';
import { credentialsOf, type Choices, type Parsed } from './fields.ts';
import { readIni } from './ini.ts';
import { readIniSections } from './iniText.ts';
import { readJsonTree } from '../text/jsonText.ts';
import { readJson } from './json.ts';
import { failed, success } from '../result.ts';

/** Every credentials file is smaller, so a larger file was chosen by mistake. */
export const maxCredentialsBytes = 64 * 1024;

export interface CredentialsFile {
  readonly credentials: Credentials;
  /** Unknown keys and sections. They are logged, and never an error. */
  readonly ignored: readonly string[];
}

/**
 * Reads the text of a credentials file. The content decides between JSON, INI and `.env`, since names and
 * extensions vary. Fails with the first problem, in the order of the text.
 */
export function parseCredentialsFile(text: string, choices: Choices = {}): Parsed<CredentialsFile> {
  const content = text.trim();
  if (content === '') return failed({ kind: 'empty' });
  const format = formatOf(content);
  if (!format) return failed({ kind: 'unknown-format' });
  if (format === 'env') return readEnvironmentFile(text, choices);
  const read = format === 'json' ? readJson(text, choices.application) : readIni(text);
  if (!read.ok) return read;
  const credentials = credentialsOf(read.value);
  if (!credentials.ok) return credentials;
  return success({ credentials: credentials.value, ignored: read.value.ignored });
}

/** The format of a text without white space around it. */
export function formatOf(content: string): 'json' | 'ini' | 'env' | undefined {
  if (content.startsWith('{')) return 'json';
  if (content.startsWith('<')) return undefined;
  // configparser takes a first line such as `["web"]` for a section, which is JSON if nothing follows.
  const sections = readIniSections(content);
  if (sections.ok && sections.value.size > 0 && !readJsonTree(content).ok) return 'ini';
  // Above Isogeo's variables, a `.env` file may have keys of INI files, and heads inside of quotes.
  if (isEnvironmentFile(content)) return 'env';
  if (/^(["[\d]|-\d|(null|true|false)$)/.test(content)) return 'json';
  return iniLine.test(content) ? 'ini' : undefined;
}

/** A line of an INI file that lacks its first section head. */
const iniLine =
  /^(?:[ \t]*\[[^\]\r\n]+\][ \t]*(?:[;#\r]|$)|(?:client|app)_(?:type|id|secret)[ \t]*[=:])/im;
