import { defaultScopes, type ApplicationKind, type Credentials } from './credentials.ts';
import {
  baseAddressOf,
  endpointsOf,
  isogeoPlatforms,
  type Endpoints,
  type PlatformAddresses,
} from '../platform/endpoints.ts';
import type { CredentialsProblem } from '../failure.ts';
import type { Position } from '../text/position.ts';
import { locatorOf } from '../text/position.ts';
import { faultOfText, invalid, parsed, type Parsed } from './fields.ts';
import type { Head } from './json.ts';

/** A variable with its place in the file; one of a process has none. */
interface Variable {
  readonly value: string;
  readonly position?: Position;
}

type Variables = ReadonlyMap<string, Variable>;

/** What a person answered where the variables leave it open. */
export interface EnvironmentChoices {
  /** `web`: the group application; `installed`: the user application. */
  readonly head?: Head;
  readonly platform?: PlatformAddresses;
}

export interface EnvironmentCredentials {
  readonly credentials: Credentials;
  /** Names of Isogeo's that mean nothing here: for the log, never an error. */
  readonly ignored: readonly string[];
}

const pairs = [
  { head: 'web', kind: 'group', prefix: 'ISOGEO_API_GROUP_CLIENT_' },
  { head: 'installed', kind: 'user', prefix: 'ISOGEO_API_USER_PRIVATE_CLIENT_' },
] as const satisfies readonly { head: Head; kind: ApplicationKind; prefix: string }[];

const known: ReadonlySet<string> = new Set([
  ...pairs.flatMap(({ prefix }) => [`${prefix}ID`, `${prefix}SECRET`]),
  'ISOGEO_PLATFORM',
  'ISOGEO_ID_URL',
  'ISOGEO_API_URL',
]);

/** No variable names a redirect URI; with this one the platform shows the code on a page. */
const outOfBand = 'urn:ietf:wg:oauth:2.0:oob';

/** Whether a text reads as a `.env` file with one of Isogeo's variables. */
export function isEnvironmentFile(text: string): boolean {
  return /^[^\S\r\n]*(?:export[^\S\r\n]+)?'?ISOGEO_\w+'?[^\S\r\n]*=/m.test(text);
}

/** Whether a process has an application of Isogeo's in its environment, complete or not. */
export function hasCredentials(environment: Readonly<Record<string, string | undefined>>): boolean {
  return pairs.some(({ prefix }) =>
    ['ID', 'SECRET'].some((part) => (environment[prefix + part] ?? '').trim() !== ''),
  );
}

/** Credentials from the environment of a process, by the names of the official SDK. Never throws. */
export function readEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  choices: EnvironmentChoices = {},
): Parsed<EnvironmentCredentials> {
  const variables = new Map<string, Variable>();
  for (const name of known) {
    const value = environment[name];
    if (value !== undefined) variables.set(name, { value });
  }
  return credentialsOf(variables, choices);
}

/**
 * Credentials from the text of a `.env` file, read as python-dotenv does, the SDK's companion:
 * quotes and their escapes, `export`, comments, white space around `=`, and of two equal names the
 * last one wins. `${NAME}` is replaced where the file has set that name, or gives a default; else
 * it stays, since a secret may hold one. A line that cannot be read is an error where it would set
 * one of Isogeo's variables, and is passed over elsewhere. Never throws.
 */
export function readEnvironmentFile(
  text: string,
  choices: EnvironmentChoices = {},
): Parsed<EnvironmentCredentials> {
  const variables = variablesOf(text);
  return variables.ok ? credentialsOf(variables.value, choices) : variables;
}

function credentialsOf(
  variables: Variables,
  choices: EnvironmentChoices,
): Parsed<EnvironmentCredentials> {
  const present = pairs.filter(({ prefix }) =>
    ['ID', 'SECRET'].some((part) => given(variables, prefix + part)),
  );
  if (present.length === 2 && !choices.head) return invalid({ kind: 'both-heads' });
  const pair = present.find(({ head }) => head === choices.head) ?? present[0];
  if (!pair) return invalid({ kind: 'missing', key: `${pairs[0].prefix}ID` });

  const clientId = textOf(variables, `${pair.prefix}ID`);
  if (!clientId.ok) return clientId;
  const clientSecret = textOf(variables, `${pair.prefix}SECRET`);
  if (!clientSecret.ok) return clientSecret;
  const endpoints = endpointsIn(variables, choices.platform);
  if (!endpoints.ok) return endpoints;
  return parsed({
    credentials: {
      kind: pair.kind,
      clientId: clientId.value,
      clientSecret: clientSecret.value,
      endpoints: endpoints.value,
      redirectUris: pair.kind === 'user' ? [outOfBand] : [],
      scopes: defaultScopes,
    },
    ignored: [...variables.keys()].filter(
      (name) => /^ISOGEO_[A-Z_]{1,60}$/.test(name) && !known.has(name),
    ),
  });
}

