import { asBytes, escaped } from './literals.ts';
import type { ApiRequest } from '../request.ts';
import { withoutTransport, withReadableEncoding } from './headers.ts';
import { isLiteral, mapLiterals, render, type Template } from '../template.ts';

/** A script for Python 3 and `requests`. Quoting: the Python reference, 2.4.1 and 2.4.3. */
export function writePython(written: ApiRequest): string {
  const { method, url, headers, body, ...pairs } = withReadableEncoding(withoutTransport(written));
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
    `    auth=${authentication(pairs)}`,
    ...(body ? [`    data=${pythonLiteral(body)}.encode(),`] : []),
    '    allow_redirects=False,',
    '    timeout=30,',
    ')',
    'print(response.status_code, response.text)',
  ].join('\n');
  return program.includes('os.environ[') ? `import os\n\n${program}` : program;
}

/** Without one, `requests` takes credentials from ~/.netrc, in the place of the header. */
function authentication({ basic, digest }: Pick<ApiRequest, 'basic' | 'digest'>): string {
  // Encoded, as `requests` would take Latin-1.
  if (basic)
    return `(${pythonLiteral(basic.id)}.encode(), ${pythonLiteral(basic.secret)}.encode()),`;
  if (digest)
    return `requests.auth.HTTPDigestAuth(${pythonLiteral(digest.id)}, ${pythonLiteral(digest.secret)}),`;
  return 'lambda request: request,  # nothing from ~/.netrc';
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
