import type { ApiRequest } from '../request.ts';
import { render, type Template } from '../template.ts';

/** As REST Client and httpYac read it: `{{$processEnv NAME}}` is a variable of the environment. */
export function writeHttp({ method, url, headers, basic, body }: ApiRequest): string {
  return [
    `${method} ${httpLiteral(url)} HTTP/1.1`,
    // Both encode the pair themselves.
    ...(basic ? [httpHeader('Authorization', ['Basic ', ...basic.id, ':', ...basic.secret])] : []),
    ...headers.map(({ name, value }) => httpHeader(name, value)),
    ...(body ? ['', httpLiteral(body)] : []),
  ].join('\n');
}

export function httpHeader(name: string, value: Template): string {
  return `${name}: ${httpLiteral(value)}`;
}

export function httpLiteral(template: Template): string {
  return render(template, String, (name) => `{{$processEnv ${name}}}`);
}
