import { headerOf, isSameHeader, type ApiRequest, type Header } from '../request.ts';
import { literalOf, type Template } from '../template.ts';

/** Headers about the connection or the framing of the body, which each client sets (RFC 9110 §7.6.1). */
const transport =
  /^(connection|keep-alive|proxy-connection|te|trailer|transfer-encoding|upgrade|expect|content-length|http2-settings)$/i;

/** Removes the headers that each client sets. */
export function withoutTransport(request: ApiRequest): ApiRequest {
  const headers = request.headers.filter(
    ({ name, value }) =>
      !transport.test(name) && !(isSameHeader(name, 'host') && isHostOf(request, value)),
  );
  return { ...request, headers };
}

function isHostOf({ url }: ApiRequest, value: Template): boolean {
  const first = url[0];
  if (typeof first !== 'string') return false;
  const [, host = '', end] = /^https?:\/\/([^/?#]+)([/?#])?/i.exec(first) ?? [];
  const isWhole = url.length === 1 || end !== undefined;
  return isWhole && literalOf(value)?.toLowerCase() === host.toLowerCase();
}

/** The codings of `Accept-Encoding` that every client can read (RFC 9110 §8.4.1). */
const readable = /^(gzip|deflate|identity)(;q=[\d.]+)?$/i;

export function isCompressed(request: ApiRequest): boolean {
  const value = headerOf(request, 'accept-encoding');
  return value !== undefined && !/^identity$/i.test(literalOf(value) ?? '');
}

/** Removes codings that the client may not read; the client then sends its own list. */
export function withReadableEncoding(request: ApiRequest): ApiRequest {
  const isReadable = ({ name, value }: Header) =>
    !isSameHeader(name, 'accept-encoding') ||
    (literalOf(value) ?? '').split(',').every((coding) => readable.test(coding.replace(/\s/g, '')));
  return { ...request, headers: request.headers.filter(isReadable) };
}

/** Removes `Accept-Encoding` except `identity`, for a client that can't read compressed answers. */
export function withoutEncoding(request: ApiRequest): ApiRequest {
  return isCompressed(request)
    ? {
        ...request,
        headers: request.headers.filter(({ name }) => !isSameHeader(name, 'accept-encoding')),
      }
    : request;
}
