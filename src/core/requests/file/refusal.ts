/** Why a request isn't copied. `vscode/requests/refusalWords.ts` has a sentence for each reason. */
export type Refusal =
  | { readonly reason: LineReason; readonly line: number }
  /** The sentence names the text that was found. */
  | { readonly reason: NamedReason; readonly line: number; readonly name: string }
  | { readonly reason: 'missing'; readonly names: readonly string[] };

export type LineReason =
  /** The first line of the request isn't a request line. */
  | 'curl'
  | 'protocol'
  | 'method'
  | 'scheme'
  | 'address'
  /** The address has a correct form, but its host, port or user name isn't valid. */
  | 'invalid-address'
  /** A path without a `Host` header or a variable `host`. */
  | 'host'
  /** Neither a header nor a continuation of the line above. */
  | 'header'
  /** A header after the empty line. */
  | 'header-in-body'
  | 'request-in-body'
  | 'text-after-definition'
  /** A pre-request script is below the request line. */
  | 'misplaced-script'
  /** A comment or a script has no end. */
  | 'unclosed'
  | 'file-body'
  | 'client-certificate'
  /** An environment variable in a GraphQL body. */
  | 'graphql'
  /** The text below the empty line of a GraphQL body isn't JSON. */
  | 'graphql-variables'
  /** `{{%name}}` with an environment variable in its value. */
  | 'encoded'
  | 'control-character'
  /** The request is too long once its variables are replaced. */
  | 'too-long';

export type NamedReason =
  /** `Authorization` with a scheme that must be computed, such as AWS. */
  | 'authorization'
  /** The text between braces isn't the name of a variable. */
  | 'expression';
