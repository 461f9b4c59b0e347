import { headerOf, isOpenForm, textOfPair, type ApiRequest } from '../request.ts';
import {
  apiVariable,
  render,
  literalOf,
  type Template,
  type EnvironmentVariable,
} from '../template.ts';
import { isOpen } from './literals.ts';
import { isCompressed, withoutTransport, withReadableEncoding } from './headers.ts';

/** A bash command line. curl doesn't follow redirects. Quoting: the Bash manual, 3.1.2. */
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
    ...(pair ? [`--user ${curlLiteral(textOfPair(pair))}`] : []),
    ...headers.map(({ name, value }) => curlHeader(name, value)),
    // Without this empty header, curl sends every body as a form.
    ...(body && !headerOf(request, 'content-type') ? [`--header 'Content-Type:'`] : []),
    ...(body ? [`--data-raw ${curlLiteral(body, isOpenForm(request) ? encoded : reference)}`] : []),
  ];
  // A variable may contain text that curl reads as an option.
  const target = typeof url[0] === 'string' ? '' : '--url ';
  const command = [`curl ${target}${curlLiteral(url, inAddress)}`, ...options].join(' \\\n  ');
  const inHeaders = [...headers.flatMap(({ value }) => value), ...(digest?.id ?? [])];
  const names = new Set(inHeaders.filter(isOpen).map(({ env }) => `$${env}`));
  const checked = names.size > 0 ? withoutLineBreaks(command, [...names].join('')) : command;
  return command.includes(call) ? encoder + checked : checked;
}

/** curl would send the rest of a header as another header or request. */
function withoutLineBreaks(command: string, variables: string): string {
  return `case ${variables} in
  *[[:cntrl:]]*) echo 'Control character in a header' >&2; false ;;
  *) ${command} ;;
esac`;
}

const call = '$(encoded ';

/**
 * Percent-encodes a value as HTTP clients do, byte by byte: encoded characters stay as they are. `sh` and zsh
 * read the function too; an interactive shell expands `!` from its history, so it is escaped.
 */
const encoder = `encoded() {
  local LC_ALL=C text=$1 byte
  while [ -n "$text" ]; do
    byte=\${text%"\${text#?}"}
    case $text in
      %[0-9A-Fa-f][0-9A-Fa-f]* | [#\\!\\$\\&-\\;=?-_a-z\\|~]*) printf %s "$byte" ;;
      *) printf %%%02X $(($(printf %d "'$byte") & 255)) ;;
    esac
    text=\${text#?}
  done
}
`;

const encoded: Reference = ({ env }) => `${call}"$${env}")`;

/** curl expands brackets and braces to several addresses; a variable may contain them. */
function mayBePattern(url: Template): boolean {
  return url.some((part) => (typeof part === 'string' ? /[[\]{}]/.test(part) : isOpen(part)));
}

/** curl refuses an address with a space, and doesn't encode other characters. */
const inAddress: Reference = (part, following) =>
  part.env === apiVariable ? reference(part, following) : encoded(part, following);

/** How a variable is written in double quotes, before what follows it. */
type Reference = (part: EnvironmentVariable, following: string) => string;

function reference({ env }: EnvironmentVariable, following: string): string {
  return /^\w/.test(following) ? `\${${env}}` : `$${env}`;
}

/** One argument. curl drops a header that stops at the colon; a semicolon sends it empty. */
function curlHeader(name: string, value: Template): string {
  const [only, ...rest] = value;
  if (rest.length === 0 && typeof only === 'object')
    return `--header ${curlLiteral([name, only], ({ env }) => `\${${env}:+: }\${${env}:-;}`)}`;
  return `--header ${curlLiteral(literalOf(value)?.trim() === '' ? [`${name};`] : [`${name}: `, ...value])}`;
}

/** A literal; with environment variables, a bash expression with the same value as the text. */
export function curlLiteral(template: Template, variable: Reference = reference): string {
  const text = literalOf(template);
  if (text !== undefined) return singleQuoted(text);
  // bash expands `!` from its history, in double quotes too.
  const isPlain = template.every(
    (part) => typeof part !== 'string' || /^[^"\\$`!\p{Cc}]*$/u.test(part),
  );
  return isPlain
    ? `"${render(template, String, (_, following, part) => variable(part, following))}"`
    : render(template, singleQuoted, (_, _following, part) => `"${variable(part, '')}"`);
}

/** Single quotes keep every character literal; a character that a terminal would act on needs `$''`. */
function singleQuoted(text: string): string {
  if (!/[^\P{Cc}\n]/u.test(text)) return `'${text.replaceAll("'", `'\\''`)}'`;
  const escaped = text
    .replace(/[\\']/g, '\\$&')
    // Byte by byte, since the bash of macOS doesn't know `\u`. A NUL stays as it is, since no argument can
    // contain one: `writeRequest` refuses the text.
    .replace(/[^\P{Cc}\0]/gu, (control) => encodeURIComponent(control).replaceAll('%', '\\x'));
  return `$'${escaped}'`;
}
