import type { Route } from '../api/routes.ts';
import type { PlatformAddresses } from '../../platform/endpoints.ts';
import { writeHttp } from '../languages/http.ts';
import { documentedRequest } from '../request.ts';

export interface RequestFile {
  readonly introduction: readonly string[];
  readonly addresses: PlatformAddresses;
  /** The value of the variable `resource`. */
  readonly resource: { readonly value: string; readonly comment: string };
  readonly sections: readonly RequestSample[];
}

/** One request and the comment above it. */
export interface RequestSample {
  readonly title: string;
  readonly comments: readonly string[];
  readonly route: Route;
  /** A value may be a variable of the file, such as `{{resource}}`. */
  readonly values: Readonly<Record<string, string>>;
}

/** Writes an `.http` file that REST Client and httpYac can run. */
export function writeRequestFile({
  introduction,
  addresses,
  resource,
  sections,
}: RequestFile): string {
  return `${[
    ...introduction.map(commented),
    '',
    `@api = ${addresses.api}`,
    `@identity = ${addresses.identity}`,
    commented(resource.comment),
    `@resource = ${resource.value}`,
    ...sections.flatMap(({ title, comments, route, values }) => [
      '',
      `### ${title}`,
      ...comments.map(commented),
      requestLines(route, values, addresses),
    ]),
  ].join('\n')}\n`;
}

function requestLines(
  route: Route,
  values: RequestSample['values'],
  addresses: PlatformAddresses,
): string {
  const variables = { ...addresses, api: '{{api}}', identity: '{{identity}}' };
  const text = writeHttp(documentedRequest(route, variables, values));
  return text.replace(/%7B%7B(\w+)%7D%7D/g, '{{$1}}').replace(' HTTP/1.1', '');
}

function commented(text: string): string {
  return `# ${text}`;
}
