import type { ApplicationKind } from './credentials.ts';
import type { Position } from '../text/position.ts';
import {
  invalid,
  parsed,
  textOf,
  type CredentialFields,
  type Field,
  type Parsed,
} from './fields.ts';

const section = 'auth';

/** The old files of `app_id` and `app_secret` name no address: they were made for production. */
const legacyTokenUri = 'https://id.api.isogeo.com/oauth/token';

/** Keys of the three INI shapes, in lower case as Python's configparser folds them. */
const aliases: Readonly<Record<string, keyof Keys>> = {
  client_type: 'clientType',
  client_id: 'clientId',
  app_id: 'clientId',
  client_secret: 'clientSecret',
  app_secret: 'clientSecret',
  uri_auth: 'authUri',
  url_auth: 'authUri',
  uri_token: 'tokenUri',
  url_token: 'tokenUri',
  uri_redirect: 'redirectUri',
};

interface Keys {
  clientType?: Field;
  clientId?: Field;
  clientSecret?: Field;
  authUri?: Field;
  tokenUri?: Field;
  redirectUri?: Field;
}

export interface IniFields {
  readonly fields: CredentialFields;
  readonly ignored: readonly string[];
}

/**
 * Reads a `client_secrets.ini` as Python's configparser does, which is how the official SDK reads
 * it: keys in any case, the section in exact case, `=` or `:`, whole-line comments, `%` doubled.
 */
export function readIni(text: string): Parsed<IniFields> {
  const entries = entriesOf(text);
  if (!entries.ok) return entries;

  const keys: Keys = {};
  const ignored: string[] = [];
  let legacy = false;
  for (const entry of entries.value.entries) {
    const name = Object.hasOwn(aliases, entry.folded) ? aliases[entry.folded] : undefined;
    if (!name) {
      if (entry.folded === 'app_prot') legacy = true;
      else ignored.push(entry.field.key);
      continue;
    }
    const value = unescapePercent(entry.field);
    if (!value.ok) return value;
    if (keys[name]) {
      const { key, position } = entry.field;
      return invalid({ kind: 'duplicate', key, position });
    }
    legacy ||= entry.folded === 'app_id';
    keys[name] = { ...entry.field, value: value.value };
  }
  const kind = kindOf(keys.clientType);
  if (!kind.ok) return kind;
  const position = entries.value.sectionPosition;
  const redirect = keys.redirectUri;
  return parsed({
    fields: {
      kind: kind.value,
      clientId: keys.clientId,
      clientSecret: keys.clientSecret,
      tokenUri:
        keys.tokenUri ??
        (legacy ? { key: 'URI_TOKEN', value: legacyTokenUri, position } : undefined),
      authUri: keys.authUri,
      redirectUris: redirect && { ...redirect, value: [redirect.value] },
      scopes: undefined,
      names: {
        clientId: 'CLIENT_ID',
        clientSecret: 'CLIENT_SECRET',
        tokenUri: 'URI_TOKEN',
        authUri: 'URI_AUTH',
        redirectUris: 'URI_REDIRECT',
      },
      position,
    },
    ignored: [...entries.value.otherSections.map((name) => `[${name}]`), ...ignored],
  });
}

interface Entry {
  readonly folded: string;
  readonly field: Field;
}

interface Entries {
  readonly entries: readonly Entry[];
  readonly otherSections: readonly string[];
  readonly sectionPosition: Position;
}

function entriesOf(text: string): Parsed<Entries> {
  const entries: Entry[] = [];
  const otherSections: string[] = [];
  const seen = new Set<string>();
  let current: string | undefined;
  let sectionPosition: Position | undefined;
  let last: { readonly key: string; readonly indent: number } | undefined;

  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    const content = line.trim();
    const indent = line.length - line.trimStart().length;
    const at = (column: number): Position => ({ line: index + 1, column });
    if (content === '' || content.startsWith('#') || content.startsWith(';')) continue;

    if (last && indent > last.indent) {
      // configparser joins a line that stands deeper to the value above it, a section's head as
      // well; no value has two lines.
      const { key } = last;
      const position = at(indent + 1);
      return invalid({ kind: 'bad-value', key, fault: 'control-character', position });
    }
    const header = /^\[(.+)\]/.exec(content)?.[1];
    if (header !== undefined) {
      current = header;
      last = undefined;
      if (header !== section) otherSections.push(header);
      else if (sectionPosition) {
        return invalid({ kind: 'duplicate', key: `[${section}]`, position: at(indent + 1) });
      } else sectionPosition = at(indent + 1);
      continue;
    }
    if (current === undefined) {
      return invalid({ kind: 'syntax', expected: 'section', position: at(1) });
    }
    if (current !== section) continue;
    const sign = content.search(/[=:]/);
    const key = content.slice(0, Math.max(sign, 0)).trimEnd();
    if (key === '') {
      return invalid({ kind: 'syntax', expected: 'equals-sign', position: at(indent + 1) });
    }
    const value = content.slice(sign + 1).trimStart();
    const folded = key.toLowerCase();
    const position = at(indent + content.length - value.length + 1);
    if (seen.has(folded)) return invalid({ kind: 'duplicate', key, position: at(indent + 1) });
    seen.add(folded);
    last = { key, indent };
    entries.push({ folded, field: { key, value, position } });
  }
  return sectionPosition
    ? parsed({ entries, otherSections, sectionPosition })
    : invalid({ kind: 'missing', key: `[${section}]` });
}

/** configparser's interpolation: `%%` is a percent sign, and a lone one is an error. */
function unescapePercent(field: Field): Parsed<string> {
  const text = textOf(field);
  if (!text.ok) return text;
  const lone = text.value.replaceAll('%%', '  ').indexOf('%');
  if (lone >= 0) {
    const { line, column } = field.position;
    const position = { line, column: column + lone };
    return invalid({ kind: 'syntax', expected: 'doubled-percent', position });
  }
  return parsed(text.value.replaceAll('%%', '%'));
}

function kindOf(field: Field | undefined): Parsed<ApplicationKind> {
  if (!field) return parsed('group');
  switch (String(field.value).toLowerCase()) {
    case 'group':
      return parsed('group');
    case 'user':
      return parsed('user');
    case 'public':
      return parsed('public');
    default:
      return invalid({
        kind: 'bad-value',
        key: field.key,
        fault: 'unknown-kind',
        position: field.position,
      });
  }
}
