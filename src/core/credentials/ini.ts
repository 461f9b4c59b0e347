import { parse } from 'ini';
import type { ApplicationKind } from './credentials.ts';
import type { Position } from '../text/position.ts';
import {
  textOfField,
  type CredentialFields,
  type Field,
  type FieldName,
  type Parsed,
} from './fields.ts';
import { longestExpansion } from './dotenv.ts';
import { readIniSections, type IniEntry, type IniSection } from './iniText.ts';
import { failed, success } from '../result.ts';

/** The old files with `app_id` and `app_secret` contain no address: they were made for production. */
const legacyTokenUri = 'https://id.api.isogeo.com/oauth/token';

/** configparser's limit for references inside the values of references. */
const maxDepth = 10;

type Name = FieldName | 'client_type';

/** Keys of the four INI shapes, in lower case; the documented key of a value comes first. */
const aliases: ReadonlyMap<string, Name> = new Map([
  ['client_type', 'client_type'],
  ['client_id', 'client_id'],
  ['app_id', 'client_id'],
  ['client_secret', 'client_secret'],
  ['app_secret', 'client_secret'],
  ['uri_auth', 'auth_uri'],
  ['url_auth', 'auth_uri'],
  ['uri_token', 'token_uri'],
  ['url_token', 'token_uri'],
  ['uri_redirect', 'redirect_uris'],
]);

type Values = Readonly<Partial<Record<Name, Field>>>;

export interface IniValues {
  readonly values: Values;
  /** The place where the read section begins. */
  readonly position: Position;
  /** Whether the file has the old form for production. */
  readonly isLegacy: boolean;
  readonly ignored: readonly string[];
}

/** Reads a `client_secrets.ini` as the official SDK does, which uses Python's configparser. */
export function readIni(text: string): Parsed<CredentialFields> {
  const read = readIniValues(text);
  if (!read.ok) return read;
  const { values, position, isLegacy, ignored } = read.value;
  const kind = kindOf(values.client_type);
  if (!kind.ok) return kind;
  const { token_uri, redirect_uris } = values;
  const legacyAddress = { key: 'URI_TOKEN', value: legacyTokenUri, position };
  const fields: Values = {
    ...values,
    ...(isLegacy && !token_uri && { token_uri: legacyAddress }),
    ...(redirect_uris && { redirect_uris: { ...redirect_uris, value: [redirect_uris.value] } }),
  };
  return success({
    kind: kind.value,
    field: (name) => fields[name],
    nameOf: (name) =>
      isLegacy && name.startsWith('client')
        ? name.replace('client', 'app')
        : ([...aliases].find(([, each]) => each === name)?.[0].toUpperCase() ?? name),
    position,
    ignored,
  });
}

/**
 * The values of the known keys, from `[auth]` or from the `[isogeo]` of the oldest files. `[DEFAULT]`
 * supplies keys that are missing in the section. Faults in other sections are ignored.
 */
export function readIniValues(text: string): Parsed<IniValues> {
  const read = readIniSections(text);
  if (!read.ok) return read;
  const sections = read.value;
  const defaults = sections.get('DEFAULT');
  const isOldest = [sections.get('isogeo'), defaults].some(
    (each) => each && ['app_id', 'app_secret'].some((key) => each.entries.has(key)),
  );
  const name = sections.has('auth') || !isOldest ? 'auth' : 'isogeo';
  const section = sections.get(name);
  if (!section) return withoutAuth(sections);
  const problem = section.problem ?? defaults?.problem;
  if (problem) return failed(problem);

  const own = knownEntries(section);
  if (!own.ok) return own;
  const inherited = knownEntries(defaults);
  if (!inherited.ok) return inherited;
  const keys = [...(defaults?.entries ?? []), ...section.entries];
  const scope = { entries: new Map(keys), left: longestExpansion };
  const values = valuesOf({ ...inherited.value, ...own.value }, scope);
  if (!values.ok) return values;
  return success({
    values: values.value,
    position: section.position,
    isLegacy: keys.some(([key]) => key === 'app_id' || key === 'app_prot'),
    ignored: [
      ...[...sections.keys()]
        .filter((each) => each !== name && each !== 'DEFAULT')
        .map((each) => `[${each}]`),
      ...keys
        .filter(([key]) => !aliases.has(key) && key !== 'app_prot')
        .map(([, entry]) => entry.key),
    ],
  });
}

