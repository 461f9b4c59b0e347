import {
  headerOf,
  isOpenForm,
  isSameHeader,
  textOfPair,
  type ApiRequest,
  type Pair,
} from '../request.ts';
import { render, literalOf, type Template } from '../template.ts';
import { withoutEncoding, withoutTransport } from './headers.ts';
import { encodedInForms } from './literals.ts';

/** The names that `-Method` accepts in Windows PowerShell, too. */
const methods = /^(DELETE|GET|HEAD|OPTIONS|PATCH|POST|PUT|TRACE)$/;

/**
 * One command for Windows PowerShell 5.1 and PowerShell 7. Quoting: `about_Quoting_Rules`. The content type
 * and the user agent have parameters of their own, since 5.1 refuses them among the headers.
 */
export function writePowerShell(written: ApiRequest): string {
  const request = withoutEncoding(withoutTransport(written));
  const { method, url, headers, basic, body } = request;
  const contentType = headerOf(request, 'content-type');
  const userAgent = headerOf(request, 'user-agent');
  const entries = [
    ...(basic ? [`  ${basicHeader(basic)}`] : []),
    ...headers
      .filter(
        ({ name }) => !isSameHeader(name, 'content-type') && !isSameHeader(name, 'user-agent'),
      )
      .map(({ name, value }) => `  ${powerShellHeader(name, value)}`),
  ];
  return [
    'Invoke-RestMethod',
    `${methods.test(method) ? '-Method' : '-CustomMethod'} ${method}`,
    `-Uri ${powerShellLiteral(url)}`,
    '-MaximumRedirection 0',
    ...(userAgent ? [`-UserAgent ${powerShellLiteral(userAgent)}`] : []),
    ...(entries.length > 0 ? [`-Headers @{\n${entries.join('\n')}\n}`] : []),
    ...(contentType ? [`-ContentType ${powerShellLiteral(contentType)}`] : []),
    ...(body
      ? [`-Body (${bytes(isOpenForm(request) ? encodedForm(body) : powerShellLiteral(body))})`]
      : []),
  ].join(' ');
}

/** One entry of a hash table. */
function powerShellHeader(name: string, value: Template): string {
  return `${singleQuoted(name)} = ${powerShellLiteral(value)}`;
}

function basicHeader(pair: Pair): string {
  return `'Authorization' = 'Basic ' + [Convert]::ToBase64String(${bytes(powerShellLiteral(textOfPair(pair)))})`;
}

/** PowerShell 5.1 would send a text in Latin-1. */
function bytes(expression: string): string {
  return `[Text.Encoding]::UTF8.GetBytes(${expression})`;
}

function encodedForm(body: Template): string {
  const escape = '{ [Uri]::EscapeDataString($args[0].Value) }';
  return `[regex]::Replace(${powerShellLiteral(body)}, '${encodedInForms}', ${escape})`;
}

/** A literal; with environment variables, a PowerShell expression with the same value as the text. */
export function powerShellLiteral(template: Template): string {
  const text = literalOf(template);
  if (text !== undefined && !/\p{Cc}/u.test(text)) return singleQuoted(text);
  const inside = render(template, doubleQuoted, (name, next) =>
    next === '' ? `$env:${name}` : `\${env:${name}}`,
  );
  return `"${inside}"`;
}

/** PowerShell also accepts typographic quotes as quotes. */
function singleQuoted(text: string): string {
  return `'${text.replace(/['\u2018-\u201b]/g, '$&$&')}'`;
}

const namedControls: Readonly<Record<string, string>> = { '\n': '`n', '\r': '`r', '\t': '`t' };

function doubleQuoted(text: string): string {
  return text
    .replace(/[`$"\u201c-\u201e]/g, '`$&')
    .replace(
      /\p{Cc}/gu,
      (control) => namedControls[control] ?? `$([char]${control.charCodeAt(0)})`,
    );
}
