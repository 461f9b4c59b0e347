import { oauthErrorOf, type OAuthError } from '../failure.ts';
import { isLoopback } from '../platform/origins.ts';
import { readTokenAnswer, type TokenAnswer } from '../token/tokenAnswer.ts';

/** How a browser sign-in returns its answer, for one registered redirect URI. */
export type RedirectWay =
  /** This extension listens on exactly that address. */
  | { readonly kind: 'loopback'; readonly uri: string }
  /** The browser opens VS Code with the answer. */
  | { readonly kind: 'uri-handler'; readonly uri: string }
  /** The platform shows a code on a page, and the user pastes it. */
  | { readonly kind: 'shown-code'; readonly uri: string }
  /** The browser stops at some address, and the user pastes that address. */
  | {
      readonly kind: 'pasted-address';
      readonly uri: string;
      /** The address is on this machine: its port is reserved, so that no other program gets the answer. */
      readonly isLocal?: true;
    };

const order: readonly RedirectWay['kind'][] = [
  'loopback',
  'uri-handler',
  'shown-code',
  'pasted-address',
];

/**
 * The usable ways of a file's redirect URIs, without duplicates, best first. `handlerOrigin` is the address
 * of VS Code, such as `vscode://isogeo.isogeo-api`.
 */
export function redirectWays(
  uris: readonly string[],
  handlerOrigin: string,
  responseType: ExpectedRedirect['responseType'],
): readonly RedirectWay[] {
  return [...new Set(uris)]
    .map((uri) => wayOf(uri, handlerOrigin, responseType))
    .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

/** Host names that browsers connect to this machine. */
const localHost =
  /^(?:(?:.+\.)?localhost\.?|127(?:\.\d+){3}|0\.0\.0\.0|\[::1?\]|\[::ffff:(?:7f..|0):.*\])$/;

function wayOf(
  uri: string,
  handlerOrigin: string,
  responseType: ExpectedRedirect['responseType'],
): RedirectWay {
  // The out-of-band URIs of old native applications, with a trailing colon or `:auto`. They are accepted for
  // codes only: a pasted bare token can't be checked.
  if (responseType === 'code' && /^urn:ietf:wg:oauth:2\.0:oob(:|:auto)?$/.test(uri)) {
    return { kind: 'shown-code', uri };
  }
  const url = URL.parse(uri);
  if (!url) return { kind: 'pasted-address', uri };
  // Browsers open no port 0.
  if (/^https?:$/.test(url.protocol) && localHost.test(url.hostname) && url.port !== '0') {
    // Browsers send neither user info nor a fragment to the address.
    const isExact = url.username + url.password === '' && !uri.includes('#');
    return url.protocol === 'http:' && isLoopback(url) && isExact
      ? { kind: 'loopback', uri }
      : { kind: 'pasted-address', uri, isLocal: true };
  }
  const isHandler = uri.toLowerCase().startsWith(`${handlerOrigin}/`) || uri === handlerOrigin;
  return { kind: isHandler && !uri.includes('#') ? 'uri-handler' : 'pasted-address', uri };
}

/** The reading of an answer that arrived or was pasted during a sign-in. */
export type RedirectAnswer =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'token'; readonly answer: TokenAnswer }
  /** The platform's answer contains a token that can't be used. */
  | { readonly kind: 'bad-token' }
  | { readonly kind: 'denied' }
  | { readonly kind: 'failed'; readonly error: OAuthError }
  /**
   * The pasted text or address isn't an answer to this sign-in: it is empty, another address, from another
   * sign-in, or without a code. The sign-in continues to wait.
   */
  | {
      readonly kind: 'refused';
      readonly why: 'empty' | 'other-address' | 'state' | 'nothing-in-it';
    };

export interface ExpectedRedirect {
  readonly redirectUri: string;
  readonly state: string;
  readonly responseType: 'code' | 'token';
  /**
   * The origin that the browser was sent to. An answer that names another issuer comes from another server.
   */
  readonly issuerOrigin: string;
}

/**
 * Reads an answer that was pasted or received: the whole address, or a bare code (which has no state to
 * check). Parameters of the code grant are in the query (RFC 6749 §4.1.2), those of the implicit grant in the
 * fragment (§4.2.2); some servers put its errors into the query. Answers and errors with a wrong state or
 * another issuer (RFC 9207 §2.4) are refused.
 */
export function readRedirect(text: string, expected: ExpectedRedirect): RedirectAnswer {
  const given = text.trim();
  if (given === '') return refused('empty');
  const parameters = parametersIn(given, expected);
  if (!(parameters instanceof Map)) return parameters;
  const issuer = parameters.get('iss');
  const isOther = issuer !== undefined && originOf(issuer) !== expected.issuerOrigin;
  if (isOther || parameters.get('state') !== expected.state) return refused('state');
  const error = parameters.get('error');
  if (error === 'access_denied') return { kind: 'denied' };
  if (error !== undefined) return { kind: 'failed', error: oauthErrorOf(error) };
  return expected.responseType === 'code' ? codeIn(parameters) : tokenIn(parameters);
}

