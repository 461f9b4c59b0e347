import { requestAt, readText } from '../file/requestDocument.ts';
import type { ApiRequest } from '../request.ts';
import { mapLiterals, render, type Template } from '../template.ts';

/** As REST Client and httpYac read it: `{{$processEnv NAME}}` is a variable of the environment. */
export function writeHttp({ method, url, headers, basic, digest, body }: ApiRequest): string {
  const credentials = Object.entries({ Basic: basic, Digest: digest }).flatMap(([scheme, pair]) =>
    pair ? [httpHeader('Authorization', [`${scheme} `, ...pair.id, ':', ...pair.secret])] : [],
  );
  return [
    `${method} ${withVariables(url)} HTTP/1.1`,
    // Both clients encode the pair.
    ...credentials,
    ...headers.map(({ name, value }) => httpHeader(name, value)),
    ...(body ? ['', httpLiteral(body)] : []),
  ].join('\n');
}

/** The text is read as the request that it was made of: a body may hold what has a meaning there. */
export function isReadAs(text: string, { method, url, headers, body }: ApiRequest): boolean {
  const read = requestAt(readText(text), 0);
  if (!read?.ok) return false;
  const written = read.value;
  const names = written.headers.map(({ name, value }) => `${name}: ${value}`.trimEnd());
  return (
    written.method === method &&
    written.url === withVariables(url) &&
    headers.every(({ name, value }) => names.includes(httpHeader(name, value).trimEnd())) &&
    written.body.join('\n') ===
      httpLiteral(body ?? [])
        .replace(/\r\n/g, '\n')
        .replace(/\n$/, '')
  );
}

export function httpHeader(name: string, value: Template): string {
  return `${name}: ${httpLiteral(value)}`;
}

/** A text that is no address, whose braces httpYac would take for a variable's. */
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
