import type { ReceivedRequest } from './transport.ts';

/** RFC 6749 §3.1 and §3.2: a parameter without a value counts as omitted. */
export function valueOf(parameters: URLSearchParams, name: string): string | undefined {
  const value = parameters.get(name);
  return value === null || value === '' ? undefined : value;
}

/** The same sections: no parameter may be sent more than once. */
export function hasRepeated(parameters: URLSearchParams): boolean {
  return new Set(parameters.keys()).size < [...parameters.keys()].length;
}

export function isForm(request: ReceivedRequest): boolean {
  return /^application\/x-www-form-urlencoded *(;|$)/i.test(request.contentType ?? '');
}
