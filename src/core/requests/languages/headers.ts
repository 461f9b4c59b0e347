import { headerOf, isSameHeader, type ApiRequest, type Header } from '../request.ts';
import { literalOf, render, type Template } from '../template.ts';

/** Headers about the connection or the framing of the body, which each client sets (RFC 9110 §7.6.1). */
const transport =
  /^(connection|keep-alive|proxy-connection|te|trailer|transfer-encoding|upgrade|expect|content-length|http2-settings)$/i;

/** Removes the headers that each client sets. */
export function withoutTransport(request: ApiRequest): ApiRequest {
  return without(
    request,
    ({ name, value }) =>
      transport.test(name) || (isSameHeader(name, 'host') && isHostOf(request, value)),
  );
}

function without(request: ApiRequest, isRemoved: (header: Header) => boolean): ApiRequest {
  return { ...request, headers: request.headers.filter((header) => !isRemoved(header)) };
}

/** Whether the header names the host and port of the address, also with the port of its scheme. */
function isHostOf({ url }: ApiRequest, value: Template): boolean {
  const [, scheme = '', host] = /^(https?:\/\/)([^/?#]+)/i.exec(marked(url)) ?? [];
  if (host === undefined) return false;
  const [own, other] = [host, marked(value)].map((text) => URL.parse(scheme + text)?.href ?? text);
  return own === other;
}

/** A host can't contain the mark of a variable, so that it isn't parsed. */
function marked(template: Template): string {
  return render(template, String, (name) => `\0${name}\0`);
}

/** The codings of `Accept-Encoding` that every client can read (RFC 9110 §8.4.1). */
const readable = /^(gzip|deflate|identity)(;q=[\d.]+)?$/i;

export function isCompressed(request: ApiRequest): boolean {
  const value = headerOf(request, 'accept-encoding');
  return value !== undefined && !/^identity$/i.test(literalOf(value) ?? '');
}

/** Removes codings that the client may not read; the client then sends its own list. */
export function withReadableEncoding(request: ApiRequest): ApiRequest {
  const isReadable = (coding: string) => readable.test(coding.replace(/\s/g, ''));
  return without(
    request,
    (header) => isEncoding(header) && !(literalOf(header.value) ?? '').split(',').every(isReadable),
  );
}

/** Removes `Accept-Encoding` except `identity`, for a client that can't read compressed answers. */
export function withoutEncoding(request: ApiRequest): ApiRequest {
  return isCompressed(request) ? without(request, isEncoding) : request;
}

function isEncoding({ name }: Header): boolean {
  return isSameHeader(name, 'accept-encoding');
}