/** Addresses win over the platform; where neither is given the caller has to ask. */
function endpointsIn(
  variables: Variables,
  chosen: PlatformAddresses | undefined,
): Parsed<Endpoints> {
  const identity = addressOf(variables, 'ISOGEO_ID_URL');
  if (!identity.ok) return identity;
  const api = addressOf(variables, 'ISOGEO_API_URL');
  if (!api.ok) return api;
  if (identity.value !== undefined) return parsed(endpointsOf(identity.value, api.value));

  const name = given(variables, 'ISOGEO_PLATFORM');
  if (!name) {
    return chosen
      ? parsed(endpointsOf(chosen.identity, api.value ?? chosen.api))
      : invalid({ kind: 'platform-needed' });
  }
  switch (name.value.trim().toLowerCase()) {
    case 'prod':
      return parsed(endpointsOf(isogeoPlatforms.prod.identity, api.value));
    case 'qa':
      return parsed(endpointsOf(isogeoPlatforms.qa.identity, api.value));
    case 'custom':
      return invalid({ kind: 'missing', key: 'ISOGEO_ID_URL', ...placeOf(name) });
    default:
      return bad('ISOGEO_PLATFORM', 'unknown-platform', name);
  }
}

/** Templates list every name: one without a value is not given. */
function given(variables: Variables, key: string): Variable | undefined {
  const variable = variables.get(key);
  return variable && variable.value.trim() !== '' ? variable : undefined;
}

function textOf(variables: Variables, key: string): Parsed<string> {
  const variable = variables.get(key);
  if (!variable) return invalid({ kind: 'missing', key });
  const fault = faultOfText(variable.value);
  return fault ? bad(key, fault, variable) : parsed(variable.value);
}

function addressOf(variables: Variables, key: string): Parsed<string | undefined> {
  const variable = given(variables, key);
  if (!variable) return parsed(undefined);
  const fault = faultOfText(variable.value);
  if (fault) return bad(key, fault, variable);
  const address = baseAddressOf(variable.value);
  return address === undefined ? bad(key, 'not-an-address', variable) : parsed(address);
}

type ValueFault = Extract<CredentialsProblem, { kind: 'bad-value' }>['fault'];

function bad(key: string, fault: ValueFault, variable: Variable) {
  return invalid({ kind: 'bad-value', key, fault, ...placeOf(variable) });
}

function placeOf({ position }: Variable): { readonly position?: Position } {
  return position ? { position } : {};
}

/** The grammar of python-dotenv's `parser.py`, expression by expression. */
const grammar = {
  space: /\s*/y,
  start: /(?:export[^\S\r\n]+)?/y,
  key: /'([^']+)'|([^=#\s]+)/y,
  equals: /[^\S\r\n]*=[^\S\r\n]*/y,
  singleQuoted: /'((?:\\'|[^'])*)'/y,
  doubleQuoted: /"((?:\\"|[^"])*)"/y,
  unquoted: /[^\r\n]*/y,
  end: /[^\S\r\n]*(?:#[^\r\n]*)?(?:\r\n|\r|\n|$)/y,
  restOfLine: /[^\r\n]*(?:\r\n|\r|\n|$)/y,
} as const;

function variablesOf(text: string): Parsed<Variables> {
  const locate = locatorOf(text);
  const variables = new Map<string, Variable>();
  let offset = 0;
  const take = (expression: RegExp): RegExpExecArray | undefined => {
    expression.lastIndex = offset;
    const match = expression.exec(text) ?? undefined;
    if (match) offset = expression.lastIndex;
    return match;
  };
  for (;;) {
    take(grammar.space);
    if (offset >= text.length) return parsed(variables);
    take(grammar.start);
    const keyMatch = take(grammar.key);
    const key = keyMatch?.[1] ?? keyMatch?.[2] ?? '';
    const hasValue = take(grammar.equals) !== undefined;
    const valueOffset = offset;
    const value = hasValue ? valueAt(text[offset], take) : '';
    const endOffset = offset;
    if (value !== undefined && take(grammar.end)) {
      variables.set(key, { value: expand(value, variables), position: locate(valueOffset) });
    } else if (known.has(key)) {
      const expected = value === undefined ? 'closing-quote' : 'equals-sign';
      return invalid({ kind: 'syntax', expected, position: locate(endOffset) });
    } else {
      take(grammar.restOfLine);
    }
  }
}

/** `undefined` where a quote is not closed. */
function valueAt(
  first: string | undefined,
  take: (expression: RegExp) => RegExpExecArray | undefined,
): string | undefined {
  if (first === "'") return take(grammar.singleQuoted)?.[1]?.replace(/\\([\\'])/g, '$1');
  if (first === '"') {
    // Each letter stands for a control character, which no value may hold: one does for them all.
    return take(grammar.doubleQuoted)?.[1]?.replace(/\\([\\'"abfnrtv])/g, (_, sign: string) =>
      /\w/.test(sign) ? '\n' : sign,
    );
  }
  const line = take(grammar.unquoted)?.[0] ?? '';
  const comment = /(?<!\s)\s+#/.exec(line);
  return line.slice(0, comment?.index).trimEnd();
}

/** References to references would grow without end; no value comes near. */
const longestExpansion = 8 * 1024;

function expand(value: string, variables: Variables): string {
  let added = 0;
  return value.replace(
    /\$\{([^}:$]+)(?::-([^}$]*))?\}/g,
    (whole, name: string, fallback: string | undefined) => {
      const put = variables.get(name)?.value ?? fallback ?? whole;
      added += put.length;
      return added > longestExpansion ? whole : put;
    },
  );
}
