import { asBytes, encodedInForms, escapeInQuotes } from './literals.ts';
import { headerOf, isOpenForm, textOfPair, type ApiRequest } from '../request.ts';
import { withoutTransport, withReadableEncoding } from './headers.ts';
import { isLiteral, mapLiterals, render, type Template } from '../template.ts';

/** A module for Node or another runtime with `process.env` and `Buffer`. Quoting: ECMA-262, 12.9. */
export function writeJavaScript(written: ApiRequest): string {
  const request = withReadableEncoding(withoutTransport(written));
  const { method, url, headers, basic, body } = request;
  const entries = [
    ...(basic
      ? [
          `Authorization: "Basic " + Buffer.from(${javaScriptLiteral(textOfPair(basic))}).toString("base64")`,
        ]
      : []),
    ...headers.map(({ name, value }) => javaScriptHeader(name, value)),
  ];
  return [
    `const response = await fetch(${javaScriptLiteral(url)}, {`,
    `  method: "${escapeInQuotes(method)}",`,
    ...(entries.length > 0
      ? ['  headers: {', ...entries.map((entry) => `    ${entry},`), '  },']
      : []),
    ...(body ? [`  body: ${bodyExpression(request, body)},`] : []),
    '  redirect: "manual",',
    '});',
    'console.log(response.status, await response.text());',
  ].join('\n');
}

/** Without a content type, fetch adds one to a text. */
function bodyExpression(request: ApiRequest, body: Template): string {
  const literal = javaScriptLiteral(body);
  if (isOpenForm(request)) return `${literal}.replace(/${encodedInForms}/g, encodeURIComponent)`;
  return headerOf(request, 'content-type') ? literal : `new TextEncoder().encode(${literal})`;
}

/** One property of an object literal. */
function javaScriptHeader(name: string, value: Template): string {
  const key = /^[a-z]\w*$/i.test(name) ? name : `"${escapeInQuotes(name)}"`;
  return `${key}: ${javaScriptLiteral(mapLiterals(value, asBytes))}`;
}

/** A literal; with environment variables, a JavaScript expression with the same value as the text. */
export function javaScriptLiteral(template: Template): string {
  if (isLiteral(template)) return `"${render(template, escapeInQuotes, String)}"`;
  return `\`${render(
    template,
    (text) => escapeInQuotes(text).replaceAll('\\"', '"').replace(/[`$]/g, '\\$&'),
    (name) => `\${process.env.${name}}`,
  )}\``;
}
