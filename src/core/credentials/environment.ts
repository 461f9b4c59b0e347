import { defaultScopes, type Credentials } from './credentials.ts';
import {
  aboveToken,
  apiBaseOf,
  baseAddressOf,
  endpointsOf,
  isogeoPlatforms,
  type Endpoints,
} from '../platform/endpoints.ts';
import type { CredentialsProblem } from '../failure.ts';
import { linesOf, type Position } from '../text/position.ts';
import { readDotenv, type DotenvVariable, type DotenvVariables } from './dotenv.ts';
import {
  isKnownName,
  isOfPasswordGrant,
  isPlainName,
  isReadName,
  pairNames,
  type PairNames,
} from './environmentNames.ts';
import { faultOfText, wholeAddressOf, type Choices, type Parsed } from './fields.ts';
import { failed, success } from '../result.ts';

export interface EnvironmentCredentials {
  readonly credentials: Credentials;
  /** Variables whose names begin like Isogeo's but aren't known. They are logged, and never an error. */
  readonly ignored: readonly string[];
}

/**
 * No environment variable contains a redirect URI. With this redirect URI, the platform shows the code on a
 * page.
 */
const outOfBand = 'urn:ietf:wg:oauth:2.0:oob';

/** Whether a text is a `.env` file with one of Isogeo's variables, even with a colon for the equals sign. */
export function isEnvironmentFile(text: string): boolean {
  return linesOf(text).some((line) => nameOnLine(line) !== undefined);
}

/** Whether a `.env` file has one of the known names. */
export function hasKnownNames(text: string): boolean {
  return linesOf(text).some((line) => isKnownName(nameOnLine(line) ?? ''));
}

function nameOnLine(line: string): string | undefined {
  return /^\s*(?:export\s+)?'?(ISOGEO_\w+)'?\s*[=:]/.exec(line)?.[1];
}

/** Whether the environment of a process contains the ID or the secret of an Isogeo application. */
export function hasCredentials(environment: Readonly<Record<string, string | undefined>>): boolean {
  return pairNames.some(({ id, secret }) => [id, secret].some((name) => environment[name]?.trim()));
}

/** Credentials from the environment of a process. */
export function readEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  choices: Choices = {},
): Parsed<EnvironmentCredentials> {
  const variables = new Map<string, DotenvVariable>();
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && isKnownName(name)) variables.set(name, { value });
  }
  return credentialsIn(variables, choices);
}

/** Credentials from the text of a `.env` file. */
export function readEnvironmentFile(
  text: string,
  choices: Choices = {},
): Parsed<EnvironmentCredentials> {
  const variables = readDotenv(text, (name) => isReadName(name.replace(/:$/, '')));
  return variables.ok ? credentialsIn(variables.value, choices) : variables;
}

function credentialsIn(
  variables: DotenvVariables,
  choices: Choices,
): Parsed<EnvironmentCredentials> {
  // Templates list every variable, so a variable without a value counts as absent.
  const given = new Map([...variables].filter(([, { value }]) => value.trim() !== ''));
  const pair = chosenPair(given, choices.application);
  if (!pair.ok) return pair;
  const { id, secret, kind } = pair.value;
  const clientId = variableText(variables, id);
  if (!clientId.ok) return clientId;
  // The implicit grant sends no secret.
  const needsSecret = kind !== 'public' || given.has(secret);
  const clientSecret = needsSecret ? variableText(variables, secret) : success('');
  if (!clientSecret.ok) return clientSecret;
  const endpoints = endpointsIn(given, choices);
  if (!endpoints.ok) return endpoints;
  if (kind !== 'group' && endpoints.value.authorization === undefined) {
    return failed({ kind: 'missing', key: 'ISOGEO_ID_URL' });
  }
  if (kind === 'public' && choices.redirectUri === undefined) {
    return failed({ kind: 'redirect-needed' });
  }
  return success({
    credentials: {
      kind,
      clientId: clientId.value,
      clientSecret: clientSecret.value,
      endpoints: endpoints.value,
      redirectUris: kind === 'group' ? [] : [choices.redirectUri ?? outOfBand],
      scopes: defaultScopes,
    },
    ignored: [...variables.keys()].filter((name) => isPlainName(name) && !isReadName(name)),
  });
}

