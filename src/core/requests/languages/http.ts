import { requestAt, readRequestText } from '../file/requestDocument.ts';
import { textOfPair, type ApiRequest } from '../request.ts';
import { mapLiterals, render, type Template } from '../template.ts';

/** For REST Client and httpYac: `{{$processEnv NAME}}` is an environment variable. */
export function writeHttp({ method, url, headers, basic, digest, body }: ApiRequest): string {
  const credentials = Object.entries({ Basic: basic, Digest: digest }).flatMap(([scheme, pair]) =>
    pair ? [httpHeader('Authorization', [`${scheme} `, ...textOfPair(pair)])] : [],
  );
  return [
    `${method} ${withVariables(url)} HTTP/1.1`,
    // REST Client and httpYac encode the client ID and secret themselves.
    ...credentials,
    ...headers.map(({ name, value }) => httpHeader(name, value)),
    ...(body ? ['', httpLiteral(body)] : []),
  ].join('\n');
}

/**
 * Whether the text parses back to the same request. A line of the body could be read as a comment, script or
 * request.
 */
export function isReadAs(text: string, { method, url, headers, body }: ApiRequest): boolean {
  const read = requestAt(readRequestText(text), 0);
  if (!read?.ok) return false;
  const written = read.value;
  const lines = new Set(written.headers.map(({ name, value }) => `${name}: ${value}`.trimEnd()));
  return (
    written.method === method &&
    written.url === withVariables(url) &&
    headers.every(({ name, value }) => lines.has(httpHeader(name, value).trimEnd())) &&
    written.body.join('\n') ===
      httpLiteral(body ?? [])
        .replace(/\r\n/g, '\n')
        .replace(/\n$/, '')
  );
}

function httpHeader(name: string, value: Template): string {
  return `${name}: ${httpLiteral(value)}`;
}

/**
 * A text that isn't an address. httpYac would read double braces in it as a variable, so they are escaped.
 */
export function httpLiteral(template: Template): string {
  return withVariables(
    mapLiterals(template, (text) => text.replace(/\{\{([^{}\n]+)\}\}/g, '\\{\\{$1\\}\\}')),
  );
}

function withVariables(template: Template): string {
  return render(
    template,
    String,
    (name, _, { written }) => `{{${written ?? `$processEnv ${name}`}}}`,
  );
}
