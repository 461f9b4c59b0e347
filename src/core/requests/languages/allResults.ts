import { writers, type Language } from './languages.ts';
import type { ApiRequest } from '../request.ts';
import type { Template } from '../template.ts';

/** A page has at most 100 results, so no program requests more than 100,000. */
const mostPages = 1000;

interface PageWriter {
  /** Builds the address of a page from the address without its offset. */
  readonly address: (literal: string) => string;
  readonly program: (request: string) => string;
}

const indented = (text: string, by: string) => text.replaceAll('\n', `\n${by}`);

const pageWriters: Partial<Record<Language, PageWriter>> = {
  python: {
    address: (literal) => `${literal} + str(len(results))`,
    program: (written) => {
      const [imports = '', request = ''] = written.split(/\n\n(?=response = )/);
      return `import json
${imports}

results = []
for _ in range(${mostPages}):
    ${indented(request.replace(/\nprint\(.*/, ''), '    ')}
    response.raise_for_status()
    page = response.json()
    results += page["results"]
    if not page["results"] or len(results) >= page["total"]:
        break
print(json.dumps(results, ensure_ascii=False))`;
    },
  },
  javascript: {
    address: (literal) => `${literal} + results.length`,
    program: (written) => `const results = [];
for (let count = 0; count < ${mostPages}; count += 1) {
  ${indented(written.replace(/\nconsole\.log\(.*/, ''), '  ')}
  if (!response.ok) throw new Error(\`HTTP \${response.status}\`);
  const page = await response.json();
  results.push(...page.results);
  if (page.results.length === 0 || results.length >= page.total) break;
}
console.log(JSON.stringify(results));`,
  },
  powershell: {
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

export const pagingLanguages = Object.keys(pageWriters) as readonly Language[];

/** Whether its answer is one page of results. */
export function isSearch({ method, url, body }: ApiRequest): boolean {
  return method === 'GET' && !body && /\/search\/?(\?|$)/.test(markedText(url));
}

/** Writes a program that reads all results of a search, page by page. */
export function writeAllResults(request: ApiRequest, language: Language): string | undefined {
  const writer = pageWriters[language];
  if (!writer) return undefined;
  const url = pageOf(request.url);
  const literal = writers[language].literal(url);
  const written = writers[language].request({ ...request, url });
  const at = written.indexOf(literal);
  const address = writer.address(literal);
  return writer.program(written.slice(0, at) + address + written.slice(at + literal.length));
}

/** Replaces each variable by its number between NULs, which an address can't contain. */
function markedText(url: Template): string {
  return url.map((part, index) => (typeof part === 'string' ? part : `\0${index}\0`)).join('');
}

/** The address of a page of 100 results, to which the program appends the offset. */
function pageOf(url: Template): Template {
  const [path = '', query = ''] = (markedText(url).split('#')[0] ?? '').split(/\?(.*)/s);
  const pairs = query.split('&').filter((pair) => !/^(_limit=|_offset=|$)/.test(pair));
  const text = `${path}?${[...pairs, '_limit=100', '_offset='].join('&')}`;
  return text
    .split(/\0(\d+)\0/)
    .map((part, index) => (index % 2 === 0 ? part : (url[Number(part)] ?? '')));
}
