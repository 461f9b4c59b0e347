import { bearerOf } from './api.ts';
import type { Platform } from './platform.ts';
import type { ReceivedRequest } from './transport.ts';

/** The log entry of an API request: never the token. */
export interface ApiRequestLog {
  /** Milliseconds since the epoch, by the sandbox's clock. */
  readonly time: number;
  readonly method: string;
  readonly path: string;
  /** Only the documented parameters: another part of an address may be a secret. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The owner of the valid token in the request; `null` without one. */
  readonly clientId: string | null;
  readonly status: number;
}

const documented = [
  'q',
  's',
  '_id',
  '_include',
  '_limit',
  '_offset',
  'ob',
  'od',
  'box',
  'geo',
  'rel',
  '_lang',
];

export function describeApiRequest(
  request: ReceivedRequest,
  platform: Platform,
): Omit<ApiRequestLog, 'time' | 'status'> {
  const { pathname, searchParams } = request.url;
  return {
    method: request.method,
    path: pathname,
    parameters: Object.fromEntries([...searchParams].filter(([name]) => documented.includes(name))),
    clientId: bearerOf(request, platform)?.clientId ?? null,
  };
}
