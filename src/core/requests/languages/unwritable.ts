import { headerOf, type ApiRequest } from '../request.ts';
import { literalOf } from '../template.ts';

/** Why a programming language can't send a request. Another programming language may be able to. */
export type Unwritable =
  | { readonly reason: 'method' | 'body' | 'digest' | 'content-type' | 'text' }
  | { readonly reason: 'header' | 'comma'; readonly name: string };

/** Headers that Node's fetch ignores or refuses. */
const notForFetch = ['Host', '__proto__'];
/** Headers that Windows PowerShell 5.1 can't send (.NET's restricted headers). */
const notForPowerShell = ['Date', 'Host', 'If-Modified-Since', 'Range', 'Referer'];

export function faultForCurl({ method, body }: ApiRequest): Unwritable | undefined {
  return method === 'HEAD' && body ? { reason: 'body' } : undefined;
}

export function faultForFetch(request: ApiRequest): Unwritable | undefined {
  if (/^(CONNECT|TRACE)$/.test(request.method)) return { reason: 'method' };
  return faultForBoth(request) ?? faultInHeaders(request, notForFetch);
}

/** A request file drops a comma at the end of a header. */
export function faultForHttp({ headers }: ApiRequest): Unwritable | undefined {
  const header = headers.find(({ value }) => literalOf(value.slice(-1))?.endsWith(','));
  return header && { reason: 'comma', name: header.name };
}

/** Without a content type, PowerShell sends a body as a form. */
export function faultForPowerShell(request: ApiRequest): Unwritable | undefined {
  const fault = faultForBoth(request);
  if (fault) return fault;
  if (request.body && !headerOf(request, 'content-type')) return { reason: 'content-type' };
  return faultInHeaders(request, notForPowerShell);
}

function faultForBoth({ method, body, digest }: ApiRequest): Unwritable | undefined {
  if (body && /^(GET|HEAD)$/.test(method)) return { reason: 'body' };
  return digest && { reason: 'digest' };
}

function faultInHeaders(request: ApiRequest, names: readonly string[]): Unwritable | undefined {
  const name = names.find((each) => headerOf(request, each.toLowerCase()));
  return name === undefined ? undefined : { reason: 'header', name };
}
