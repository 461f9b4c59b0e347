import { failed, success, type Result } from '../../result.ts';
import { literalOf, type Template } from '../template.ts';

/** The characters that `encodeurl` keeps. REST Client and httpYac encode a form with this package. */
const notInForm = /[^\x21\x23-\x3b\x3d\x3f-\x5f\x61-\x7a\x7c\x7e]+|%(?![0-9a-f]{2})/gi;

/** Joins the lines of a body as its content type requires; NDJSON ends with a line end. */
export function bodyText(lines: readonly string[], type: string): string {
  if (type === 'multipart/form-data') return lines.join('\r\n');
  const text = lines.join('\n');
  return type === 'application/x-ndjson' && text !== '' ? `${text}\n` : text;
}

/** A form without white space around its signs, on one line and encoded, as httpYac sends it. */
export function formBody(body: Template): Template {
  return body
    .map((part, index) => {
      if (typeof part !== 'string') return part;
      return withoutSpace(part, index === 0, index === body.length - 1).replace(
        notInForm,
        encodeURI,
      );
    })
    .filter((part) => part !== '');
}

/** Keeps white space only within a name or a value. */
function withoutSpace(text: string, isFirst: boolean, isLast: boolean): string {
  const pieces = text.toWellFormed().split(/([=&]|\r?\n)/);
  return pieces
    .map((piece, index) => {
      const start = index > 0 || isFirst ? piece.trimStart() : piece;
      return index < pieces.length - 1 || isLast ? start.trimEnd() : start;
    })
    .join('');
}

const operation = /^\s*(query|mutation)\b(?:\s+([^\s({@]+))?/;

/** Whether httpYac takes the body for GraphQL because of its first word. */
export function isGraphQl(lines: readonly string[]): boolean {
  return /^\s*(query|mutation)(\s+[\w]+)?\s*([({@]|$)/.test(lines[0] ?? '');
}

/**
 * The JSON that carries a GraphQL query: the query, then after an empty line its fragments and the variables.
 * Environment variables can't be escaped in JSON. Fails with the index of the line that isn't JSON, or with 0 for
 * an environment variable.
 */
export function graphQlBody(body: Template): Result<Template, number> {
  const text = literalOf(body);
  if (text === undefined) return failed(0);
  const blocks = text.split(/\n[^\S\n]*\n/);
  const isFragment = (block: string) => /^\s*fragment\s/.test(block);
  const isQuery = (block: string, index: number) => index === 0 || isFragment(block);
  const queries = blocks.filter(isQuery);
  const rest = blocks.filter((block, index) => !isQuery(block, index)).join('\n\n');
  const query = queries.map((block) => block.trimEnd()).join('\n');
  const [, keyword, operationName] = operation.exec(query) ?? [];
  try {
    const variables: unknown =
      rest.trim() === '' ? (keyword === undefined ? {} : undefined) : JSON.parse(rest);
    return success([JSON.stringify({ query, operationName, variables })]);
  } catch {
    const first = blocks.findIndex((each, index) => !isQuery(each, index) && each.trim() !== '');
    const below = blocks.slice(first).join('\n\n').trimStart();
    return failed(text.split('\n').length - below.split('\n').length);
  }
}