/**
 * The only complete pair of client ID and secret, or the chosen pair; equal pairs under different names count
 * once.
 */
function chosenPair(given: DotenvVariables, chosen: string | undefined): Parsed<PairNames> {
  const complete = pairNames.filter(
    ({ id, secret, kind }) => given.has(id) && (given.has(secret) || kind === 'public'),
  );
  const equal = Map.groupBy(complete, ({ id, secret, kind }) =>
    JSON.stringify([kind, given.get(id)?.value, given.get(secret)?.value]),
  );
  const pairs = [...equal.values()].flatMap((same) => same.slice(0, 1));
  const pair = pairs.length === 1 ? pairs[0] : pairs.find(({ id }) => id === chosen);
  if (pair) return success(pair);
  if (pairs.length > 1) {
    const applications = pairs.map(({ id, kind }) => ({ key: id, kind }));
    return failed({ kind: 'several-applications', applications });
  }
  return halfPair(given);
}

/** The first incomplete pair of client ID and secret, to report the missing part. */
function halfPair(given: DotenvVariables): Parsed<PairNames> {
  const begun = pairNames.find(({ id, secret }) => given.has(id) || given.has(secret));
  if (begun) return success(begun);
  const names = [...given.keys()];
  const legacy = names.find(isOfPasswordGrant);
  return legacy === undefined
    ? failed({ kind: 'no-pair', names: names.filter(isPlainName).slice(0, 10) })
    : failed({ kind: 'password-grant', key: legacy, ...placeOf(given.get(legacy)) });
}

/** Addresses override the platform. Without either, the caller must ask. */
function endpointsIn(given: DotenvVariables, { platform: chosen }: Choices): Parsed<Endpoints> {
  const token = addressOf(given, 'ISOGEO_TOKEN_URL', wholeAddressOf);
  if (!token.ok) return token;
  const identity = addressOf(given, 'ISOGEO_ID_URL', baseAddressOf);
  if (!identity.ok) return identity;
  const api = addressOf(given, 'ISOGEO_API_URL', baseAddressOf);
  if (!api.ok) return api;
  if (token.value !== undefined) {
    const base = identity.value ?? aboveToken(token.value);
    return success({
      token: token.value,
      ...(base !== undefined && { authorization: `${base}/oauth/authorize` }),
      api: api.value ?? apiBaseOf(token.value),
    });
  }
  if (identity.value !== undefined) return success(endpointsOf(identity.value, api.value));

  const name = given.get('ISOGEO_PLATFORM');
  if (!name) {
    return chosen
      ? success(endpointsOf(chosen.identity, api.value ?? chosen.api))
      : failed({ kind: 'platform-needed' });
  }
  const platform = name.value.trim().toLowerCase();
  if (platform === 'prod' || platform === 'qa') {
    return success(endpointsOf(isogeoPlatforms[platform].identity, api.value));
  }
  return platform === 'custom'
    ? failed({ kind: 'missing', key: 'ISOGEO_ID_URL', ...placeOf(name) })
    : bad('ISOGEO_PLATFORM', 'unknown-platform', name);
}

function variableText(variables: DotenvVariables, key: string): Parsed<string> {
  const variable = variables.get(key);
  if (!variable) return failed({ kind: 'missing', key });
  const fault = faultOfText(variable.value);
  return fault ? bad(key, fault, variable) : success(variable.value);
}

function addressOf(
  given: DotenvVariables,
  key: string,
  read: (text: string) => string | undefined,
): Parsed<string | undefined> {
  const variable = given.get(key);
  if (!variable) return success(undefined);
  const fault = faultOfText(variable.value);
  if (fault) return bad(key, fault, variable);
  const address = read(variable.value.trim());
  return address === undefined ? bad(key, 'not-an-address', variable) : success(address);
}

type ValueFault = Extract<CredentialsProblem, { kind: 'bad-value' }>['fault'];

function bad(key: string, fault: ValueFault, variable: DotenvVariable) {
  return failed({ kind: 'bad-value', key, fault, ...placeOf(variable) });
}

function placeOf(variable: DotenvVariable | undefined): { readonly position?: Position } {
  return variable?.position ? { position: variable.position } : {};
}
