/** The meaning of a reference between braces. */
interface Reference {
  readonly env?: string;
  readonly indirect?: string;
  readonly name?: string;
  readonly isEncoded?: boolean;
}

/** Notations for an environment variable: REST Client's two, JetBrains', and httpYac's script. */
const environment = /^(?:\$(?:processEnv|dotenv)\s+|\$env\.|process\.env\.)([A-Za-z_]\w*)$/;
const indirect = /^\$(?:processEnv|dotenv)\s+%([\w.-]+)$/;

/** A variable is asked for only if its name is valid: a variable, a part of an answer, or a dynamic value. */
export const askableName =
  /^\$?[\p{L}_][\p{L}\p{N}_$-]*(\.[\p{L}\p{N}_$-]+)*$|^[\w-]+\.(response|request)\.(body|headers)\.[\w.$\-[\]/@*]+$|^\$[a-zA-Z]+( [\w.%+-]+){1,5}$/u;

export function referenceOf(written: string): Reference {
  const env = environment.exec(written)?.[1];
  if (env !== undefined) return { env };
  const name = indirect.exec(written)?.[1];
  if (name !== undefined) return { indirect: name };
  return written.startsWith('%')
    ? { name: written.slice(1).trim(), isEncoded: true }
    : { name: written };
}

/** Splits the text into literals and the contents of the innermost braces on one line. */
export function piecesOf(text: string): readonly (string | { readonly name: string })[] {
  const pieces: (string | { readonly name: string })[] = [];
  let [from, at] = [0, 0];
  for (let end = text.indexOf('}}'); end >= 0; end = text.indexOf('}}', at)) {
    const start = text.slice(at, end).lastIndexOf('{{') + at;
    const name = text.slice(start + 2, end);
    if (text.slice(at, end).includes('{{') && name.trim() !== '' && !/[\r\n]/.test(name)) {
      if (start > from) pieces.push(unescaped(text.slice(from, start)));
      pieces.push({ name: name.trim() });
      from = end + 2;
    }
    at = end + 2;
  }
  if (from < text.length) pieces.push(unescaped(text.slice(from)));
  return pieces;
}

/** Reads httpYac's escape for literal braces. */
function unescaped(text: string): string {
  return text.replace(/\\\{\\\{((?:(?!\\\{\\\{)[^}])+?)\\\}\\\}/g, '{{$1}}');
}
