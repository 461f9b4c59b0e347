import { isIsogeo, isogeoPlatforms } from '../../platform/endpoints.ts';
import { encodeAddress } from '../address.ts';
import type { WrittenRequest } from './httpFile.ts';
import { isName, type ApiRequest } from '../request.ts';
import { apiVariable, bearer, mapLiterals, render, type Template } from '../template.ts';

/** A request without its file: variables of the environment are left, all others have a value. */
export type Resolved =
  | { readonly ok: true; readonly request: ApiRequest }
  /** The first variable that nothing gives a value to, or that there is no more room for. */
  | ({ readonly ok: false } & Missing)
  /** What is to be the address is none. */
  | { readonly ok: false; readonly missing?: undefined };

/** A variable in a text that is still to get a value. */
interface Missing {
  readonly missing: string;
  /** It has one, but with it the request gets longer than it may. */
  readonly isTooLong?: true;
}

type Part = Template[number] | Missing;

/**
 * Puts values in the place of variables. A bearer token that is written out, or comes from a
 * variable without a value, is named `ISOGEO_ACCESS_TOKEN` where the request goes to the platform; a
 * request to anywhere else keeps what it has.
 */
export function resolve(
  written: WrittenRequest,
  variables: ReadonlyMap<string, string>,
  apiOrigin: string,
): Resolved {
  const room = { characters: 100_000 };
  const parts = (text: string) => partsOf(text, variables, room);
  const url = settled(parts(written.url));
  if ('missing' in url) return { ok: false, ...url };
  const address = mapLiterals(url, encodeAddress);
  if (!isAddress(address)) return { ok: false };
  const isOurs = [apiOrigin, isogeoPlatforms.prod.api].some((api) => goesToPlatform(address, api));

  const headers: { name: string; value: Template }[] = [];
  let basic: ApiRequest['basic'];
  for (const [name, text] of written.headers) {
    const isAuthorization = isName(name, 'authorization');
    const value =
      isAuthorization && isOurs && isOwnBearer(parts(text)) ? bearer : settled(parts(text));
    if ('missing' in value) return { ok: false, ...value };
    const pair = isAuthorization ? basicPair(value) : undefined;
    if (pair) basic = pair;
    else headers.push({ name, value });
  }

  const body = settled(parts(written.body ?? ''));
  if ('missing' in body) return { ok: false, ...body };
  const { method } = written;
  return {
    ok: true,
    request: {
      method,
      url: address,
      headers,
      ...(basic && { basic }),
      ...(body.length > 0 && { body }),
    },
  };
}

/** What is no address may be an option or a file to a program. */
function isAddress([first = '', ...rest]: Template): boolean {
  if (typeof first !== 'string') return true;
  return /^https?:\/\//i.test(first) && (rest.length > 0 || URL.canParse(first));
}

/**
 * Whether the address leads to `apiOrigin`, or to Isogeo where that is Isogeo's own, whatever else
 * the environment holds.
 */
export function goesToPlatform(address: Template, apiOrigin: string): boolean {
  // No address has a line break, so that the match ends before what is not known.
  const known = render(address, String, (name) => (name === apiVariable ? apiOrigin : '\n'));
  const [start] = /^https?:\/\/[^/?#\n]+(?![^/?#])/i.exec(known) ?? [];
  if (start === undefined || !URL.canParse(start)) return false;
  const url = new URL(start);
  return url.origin === apiOrigin || (isIsogeo(url) && isIsogeo(new URL(apiOrigin)));
}

/** Not the name of a variable that the user has chosen for it. */
function isOwnBearer([first, ...rest]: readonly Part[]): boolean {
  const isBearer = typeof first === 'string' && /^bearer\s/i.test(first);
  return isBearer && rest.every((part) => typeof part === 'string' || 'missing' in part);
}

/** `Basic id:secret`, or `Basic id secret`, which REST Client and httpYac encode. */
function basicPair(value: Template): ApiRequest['basic'] {
  const [first, ...rest] = value;
  const scheme = typeof first === 'string' ? /^basic\s+/i.exec(first) : null;
  if (typeof first !== 'string' || !scheme) return undefined;
  const pair: Template = [first.slice(scheme[0].length), ...rest];
  const at = pair.findIndex((part) => typeof part === 'string' && /[:\s]/.test(part));
  const text = pair[at];
  if (typeof text !== 'string') return undefined;
  const [, before = '', after = ''] = /([^:\s]*)(?::|\s+)(.*)/s.exec(text) ?? [];
  const full = (template: Template) => template.filter((part) => part !== '');
  return {
    id: full([...pair.slice(0, at), before]),
    secret: full([after, ...pair.slice(at + 1)]),
  };
}

function settled(parts: readonly Part[]): Template | Missing {
  const missing = parts.find((part) => typeof part === 'object' && 'missing' in part);
  return missing ?? (parts as Template);
}

/** Notations for a variable of the environment: REST Client's two, JetBrains', httpYac's script. */
const environment = /^(?:\$(?:processEnv|dotenv)\s+|\$env\.|process\.env\.)([A-Za-z_]\w*)$/;

/** What the values of variables may still take in all: a few lines could say any amount. */
export interface Room {
  characters: number;
}

/** Of each replacement, so that their number has an end, too. */
const leastTaken = 100;

/** `within`: the names being replaced, since a file may define one by itself. */
function partsOf(
  text: string,
  variables: ReadonlyMap<string, string>,
  room: Room,
  within: readonly string[] = [],
): readonly Part[] {
  const parts = text.split(/\{\{((?:(?!\{\{).)+?)\}\}/).flatMap((piece, index): readonly Part[] => {
    if (index % 2 === 0) return piece === '' ? [] : [piece];
    const name = piece.trim();
    const env = environment.exec(name)?.[1];
    if (env !== undefined) return [{ env }];
    const value = within.includes(name) ? undefined : variables.get(name);
    if (value === undefined) return [{ missing: name }];
    if (room.characters <= 0) return [{ missing: name, isTooLong: true }];
    room.characters -= value.length + leastTaken;
    return partsOf(value, variables, room, [...within, name]);
  });
  return joined(parts);
}

/** The text with the values of what has one, `api` being the API's; the rest is as it was. */
export function expanded(
  text: string,
  variables: ReadonlyMap<string, string>,
  api: string,
  room: Room,
): string {
  return partsOf(text, variables, room)
    .map((part) => {
      if (typeof part === 'string') return part;
      if ('missing' in part) return `{{${part.missing}}}`;
      return part.env === apiVariable ? api : `{{$processEnv ${part.env}}}`;
    })
    .join('');
}

/** Neighbouring texts as one: a scheme and its credentials may come from two variables. */
function joined(parts: readonly Part[]): readonly Part[] {
  return parts.reduce<Part[]>((all, part) => {
    const last = all.at(-1);
    if (typeof last === 'string' && typeof part === 'string') all[all.length - 1] = last + part;
    else all.push(part);
    return all;
  }, []);
}