function withoutAuth(sections: ReadonlyMap<string, IniSection>): Parsed<never> {
  for (const [name, { position }] of sections) {
    if (name.toLowerCase() !== 'auth') continue;
    return failed({ kind: 'bad-value', key: `[${name}]`, fault: 'section-case', position });
  }
  return failed({ kind: 'missing', key: '[auth]' });
}

type KnownEntries = Readonly<Partial<Record<Name, IniEntry>>>;

function knownEntries(section: IniSection | undefined): Parsed<KnownEntries> {
  const known: Partial<Record<Name, IniEntry>> = {};
  for (const [folded, entry] of section?.entries ?? []) {
    const name = aliases.get(folded);
    if (!name) continue;
    const other = known[name]?.key;
    if (other !== undefined) {
      return failed({ kind: 'duplicate', key: entry.key, other, position: entry.position });
    }
    known[name] = entry;
  }
  return success(known);
}

/** Checks each value, and parses it with the package `ini`. */
function valuesOf(entries: KnownEntries, scope: References): Parsed<Values> {
  const lines: string[] = [];
  for (const [name, entry] of Object.entries(entries)) {
    const whole = interpolated(entry, scope);
    const value = whole.ok ? textOfField({ ...entry, value: whole.value }) : whole;
    if (!value.ok) return value;
    lines.push(`${name}=${quotedForIni(value.value)}`);
  }
  const read: Readonly<Record<string, unknown>> = parse(lines.join('\n'));
  return success(
    Object.fromEntries(
      Object.entries(entries).map(([name, { key, position }]) => [
        name,
        // `ini` reads `true`, `false` and `null` as other types, even between quotes.
        { key, position, value: String(read[name]) },
      ]),
    ),
  );
}

/**
 * A value in the notation that `ini` reads back unchanged. Outside of escapes, U+2028 and U+2029 would end
 * its line.
 */
function quotedForIni(value: string): string {
  return JSON.stringify(value).replace(/[\u2028\u2029]/g, (end) =>
    end === '\u2028' ? '\\u2028' : '\\u2029',
  );
}

/** The entries that references may name, and how many more characters references may add. */
interface References {
  readonly entries: ReadonlyMap<string, IniEntry>;
  left: number;
}

/**
 * configparser's interpolation: `%%` is a percent sign, and `%(key)s` is the value of a key. Any other percent
 * sign is an error.
 */
function interpolated(entry: IniEntry, scope: References, depth = 1): Parsed<string> {
  const { key, value, position, continuation } = entry;
  if (continuation) {
    return failed({ kind: 'bad-value', key, fault: 'continued', position: continuation });
  }
  let text = '';
  let end = 0;
  for (const { 0: sign, 1: name, index } of value.matchAll(/%(?:%|\(([^)]+)\)s)?/g)) {
    const named = scope.entries.get((name ?? '').toLowerCase());
    scope.left -= named ? 1 + named.value.length : 0;
    if (depth > maxDepth || scope.left < 0 || (sign !== '%%' && !named)) {
      const place = { ...position, column: position.column + index };
      return failed({ kind: 'syntax', expected: 'doubled-percent', position: place });
    }
    const put: Parsed<string> = named ? interpolated(named, scope, depth + 1) : success('%');
    if (!put.ok) return put;
    text += value.slice(end, index) + put.value;
    end = index + sign.length;
  }
  return success(text + value.slice(end));
}

function kindOf(field: Field | undefined): Parsed<ApplicationKind> {
  if (!field) return success('group');
  const kind = String(field.value).toLowerCase();
  if (kind === 'group' || kind === 'user' || kind === 'public') return success(kind);
  const { key, position } = field;
  return failed({ kind: 'bad-value', key, fault: 'unknown-kind', position });
}