function refused(why: Extract<RedirectAnswer, { kind: 'refused' }>['why']): RedirectAnswer {
  return { kind: 'refused', why };
}

function originOf(address: string): string | undefined {
  return URL.parse(address)?.origin;
}

function codeIn(parameters: ReadonlyMap<string, string>): RedirectAnswer {
  const code = parameters.get('code') ?? '';
  return code === '' ? refused('nothing-in-it') : { kind: 'code', code };
}

function tokenIn(parameters: ReadonlyMap<string, string>): RedirectAnswer {
  const { access_token, token_type, expires_in } = Object.fromEntries(parameters);
  const answer = readTokenAnswer({ access_token, token_type, expires_in });
  if (answer) return { kind: 'token', answer };
  return access_token ? { kind: 'bad-token' } : refused('nothing-in-it');
}

/** The parameters of an answer; without any, what the text is. */
function parametersIn(
  given: string,
  { redirectUri, responseType }: ExpectedRedirect,
): Map<string, string> | RedirectAnswer {
  const mark = responseType === 'code' ? '?' : '#';
  // Any parameter may come first. The padding of a code in base64 isn't a parameter, since nothing follows
  // its equals sign.
  if (/^[?#&]?((code|state|error|access_token)=|\w+=[^=])/.test(given)) {
    return parametersOf(given.replace(/^[?#&]/, ''));
  }
  const { before: address, after: query = '' } = splitAt(splitAt(given, '#').before, '?');
  const inQuery = parametersOf(query);
  if (inQuery.has('error') && isSameAddress(address, redirectUri)) return inQuery;
  const { before, after } = splitAt(given, mark);
  if (after !== undefined) {
    return isSameAddress(before, redirectUri)
      ? parametersOf(splitAt(after, '#').before)
      : refused('other-address');
  }
  if (isSameAddress(splitAt(given, '#').before, redirectUri)) {
    return refused('nothing-in-it');
  }
  // A code is a single word, and not an address.
  if (/:\/\/|\s/.test(given)) return refused('other-address');
  return responseType === 'code'
    ? { kind: 'code', code: decodedOnce(given) }
    : refused('nothing-in-it');
}

/** A parameter that occurs twice becomes empty, so that it fails every check (RFC 6749 §3.1). */
function parametersOf(query: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const part of query.split('&')) {
    const { before: name, after: value = '' } = splitAt(part, '=');
    parameters.set(name, parameters.has(name) ? '' : decodedOnce(value));
  }
  return parameters;
}

/** Decodes the value, but keeps plus signs: a code is base64, which contains plus signs and no spaces. */
function decodedOnce(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

const scheme = /^[a-z][a-z0-9+.-]*:\/\//i;

/** Browsers hide the scheme and a last slash, so both may be missing. */
function isSameAddress(address: string, redirectUri: string): boolean {
  const whole = scheme.test(address) ? address : (scheme.exec(redirectUri)?.[0] ?? '') + address;
  return comparable(whole) === comparable(asShown(redirectUri));
}

/** Browsers hide user info, and put parameters before a fragment. */
function asShown(redirectUri: string): string {
  const url = URL.parse(redirectUri);
  const shown = { hash: '', username: '', password: '' };
  return url ? Object.assign(url, shown).href : redirectUri;
}

/** As browsers write it: no default port, the path percent-encoded. */
function comparable(address: string): string {
  const { before } = splitAt(address, '?');
  const written = URL.parse(before)?.href ?? before;
  return written.replace(scheme, '').replace(/\/$/, '').toLowerCase();
}

/** A URI that VS Code passed to this extension, with its parts. */
export interface HandedUri {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

/**
 * The address that `readRedirect` decodes once. VS Code on the desktop has already decoded the query and the
 * fragment. In a browser, VS Code passes them on as the platform wrote them.
 */
export function addressOfHanded(
  { scheme, authority, path, query, fragment }: HandedUri,
  isDecoded: boolean,
): string {
  const [before, after] = [query, fragment].map((text) =>
    isDecoded ? text.replace(/[%#]/g, encodeURIComponent) : text,
  );
  return `${scheme}://${authority}${path}${before && `?${before}`}${after && `#${after}`}`;
}

function splitAt(text: string, mark: string): { before: string; after?: string } {
  const index = text.indexOf(mark);
  if (index < 0) return { before: text };
  return { before: text.slice(0, index), after: text.slice(index + mark.length) };
}
