import type { Arrived } from './echo.ts';
import type { Evaluated } from '../unit/core/requests/languages/powershell.ts';

/** The compared parts of a request. */
export interface Sent {
  readonly method: string;
  /** Decoded, since clients encode more or less of it. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Headers that each client sets differently, unless the file sets them. */
const clients = ['accept', 'accept-encoding', 'user-agent', 'host'];
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
      .map(([name, value]) => [name, name === 'authorization' ? withoutChallenge(value) : value]),
  );
}

function isIn(name: string, file: string): boolean {
  return new RegExp(`^\\s*${name}\\s*:`, 'im').test(file);
}

/** An answer to a challenge has random parts. */
function withoutChallenge(value: string): string {
  return value.replace(/^Digest username="([^"]*)".*$/, 'Digest $1');
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url.replace(/%25/g, '%');
  }
}
