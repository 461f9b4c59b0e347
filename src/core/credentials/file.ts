import type { Credentials } from './credentials.ts';
import type { PlatformAddresses } from '../platform/endpoints.ts';
import { isEnvironmentFile, readEnvironmentFile } from './environment.ts';
import { credentialsOf, invalid, parsed, type Parsed } from './fields.ts';
import { readIni } from './ini.ts';
import { readJson, type Head } from './json.ts';

/** No credentials file comes near; whatever is larger was picked by mistake. */
export const maxCredentialsBytes = 64 * 1024;

export interface CredentialsFile {
  readonly credentials: Credentials;
  /** Keys and sections that mean nothing here: for the log, never an error. */
  readonly ignored: readonly string[];
}

/**
 * Reads the text of a credentials file, JSON, INI and `.env` told apart by content: names and
 * extensions are the user's own. Fails with the first problem, in the order of the text, and never
 * throws. The choices are a person's, where the file leaves it open.
 */
export function parseCredentialsFile(
  text: string,
  chosenHead?: Head,
  chosenPlatform?: PlatformAddresses,
): Parsed<CredentialsFile> {
  const content = text.trim();
  if (content === '') return invalid({ kind: 'empty' });
  const format = formatOf(content);
  if (!format) return invalid({ kind: 'unknown-format' });
  try {
    if (format === 'env') {
      return readEnvironmentFile(text, {
        ...(chosenHead && { head: chosenHead }),
        ...(chosenPlatform && { platform: chosenPlatform }),
      });
    }
    const read = format === 'json' ? readJson(text, chosenHead) : readIni(text);
    if (!read.ok) return read;
    const credentials = credentialsOf(read.value.fields);
    if (!credentials.ok) return credentials;
    return parsed({ credentials: credentials.value, ignored: read.value.ignored });
  } catch (error) {
    // Thousands of nested brackets exhaust the stack of a recursive parser.
    if (error instanceof RangeError) return invalid({ kind: 'unknown-format' });
    throw error;
  }
}

function formatOf(content: string): 'json' | 'ini' | 'env' | undefined {
  // An INI section head is no JSON, and a JSON array is no head: `[auth]` beside `["web"]`.
  if (/^\[[^\]"'{}[,\d][^\]"{}[,]*\][ \t]*([;#\r\n]|$)/.test(content)) return 'ini';
  if (/^([{["\d]|-\d)/.test(content) || /^(null|true|false)$/.test(content)) return 'json';
  if (content.startsWith('<')) return undefined;
  if (
    /^[ \t]*\[[^\]\r\n]+\][ \t]*([;#\r\n]|$)/m.test(content) ||
    /^(client|app)_(type|id|secret)\s*[=:]/i.test(content)
  ) {
    return 'ini';
  }
  return isEnvironmentFile(content) ? 'env' : undefined;
}
