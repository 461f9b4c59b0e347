import { asBytes, escaped } from './literals.ts';
import type { ApiRequest } from '../request.ts';
import { isLiteral, mapLiterals, render, type Template } from '../template.ts';

/** A script for Python 3 and `requests`. Quoting: the Python reference, 2.4.1 and 2.4.3. */
export function writePython({ method, url, headers, basic, body }: ApiRequest): string {
  const hasFunction = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$/.test(method);
  const program = [
    'import requests',
    '',
    hasFunction
      ? `response = requests.${method.toLowerCase()}(`
      : `response = requests.request(\n    "${escaped(method)}",`,
    `    ${pythonLiteral(url)},`,
    ...(headers.length > 0
      ? [
          '    headers={',
          ...headers.map(({ name, value }) => `        ${pythonHeader(name, value)},`),
          '    },',
        ]
      : []),
    // Encoded, as `requests` would take Latin-1.
    ...(basic
      ? [`    auth=(${pythonLiteral(basic.id)}.encode(), ${pythonLiteral(basic.secret)}.encode()),`]
      : []),
    ...(body ? [`    data=${pythonLiteral(body)}.encode(),`] : []),
    '    timeout=30,',
    ')',
    'print(response.status_code, response.text)',
  ].join('\n');
  return program.includes('os.environ[') ? `import os\n\n${program}` : program;
}

/** One entry of a dictionary. */
export function pythonHeader(name: string, value: Template): string {
  return `"${escaped(name)}": ${pythonLiteral(mapLiterals(value, asBytes))}`;
}

/** One literal, or what else has that value. */
export function pythonLiteral(template: Template): string {
  if (isLiteral(template)) return `"${render(template, escaped, String)}"`;
  const [only] = template;
  if (template.length === 1 && typeof only === 'object') return variable(only.env, '"');
  return `f"${render(
    template,
    (text) => escaped(text).replace(/[{}]/g, '$&$&'),
    // Before 3.12 the quotes around an f-string may not stand inside it.
    (name) => `{${variable(name, "'")}}`,
  )}"`;
}

function variable(name: string, quote: string): string {
  return `os.environ[${quote}${name}${quote}]`;
}
