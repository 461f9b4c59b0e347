import { failed, success, type Result } from '../../result.ts';
import { isSamePlatform } from '../../platform/isogeoAddress.ts';
import { readAddress } from '../address.ts';
import {
  formType,
  isSameHeader,
  mediaType,
  type ApiRequest,
  type Header,
  type Pair,
} from '../request.ts';
import { apiVariable, bearer, render, type Template } from '../template.ts';
import { readAuthorization } from './authorization.ts';
import { bodyText, formBody, graphQlBody, isGraphQl } from './body.ts';
import type { Refusal } from './refusal.ts';
import { requestAt, sectionAt, type RequestDocument } from './requestDocument.ts';
import { faultIn } from './lines.ts';
import { joined, type Part } from './parts.ts';
import { Scope, type Given } from './scope.ts';
import type { WrittenHeader, WrittenRequest } from './section.ts';

/** The request at a line, with its variables replaced; `undefined` if no request is there. */
export function requestFor(
  document: RequestDocument,
  line: number,
  given: Given,
  apiOrigin: string,
): Result<ApiRequest, Refusal> | undefined {
  const written = requestAt(document, line);
  if (!written?.ok) return written;
  const scope = new Scope(document, sectionAt(document, line), given, 100_000);
  return resolve(written.value, scope, apiOrigin);
}

/**
 * Replaces variables by their values; environment variables stay. In a request to the platform, a literal
 * bearer token, or one from a variable without a value, becomes `ISOGEO_ACCESS_TOKEN`. A request to another
 * host keeps its own.
 */
export function resolve(
  written: WrittenRequest,
  scope: Scope,
  apiOrigin: string,
): Result<ApiRequest, Refusal> {
  const url = targetParts(written, scope);
  if (!url) return failed({ reason: 'host', line: written.line });
  const target = templateOf(url);
  const address = target && readAddress(target);
  if (target && !address) {
    // The form is correct, but the address isn't, or the fault is in the value of a variable.
    const reason = faultIn(`GET ${textOfParts(url)}`) ?? 'invalid-address';
    return failed({ reason, line: written.line });
  }
  const isOurs = address !== undefined && goesToPlatform(address.url, apiOrigin);

  const headers = filledHeaders(written, scope, isOurs);
  const fault =
    faultInParts(url, () => written.line) ??
    headers
      .map(({ parts, line }) => faultInParts(parts, () => line))
      .find((each) => each !== undefined);
  if (fault) return failed(fault);
  const body = bodyOf(written, scope, headers);
  const bodyFault = faultInParts(body, (name) => lineOf(name, written));
  if (bodyFault) return failed(bodyFault);
  const missing = missingIn([url, ...headers.map(({ parts }) => parts), body]);
  if (missing.length > 0 || !address) return failed({ reason: 'missing', names: missing });
  return finishedRequest(written, address, headers, body);
}

function finishedRequest(
  written: WrittenRequest,
  address: NonNullable<ReturnType<typeof readAddress>>,
  headers: readonly FilledHeader[],
  parts: readonly Part[],
): Result<ApiRequest, Refusal> {
  const kept: Header[] = [];
  let pairs: Pick<ApiRequest, 'basic' | 'digest'> = {};
  for (const header of headers) {
    const { name, parts: value, line } = header;
    // Only REST Client reads this header.
    if (asksForGraphQl(header)) continue;
    const template = templateOf(value) ?? [];
    if (!isSendable(template)) return failed({ reason: 'control-character', line });
    // httpYac reads certificates from the files that such a header names.
    if (/clientcert$/i.test(name)) return failed({ reason: 'client-certificate', line });
    const authorization = isSameHeader(name, 'authorization')
      ? readAuthorization(template)
      : { is: 'header' as const };
    if (authorization.is === 'computed')
      return failed({ reason: 'authorization', line, name: authorization.scheme });
    if (authorization.is === 'header') kept.push({ name, value: template });
    else pairs = { [authorization.is]: authorization.pair };
  }
  const hasAuthorization = headers.some(({ name }) => isSameHeader(name, 'authorization'));
  if (address.user && !hasAuthorization) pairs = { basic: pairOf(address.user) };

  const { isGraphQl: isWrapped, type } = kindOf(written, headers);
  const text = templateOf(parts) ?? [];
  const body = isWrapped ? graphQlBody(text) : success(type === formType ? formBody(text) : text);
  if (!body.ok) {
    const reason = body.failure === 0 ? 'graphql' : 'graphql-variables';
    return failed({ reason, line: written.bodyLines[body.failure] ?? written.line });
  }
  const isMethod = written.method === 'GRAPHQL';
  if (isMethod && type === '') kept.push({ name: 'Content-Type', value: ['application/json'] });
  return success({
    method: isMethod ? 'POST' : written.method,
    url: address.url,
    headers: kept,
    ...pairs,
    ...(body.value.length > 0 && { body: body.value }),
  });
}

function pairOf({ id, secret }: { readonly id: string; readonly secret: string }): Pair {
  const full = (text: string) => (text === '' ? [] : [text]);
  return { id: full(id), secret: full(secret) };
}

