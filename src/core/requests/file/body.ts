import { failed, success, type Result } from '../../result.ts';
import { textOf, type Template } from '../template.ts';

/** The characters that `encodeurl` leaves, which both clients encode a form with. */
const notInForm = /[^\x21\x23-\x3b\x3d\x3f-\x5f\x61-\x7a\x7c\x7e]+|%(?![0-9a-f]{2})/gi;

/** The lines of a body as its content type joins them; the last line of NDJSON has an end too. */
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

/** White space counts only within a name or a value. */
function withoutSpace(text: string, isFirst: boolean, isLast: boolean): string {
  const pieces = text.toWellFormed().split(/([=&]|\r?\n)/);
  return pieces
    .map((piece, index) => {
      if (index % 2 === 1) return piece.trim();
      const start = index > 0 || isFirst ? piece.trimStart() : piece;
      return index < pieces.length - 1 || isLast ? start.trimEnd() : start;
    })
    .join('');
}

const operation = /^\s*(query|mutation)\b(?:\s+([^\s({@]+))?/;

/** A body that httpYac takes for GraphQL by its first word. */
export function isGraphQl(lines: readonly string[]): boolean {
  return /^\s*(query|mutation)(\s+[\w]+)?\s*([({@]|$)/.test(lines[0] ?? '');
}

/**
 * The JSON that GraphQL is sent as: the query, then after an empty line its fragments and the
 * variables. Variables of the environment could not be escaped in it.
 */
export function graphQlBody(body: Template): Result<Template, 'graphql'> {
  const text = textOf(body);
  if (text === undefined) return failed('graphql');
  const blocks = text.split(/\n[^\S\n]*\n/);
  const isFragment = (block: string) => /^\s*fragment\s/.test(block);
  const queries = blocks.filter((block, index) => index === 0 || isFragment(block));
  const rest = blocks.filter((block, index) => index > 0 && !isFragment(block)).join('\n\n');
  const query = queries.map((block) => block.trimEnd()).join('\n');
  const [, keyword, operationName] = operation.exec(query) ?? [];
  try {
    const variables: unknown =
      rest.trim() === '' ? (keyword === undefined ? {} : undefined) : JSON.parse(rest);
    return success([JSON.stringify({ query, operationName, variables })]);
  } catch {
    return failed('graphql');
  }
}
