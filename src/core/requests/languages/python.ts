import { asBytes, encodedInForms, escapeInQuotes, isOpen, loneSign } from './literals.ts';
import { isOpenForm, type ApiRequest } from '../request.ts';
import { withoutTransport, withReadableEncoding } from './headers.ts';
import { isLiteral, mapLiterals, render, type Template } from '../template.ts';

/** A script for Python 3 and `requests`. Quoting: the Python reference, 2.4.1 and 2.4.3. */
export function writePython(written: ApiRequest): string {
  const request = withReadableEncoding(withoutTransport(written));
  const { method, url, headers, body, ...pairs } = request;
  const isForm = isOpenForm(request);
  const hasFunction = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$/.test(method);
  const program = [
    'import requests',
    '',
    hasFunction
      ? `response = requests.${method.toLowerCase()}(`
      : `response = requests.request(\n    "${escapeInQuotes(method)}",`,
    `    ${address(url)},`,
    ...(headers.length > 0
      ? [
          '    headers={',
          ...headers.map(({ name, value }) => `        ${pythonHeader(name, value)},`),
          '    },',
        ]
      : []),
    `    auth=${authentication(pairs)}`,
    ...(body ? [`    data=${isForm ? encodedForm(body) : pythonLiteral(body)}.encode(),`] : []),
    '    allow_redirects=False,',
    '    timeout=30,',
    ')',
    'print(response.status_code, response.text)',
  ].join('\n');
  const imports = [
    ...(program.includes('os.environ[') ? ['import os'] : []),
    ...(isForm || url.some(isOpen) ? ['import re'] : []),
  ];
  return [...imports, ...(imports.length > 0 ? [''] : []), program].join('\n');
}

/** `requests` encodes the whole address again if a variable has a percent sign that begins no escape. */
function address(url: Template): string {
  const literal = pythonLiteral(url);
  return url.some(isOpen) ? `re.sub("${loneSign}", "%25", ${literal})` : literal;
}

function encodedForm(body: Template): string {
  const quote = 'lambda found: requests.compat.quote(found[0])';
  return `re.sub(r"${encodedInForms}", ${quote}, ${pythonLiteral(body)})`;
}

/** Without this, `requests` replaces the header with credentials from ~/.netrc. */
function authentication({ basic, digest }: Pick<ApiRequest, 'basic' | 'digest'>): string {
  // Encoded here, since `requests` would use Latin-1.
  if (basic)
    return `(${pythonLiteral(basic.id)}.encode(), ${pythonLiteral(basic.secret)}.encode()),`;
  if (digest)
    return `requests.auth.HTTPDigestAuth(${pythonLiteral(digest.id)}, ${pythonLiteral(digest.secret)}),`;
  return 'lambda request: request,  # nothing from ~/.netrc';
}

/** One entry of a dictionary. `requests` refuses a value that begins with white space. */
function pythonHeader(name: string, value: Template): string {
  const literal = pythonLiteral(mapLiterals(value, asBytes));
  const [first = ''] = value;
  const isTrimmed = typeof first === 'object' || /^[ \t]/.test(first);
  return `"${escapeInQuotes(name)}": ${literal}${isTrimmed ? '.lstrip(" \\t")' : ''}`;
}

/** A literal; with environment variables, a Python expression with the same value as the text. */
export function pythonLiteral(template: Template): string {
  if (isLiteral(template)) return `"${render(template, escapeInQuotes, String)}"`;
  const [only] = template;
  if (template.length === 1 && typeof only === 'object') return variable(only.env, '"');
  return `f"${render(
    template,
    (text) => escapeInQuotes(text).replace(/[{}]/g, '$&$&'),
    // Before Python 3.12, an f-string can't contain its own quotes.
    (name) => `{${variable(name, "'")}}`,
  )}"`;
}

function variable(name: string, quote: string): string {
  return `os.environ[${quote}${name}${quote}]`;
}