function targetParts({ url, headers }: WrittenRequest, scope: Scope): readonly Part[] | undefined {
  const parts = scope.partsOf(url);
  const [first] = parts;
  if (typeof first !== 'string' || !first.startsWith('/')) return parts;
  const text = hostIn(headers, (value) => textOfParts(scope.partsOf(value)));
  const host = scope.partsOf(text);
  const isMissing = (part: Part) =>
    typeof part === 'object' && 'why' in part && part.name === 'host';
  return text === '{{host}}' && host.some(isMissing) ? undefined : joined([...host, ...parts]);
}

/** A path alone follows the `Host` header or the variable `host`. */
export function hostIn(
  headers: readonly WrittenHeader[],
  filled: (text: string) => string,
): string {
  const header = headers.find(({ name }) => isSameHeader(name, 'host'));
  if (!header) return '{{host}}';
  return `${/:8?443$/.test(filled(header.value)) ? 'https' : 'http'}://${header.value}`;
}

function textOfParts(parts: readonly Part[]): string {
  return parts.map((part) => (typeof part === 'string' ? part : '')).join('');
}

interface FilledHeader {
  readonly name: string;
  readonly parts: readonly Part[];
  readonly line: number;
}

/** Groups headers by name in any case; a repeated header is one list (RFC 9110 §5.3). */
function filledHeaders(
  { headers }: WrittenRequest,
  scope: Scope,
  isOurs: boolean,
): readonly FilledHeader[] {
  const all = new Map<string, { name: string; line: number; parts: Part[] }>();
  for (const { name, value, line } of headers) {
    const key = name.toLowerCase();
    // The client computes it.
    if (key === 'content-length') continue;
    const parts = scope.partsOf(value);
    const own = isOurs && key === 'authorization' && isOwnBearer(parts) ? bearer : parts;
    const first = all.get(key);
    if (first) first.parts.push(key === 'cookie' ? '; ' : ', ', ...own);
    else all.set(key, { name, line, parts: [...own] });
  }
  return [...all.values()].map((each) => ({ ...each, parts: joined(each.parts) }));
}

function asksForGraphQl({ name, parts }: FilledHeader): boolean {
  return isSameHeader(name, 'x-request-type') && /^graphql$/i.test(textOfParts(parts));
}

function kindOf(written: WrittenRequest, headers: readonly FilledHeader[]) {
  const type = headers.find(({ name }) => isSameHeader(name, 'content-type'));
  return {
    type: mediaType(textOfParts(type?.parts ?? [])),
    isGraphQl:
      written.body.length > 0 &&
      (headers.some(asksForGraphQl) || written.method === 'GRAPHQL' || isGraphQl(written.body)),
  };
}

function bodyOf(
  written: WrittenRequest,
  scope: Scope,
  headers: readonly FilledHeader[],
): readonly Part[] {
  return scope.partsOf(bodyText(written.body, kindOf(written, headers).type));
}

/** The line of the body that contains a name between braces. */
function lineOf(name: string, { body, bodyLines, line }: WrittenRequest): number {
  return bodyLines[body.findIndex((text) => text.includes(name))] ?? bodyLines[0] ?? line;
}

function faultInParts(
  parts: readonly Part[],
  lineFor: (name: string) => number,
): Refusal | undefined {
  for (const part of parts) {
    if (typeof part === 'string' || !('why' in part) || part.why === 'missing') continue;
    const { why, name } = part;
    const line = lineFor(name);
    return why === 'expression' ? { reason: why, line, name } : { reason: why, line };
  }
  return undefined;
}

/** The names of all variables without a value, in the order of the request. */
function missingIn(all: readonly (readonly Part[])[]): readonly string[] {
  const names = all
    .flat()
    .flatMap((part) => (typeof part === 'object' && 'why' in part ? [part.name] : []));
  return [...new Set(names)];
}

function templateOf(parts: readonly Part[]): Template | undefined {
  return parts.some((part) => typeof part === 'object' && 'why' in part)
    ? undefined
    : (parts as Template);
}

/** A header is one line (RFC 9110 §5.5). */
function isSendable(value: Template): boolean {
  return value.every((part) => typeof part !== 'string' || !/[\0-\x08\x0a-\x1f\x7f]/.test(part));
}

/** Whether the bearer token may be replaced: a variable of the user's choice is kept. */
function isOwnBearer([first, ...rest]: readonly Part[]): boolean {
  const isBearer = typeof first === 'string' && /^bearer\s/i.test(first);
  return isBearer && rest.every((part) => typeof part === 'string' || 'why' in part);
}

/**
 * Whether the address leads to `apiOrigin`, or to a server of the same of Isogeo's platforms, for any values
 * of the environment variables.
 */
export function goesToPlatform(address: Template, apiOrigin: string): boolean {
  // An address has no line break, so the match stops before the unknown part.
  const known = render(address, String, (name) => (name === apiVariable ? apiOrigin : '\n'));
  const [start] = /^https?:\/\/[^/?#\n]+(?![^/?#])/i.exec(known) ?? [];
  const url = URL.parse(start ?? '');
  if (!url) return false;
  return url.origin === apiOrigin || isSamePlatform(url.origin, apiOrigin);
}
