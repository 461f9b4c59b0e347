import type { Parameter, Route } from './api/routes.ts';
import type { PlatformAddresses } from '../platform/endpoints.ts';
import {
  bearer,
  idVariable,
  isLiteral,
  secretVariable,
  tokenVariable,
  type Template,
} from './template.ts';

/** One HTTP request, ready to be written in any language. */
export interface ApiRequest {
  readonly method: string;
  /** Absolute. Its literal parts contain only characters that an address allows. */
  readonly url: Template;
  readonly headers: readonly Header[];
  /** The client ID and secret of Basic authentication (RFC 7617), which each language encodes differently. */
  readonly basic?: Pair;
  /** The user name and password of Digest authentication (RFC 7616), which needs the server's challenge. */
  readonly digest?: Pair;
  readonly body?: Template;
}

export interface Pair {
  readonly id: Template;
  readonly secret: Template;
}

/** The text that HTTP Basic encodes (RFC 7617 §2). */
export function textOfPair({ id, secret }: Pair): Template {
  return [...id, ':', ...secret];
}

export interface Header {
  readonly name: string;
  readonly value: Template;
}

export const formType = 'application/x-www-form-urlencoded';

/**
 * A documented request with these values for its parameters. A query parameter without a value is left out; a
 * path parameter stays as `{name}`.
 */
export function documentedRequest(
  route: Route,
  addresses: PlatformAddresses,
  values: Readonly<Record<string, string>>,
): ApiRequest {
  const pairs = (where: Parameter['in']) =>
    route.parameters.flatMap((parameter) => {
      const value = values[parameter.name] ?? parameter.fixed;
      return parameter.in === where && value ? [`${parameter.name}=${inQuery(value)}`] : [];
    });
  const { tokenPath = route.path } = addresses;
  const written = route.authorization === 'basic' ? tokenPath : route.path;
  const path = written.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = values[name];
    return encodeURIComponent(value ? value.toWellFormed() : placeholder);
  });
  const [query, form] = [pairs('query').join('&'), pairs('form').join('&')];
  return {
    method: route.method,
    url: [`${addresses[route.server]}${path}${query && `?${query}`}`],
    headers: [
      ...(route.authorization === 'bearer' ? [{ name: 'Authorization', value: bearer }] : []),
      ...(form ? [{ name: 'Content-Type', value: [formType] }] : []),
    ],
    ...(route.authorization === 'basic' && {
      basic: { id: [idVariable], secret: [secretVariable] },
    }),
    ...(form && { body: [form] }),
  };
}

/** A query may contain commas and colons (RFC 3986 §3.4), which Isogeo's lists and tags need. */
export function inQuery(value: string): string {
  return encodeURIComponent(value.toWellFormed()).replaceAll('%2C', ',').replaceAll('%3A', ':');
}

export function namesToken({ headers }: ApiRequest): boolean {
  return headers.some(({ value }) => value.some(isToken));
}

function isToken(part: Template[number]): boolean {
  return typeof part === 'object' && part.env === tokenVariable.env;
}

/** Replaces the variable with the token itself. */
export function withToken(request: ApiRequest, accessToken: string): ApiRequest {
  return {
    ...request,
    headers: request.headers.map(({ name, value }) => ({
      name,
      value: value.map((part) => (isToken(part) ? accessToken : part)),
    })),
  };
}

/** Whether the text itself contains a secret. */
export function holdsSecret({ url, headers, basic, digest, body }: ApiRequest): boolean {
  const values = headers
    .filter(({ name }) => /^((proxy-)?authorization|cookie|x-api-key)$/i.test(name))
    .map(({ value }) => value);
  const pairs = [basic, digest].flatMap((pair) => (pair ? [pair.secret] : []));
  return (
    [...values, ...pairs].some((value) => value.length > 0 && isLiteral(value)) ||
    [...url, ...(body ?? [])].some((part) => typeof part === 'string' && namedSecret.test(part))
  );
}

/** A parameter of OAuth (RFC 6749) with its value. */
const namedSecret = /\b(client_secret|access_token|refresh_token|password)=[^&\s]/;

/** Header names ignore case (RFC 9110 §5.1). */
export function isSameHeader(name: string, other: string): boolean {
  return name.toLowerCase() === other;
}

export function headerOf(request: ApiRequest, name: string): Template | undefined {
  return request.headers.find((header) => isSameHeader(header.name, name))?.value;
}

/**
 * Whether variables may add characters that a form can't contain. Each program encodes them when it runs, as
 * HTTP clients do.
 */
export function isOpenForm(request: ApiRequest): boolean {
  const [type] = headerOf(request, 'content-type') ?? [];
  const isForm = typeof type === 'string' && mediaType(type) === formType;
  return isForm && !isLiteral(request.body ?? []);
}

/** A content type without its parameters. */
export function mediaType(value: string): string {
  return (value.split(';', 1)[0] ?? '').trim().toLowerCase();
}
