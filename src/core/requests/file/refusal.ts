/** Why a request isn't copied; each reason has its sentence in `vscode/requests/refusalWords.ts`. */
export type Refusal =
  | { readonly reason: LineReason; readonly line: number }
  /** What is written there is named in the sentence. */
  | { readonly reason: NamedReason; readonly line: number; readonly name: string }
  | { readonly reason: 'missing'; readonly names: readonly string[] };

export type LineReason =
  /** The first line that counts is no request line. */
  | 'curl'
  | 'protocol'
  | 'method'
  | 'scheme'
  | 'address'
  /** A path without a `Host` header or a variable `host`. */
  | 'host'
  /** Neither a header nor a continuation of the line above. */
  | 'header'
  /** A header after the empty line. */
  | 'header-in-body'
  | 'request-in-body'
  | 'text-after-definition'
  /** A pre-request script below the request line. */
  | 'misplaced-script'
  /** A comment or a script without its end. */
  | 'unclosed'
  | 'file-body'
  | 'client-certificate'
  | 'graphql'
  | 'control-character'
  /** With the values of its variables. */
  | 'too-long';

export type NamedReason =
  /** `Authorization` in a scheme that needs computing, such as AWS. */
  | 'authorization'
  /** Between braces there is no variable's name. */
  | 'expression';
