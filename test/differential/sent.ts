import type { Arrived } from './echo.ts';
import type { Evaluated } from '../unit/core/requests/languages/powershell.ts';

/** The compared parts of a request. */
export interface Sent {
  readonly method: string;
  /** Clients encode more or less of it, so all is decoded but the signs with a meaning in addresses. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Headers that each client sets differently, unless the file sets them. */
/** fetch sends the last two with a conditional header such as `If-None-Match`. */
const clients = ['accept', 'accept-encoding', 'user-agent', 'host', 'cache-control', 'pragma'];
const transport =
  /^(connection|content-length|transfer-encoding|accept-language|sec-fetch-mode|te|expect)$/;

/** The last received request; with Digest, the first one only asks for a challenge. */
export function sentIn(arrived: readonly Arrived[], file: string): Sent | undefined {
  const last = arrived.at(-1);
  if (!last) return undefined;
  const headers = new Map<string, string>();
  for (let index = 0; index < last.headers.length; index += 2) {
    const name = (last.headers[index] ?? '').toLowerCase();
    const value = Buffer.from(last.headers[index + 1] ?? '', 'latin1').toString('utf8');
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return {
    method: last.method,
    url: decoded(last.url),
    headers: counted(headers, file),
    body: last.body.toString('utf8'),
  };
}

export function sentByPowerShell(command: Evaluated, file: string): Sent {
  const { pathname, search, host } = new URL(command.uri ?? '');
  const { contentType, userAgent } = command;
  const headers = new Map([
    ['host', host],
    ...Object.entries(command.headers).map(([name, value]) => [name.toLowerCase(), value] as const),
    ...(contentType === undefined ? [] : [['content-type', contentType] as const]),
    ...(userAgent === undefined ? [] : [['user-agent', userAgent] as const]),
  ]);
  return {
    method: command.method ?? 'GET',
    url: decoded(pathname + search),
    headers: counted(headers, file),
    body: command.body ?? '',
  };
}

function counted(headers: ReadonlyMap<string, string>, file: string) {
  return Object.fromEntries(
    [...headers]
      .filter(([name]) => !transport.test(name) && (!clients.includes(name) || isIn(name, file)))
      .map(([name, value]) => [name, comparedValue(name, value)]),
  );
}

function comparedValue(name: string, value: string): string {
  if (name === 'authorization') return withoutChallenge(value);
  return name === 'host' ? (URL.parse(`http://${value}`)?.host ?? value) : value;
}

function isIn(name: string, file: string): boolean {
  return new RegExp(`^\\s*${name}\\s*:`, 'im').test(file);
}

/** An answer to a challenge has random parts. */
function withoutChallenge(value: string): string {
  return value.replace(/^Digest username="([^"]*)".*$/, 'Digest $1');
}

/** Characters that separate the parts of an address and its query (RFC 3986 §2.2) stay as they are sent. */
function decoded(url: string): string {
  const bytes = Buffer.from(url.replace(/%(?![0-9a-f]{2})/gi, '%25'), 'latin1').toString('latin1');
  const text = bytes.replace(/%([0-9a-f]{2})/gi, (written, hex: string) => {
    const sign = String.fromCharCode(parseInt(hex, 16));
    return /[:/?#@$&+,;=%]/.test(sign) ? written.toUpperCase() : sign;
  });
  return Buffer.from(text, 'latin1').toString('utf8');
}
