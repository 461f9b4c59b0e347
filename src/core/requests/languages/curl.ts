import { headerOf, type ApiRequest } from '../request.ts';
import { apiVariable, render, textOf, type Template } from '../template.ts';
import { isCompressed, withoutTransport, withReadableEncoding } from './headers.ts';

/** A bash command line; curl follows no redirect. Quoting: the Bash manual, 3.1.2. */
export function writeCurl(written: ApiRequest): string {
  const request = withReadableEncoding(withoutTransport(written));
  const { method, url, headers, basic, digest, body } = request;
  const implied = body ? 'POST' : 'GET';
  const pair = basic ?? digest;
  const options = [
    ...(method === 'HEAD' ? ['--head'] : method === implied ? [] : [`--request ${method}`]),
    ...(mayBePattern(url) ? ['--globoff'] : []),
    ...(isCompressed(written) ? ['--compressed'] : []),
    ...(digest ? ['--digest'] : []),
    ...(pair ? [`--user ${curlLiteral([...pair.id, ':', ...pair.secret])}`] : []),
    ...headers.map(({ name, value }) => curlHeader(name, value)),
    // Otherwise curl calls every body a form.
    ...(body && !headerOf(request, 'content-type') ? [`--header 'Content-Type:'`] : []),
    ...(body ? [`--data-raw ${curlLiteral(body)}`] : []),
  ];
  // A variable may hold what is an option to curl.
  const target = typeof url[0] === 'string' ? '' : '--url ';
  return [`curl ${target}${curlLiteral(url)}`, ...options].join(' \\\n  ');
}

/** curl takes brackets and braces for a pattern of several addresses; a variable may hold them. */
function mayBePattern(url: Template): boolean {
  return url.some((part) =>
    typeof part === 'string' ? /[[\]{}]/.test(part) : part.env !== apiVariable,
  );
}

/** One argument. curl leaves out a header that ends at the colon; a semicolon sends it empty. */
export function curlHeader(name: string, value: Template): string {
  return `--header ${curlLiteral(textOf(value) === '' ? [`${name};`] : [`${name}: `, ...value])}`;
}

/** One literal, or what else has that value. */
export function curlLiteral(template: Template): string {
  const text = textOf(template);
  if (text !== undefined) return singleQuoted(text);
  // `!` is the history's, in double quotes too.
  const isPlain = template.every(
    (part) => typeof part !== 'string' || /^[^"\\$`!\p{Cc}]*$/u.test(part),
  );
  return isPlain
    ? `"${render(template, String, (name, next) => (/^\w/.test(next) ? `\${${name}}` : `$${name}`))}"`
    : render(template, singleQuoted, (name) => `"$${name}"`);
}

/** No character means anything in single quotes; one that a terminal would act upon needs `$''`. */
function singleQuoted(text: string): string {
  if (!/[^\P{Cc}\n]/u.test(text)) return `'${text.replaceAll("'", `'\\''`)}'`;
  const escaped = text
    .replace(/[\\']/g, '\\$&')
    // By its bytes: `\u` is newer than the bash of macOS. NUL ends an argument, and stays to be seen.
    .replace(/[^\P{Cc}\0]/gu, (control) => encodeURIComponent(control).replaceAll('%', '\\x'));
  return `$'${escaped}'`;
}
