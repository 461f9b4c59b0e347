import { javaScriptLiteral, writeJavaScript } from './javascript.ts';
import { powerShellLiteral, writePowerShell } from './powershell.ts';
import { pythonLiteral, writePython } from './python.ts';
import type { Language } from './languages.ts';
import type { ApiRequest } from '../request.ts';
import type { Template } from '../template.ts';

/** A page has 100 results at most: no program asks for more than 100,000. */
const mostPages = 1000;

interface Writer {
  readonly request: (request: ApiRequest) => string;
  readonly literal: (template: Template) => string;
  /** The address of a page, from the address without its offset. */
  readonly address: (literal: string) => string;
  readonly program: (request: string) => string;
}

const indented = (text: string, by: string) => text.replaceAll('\n', `\n${by}`);

const writers: Partial<Record<Language, Writer>> = {
  python: {
    request: writePython,
    literal: pythonLiteral,
    address: (literal) => `${literal} + str(len(results))`,
    program: (written) => {
      const [imports = '', request = ''] = written.split(/\n\n(?=response = )/);
      return `import json
${imports}

results = []
for _ in range(${mostPages}):
    ${indented(request.replace(/\nprint\(.*$/, ''), '    ')}
    response.raise_for_status()
    page = response.json()
    results += page["results"]
    if not page["results"] or len(results) >= page["total"]:
        break
print(json.dumps(results, ensure_ascii=False))`;
    },
  },
  javascript: {
    request: writeJavaScript,
    literal: javaScriptLiteral,
    address: (literal) => `${literal} + results.length`,
    program: (written) => `const results = [];
for (let count = 0; count < ${mostPages}; count += 1) {
  ${indented(written.replace(/\nconsole\.log\(.*$/, ''), '  ')}
  if (!response.ok) throw new Error(\`HTTP \${response.status}\`);
  const page = await response.json();
  results.push(...page.results);
  if (page.results.length === 0 || results.length >= page.total) break;
}
console.log(JSON.stringify(results));`,
  },
  powershell: {
    request: writePowerShell,
    literal: powerShellLiteral,
    address: (literal) => `(${literal} + $results.Count)`,
    program: (written) => `$results = @()
foreach ($count in 1..${mostPages}) {
  $page = ${indented(written, '  ')}
  $results += $page.results
  if (-not $page.results -or $results.Count -ge $page.total) { break }
}
ConvertTo-Json $results -Depth 20`,
  },
};

export const pagingLanguages = Object.keys(writers) as readonly Language[];

/** Its answer is one page of the results. */
export function isSearch({ method, url, body }: ApiRequest): boolean {
  return method === 'GET' && !body && /\/search\/?(\?|$)/.test(joined(url));
}

/** A program that reads all results of a search, page by page. */
export function writeAllResults(request: ApiRequest, language: Language): string | undefined {
  const writer = writers[language];
  if (!writer) return undefined;
  const url = pageOf(request.url);
  const literal = writer.literal(url);
  const written = writer.request({ ...request, url });
  const at = written.indexOf(literal);
  const address = writer.address(literal);
  return writer.program(written.slice(0, at) + address + written.slice(at + literal.length));
}

/** With a number for each variable, which no address has. */
function joined(url: Template): string {
  return url.map((part, index) => (typeof part === 'string' ? part : `\0${index}\0`)).join('');
}

/** The address of the page of 100 results whose offset is written behind it. */
function pageOf(url: Template): Template {
  const [path = '', query = ''] = (joined(url).split('#')[0] ?? '').split(/\?(.*)/s);
  const pairs = query.split('&').filter((pair) => !/^(_limit=|_offset=|$)/.test(pair));
  const text = `${path}?${[...pairs, '_limit=100', '_offset='].join('&')}`;
  return text
    .split(/\0(\d+)\0/)
    .flatMap((part, index) =>
      index % 2 === 0 ? (part === '' ? [] : [part]) : (url[Number(part)] ?? []),
    );
}
