import type { TextKey } from '../host/l10n.ts';
import type { Refusal } from '../../core/requests/file/refusal.ts';
import type { Unwritable } from '../../core/requests/languages/unwritable.ts';

/** The l10n function, passed in: scripts use the same sentences without VS Code. */
export type Translate = (key: TextKey, ...values: readonly (string | number)[]) => string;

/** The sentence for each reason, with the line and the name, or with the missing names. */
const refusalTexts: Readonly<Record<Refusal['reason'], TextKey>> = {
  missing: 'The request needs values for these variables: {0}.',
  authorization:
    'Line {0}: {1} authorization is computed by the HTTP client, so it can’t be copied. Use Basic, Digest or Bearer instead.',
  expression:
    'Line {0}: {1} isn’t a variable name. Define a variable with this value and use its name.',
  curl: 'Line {0} is a curl command. Only HTTP requests can be copied.',
  protocol: 'Line {0} uses a protocol other than HTTP. Only HTTP requests can be copied.',
  method: 'Line {0}: unknown HTTP method. Use a method such as GET or POST.',
  scheme: 'Line {0}: the address has no scheme. Add https:// in front of it.',
  address: 'Line {0} isn’t a request line. Enter a method and an address, such as GET https://….',
  'invalid-address':
    'Line {0}: this address isn’t valid. Check its host and port, and use no environment variable in a user name.',
  host: 'Line {0}: the path has no host. Add a Host header or define @host.',
  header:
    'Line {0} isn’t a header. Write headers as “Name: value”, and put an empty line before the body.',
  'header-in-body':
    'Line {0} looks like a header but is in the body. Remove the empty line above the headers, or put ### between two requests.',
  'request-in-body': 'Line {0} looks like another request. Put ### before this line.',
  'text-after-definition':
    'Line {0} can’t follow a variable definition inside a request. Put ### before the definition.',
  'misplaced-script':
    'Line {0}: a pre-request script must be above the request line. Move the script.',
  unclosed: 'Line {0}: the comment or script isn’t closed. Add the closing mark.',
  'file-body':
    'Line {0}: the body comes from a file, which can’t be copied. Paste the file’s content instead.',
  'client-certificate':
    'Line {0}: this header names a client certificate, which can’t be copied. Remove the header.',
  graphql:
    'Line {0}: an environment variable can’t be copied in a GraphQL body. Write its value instead.',
  'graphql-variables':
    'Line {0}: text after the empty line is read as GraphQL variables. Remove empty lines from the query, or write the variables as JSON.',
  encoded: 'Line {0}: an environment variable can’t be percent-encoded. Remove the % sign.',
  'control-character': 'Line {0}: the header contains control characters. Remove them.',
  'too-long':
    'Line {0}: the request is too long once its variables are replaced. Shorten the values of the variables.',
};

/** Why a request of a file isn't copied, and what to do about it. */
export function refusalInWords(refusal: Refusal, t: Translate): string {
  const text = refusalTexts[refusal.reason];
  if ('names' in refusal) return t(text, refusal.names.join(', '));
  const name = 'name' in refusal ? refusal.name : '';
  const shown = refusal.reason === 'expression' ? `{{${shortened(name)}}}` : name;
  return t(text, refusal.line + 1, shown);
}

/** The sentence for each reason, with the programming language and the header. */
const unwritableTexts: Readonly<Record<Unwritable['reason'], TextKey>> = {
  method: '{0} can’t send this HTTP method. Copy the request in another programming language.',
  body: '{0} can’t send a body with this HTTP method. Copy the request in another programming language.',
  digest: '{0} can’t use Digest authentication. Choose cURL or Python.',
  'content-type':
    '{0} would send the body as a form, because the request has no Content-Type header. Add this header.',
  text: 'This request contains characters that {0} can’t express. Copy the request in another programming language.',
  comma:
    'A request file can’t keep the comma at the end of {1}. Copy the request in another programming language.',
  header: '{0} can’t send the header {1}. Copy the request in another programming language.',
};

/** Why the programming language can't send the request. */
export function unwritableInWords(unwritable: Unwritable, label: string, t: Translate): string {
  return t(unwritableTexts[unwritable.reason], label, 'name' in unwritable ? unwritable.name : '');
}

function shortened(name: string): string {
  return name.length > 60 ? `${name.slice(0, 59)}…` : name;
}
