import { asBytes, escaped } from './literals.ts';
import type { ApiRequest } from '../request.ts';
import { isLiteral, mapLiterals, render, type Template } from '../template.ts';

/** A module for Node or any other runtime with `process.env` and `Buffer`. Quoting: ECMA-262, 12.9. */
export function writeJavaScript({ method, url, headers, basic, body }: ApiRequest): string {
  const entries = [
    ...(basic
      ? [
          `Authorization: "Basic " + Buffer.from(${javaScriptLiteral([...basic.id, ':', ...basic.secret])}).toString("base64")`,
        ]
      : []),
    ...headers.map(({ name, value }) => javaScriptHeader(name, value)),
  ];
  return [
    `const response = await fetch(${javaScriptLiteral(url)}, {`,
    `  method: "${escaped(method)}",`,
    ...(entries.length > 0
      ? ['  headers: {', ...entries.map((entry) => `    ${entry},`), '  },']
      : []),
    ...(body ? [`  body: ${javaScriptLiteral(body)},`] : []),
    '});',
    'console.log(response.status, await response.text());',
  ].join('\n');
}

/** One property. */
export function javaScriptHeader(name: string, value: Template): string {
  const key = /^[a-z]\w*$/i.test(name) ? name : `"${escaped(name)}"`;
  return `${key}: ${javaScriptLiteral(mapLiterals(value, asBytes))}`;
}

/** One literal, or what else has that value. */
export function javaScriptLiteral(template: Template): string {
  if (isLiteral(template)) return `"${render(template, escaped, String)}"`;
  return `\`${render(
    template,
    (text) => escaped(text).replaceAll('\\"', '"').replace(/[`$]/g, '\\$&'),
    (name) => `\${process.env.${name}}`,
  )}\``;
}
