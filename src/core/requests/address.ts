import { literalOf, type Template } from './template.ts';

/**
 * Percent-encodes the characters that an address can't contain; encoded parts stay as they are (RFC 3986 §2).
 */
export function encodeAddress(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\w\-.~:/?#[\]@!$&'()*+,;=%]+/g, encodeURIComponent)
    .replace(/%(?![0-9a-f]{2})/gi, '%25');
}

export interface Address {
  readonly url: Template;
  /** The user name and password in the address (RFC 3986 §3.2.1), which every program treats differently. */
  readonly user?: { readonly id: string; readonly secret: string };
}

/**
 * The address as the URL standard reads it, so that every program sends to the same host: ASCII host, no user
 * name, no dot segments, no fragment. `undefined` if it isn't an `http:` or `https:` address. A variable may
 * replace the beginning of the address, or parts of its path.
 */
export function readAddress(written: Template): Address | undefined {
  const [first = '', ...rest] = withoutFragment(written);
  if (typeof first !== 'string') return { url: [first, ...encodedParts(rest)] };
  const end = literalOf(rest);
  if (end !== undefined) return literalAddress(first + end);
  const [origin] = /^https?:\/\/[^/?#]*/i.exec(first) ?? [];
  if (origin === undefined) return undefined;
  const path = first.slice(origin.length);
  if (path === '')
    return isHostFrom(rest, origin) ? { url: [origin, ...encodedParts(rest)] } : undefined;
  const address = origin.includes('\\') ? undefined : literalAddress(origin);
  if (!address) return undefined;
  const start = literalOf(address.url) ?? '';
  return { ...address, url: encodedParts([start + path, ...rest]) };
}

/** A variable may be the host or the end of the host, but not user info before another host. */
function isHostFrom(rest: Template, origin: string): boolean {
  const texts = [origin, ...rest.flatMap((part) => (typeof part === 'string' ? [part] : []))];
  return texts.every((text) => !/^[^/?]*[@\\]/.test(text.replace(/^https?:\/\//i, '')));
}

function literalAddress(text: string): Address | undefined {
  const parsed = /^https?:\/\/[^/\\?#]/i.test(text) ? URL.parse(text) : null;
  if (!parsed) return undefined;
  const { protocol, username, password, host, pathname, search } = parsed;
  if (host === '') return undefined;
  const hasPath = pathname !== '/' || search !== '' || text.trimEnd().endsWith('/');
  return {
    url: [`${protocol}//${host}${hasPath ? encodeAddress(pathname + search) : ''}`],
    ...((username !== '' || password !== '') && {
      user: { id: decoded(username), secret: decoded(password) },
    }),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A fragment isn't sent (RFC 9110 §7.1). */
function withoutFragment(template: Template): Template {
  const at = template.findIndex((part) => typeof part === 'string' && part.includes('#'));
  const text = template[at];
  if (typeof text !== 'string') return template;
  const before = text.slice(0, text.indexOf('#'));
  return [...template.slice(0, at), ...(before === '' ? [] : [before])];
}

/** Encodes the literal parts. In the path, a backslash is a slash. */
function encodedParts(parts: Template): Template {
  let isPath = true;
  return parts.map((part) => {
    if (typeof part !== 'string') return part;
    const end = isPath ? (part.split('?', 1)[0]?.length ?? 0) : 0;
    isPath &&= end === part.length;
    return encodeAddress(part.slice(0, end).replaceAll('\\', '/') + part.slice(end));
  });
}
