import type { TextKey } from '../host/l10n.ts';
import type { LineReason, Refusal } from '../../core/requests/file/refusal.ts';
import type { Unwritable } from '../../core/requests/languages/unwritable.ts';

/** The l10n function, passed in: scripts use the same sentences without VS Code. */
export type Translate = (key: TextKey, ...values: readonly (string | number)[]) => string;

/** The sentence for each reason that names only a line. */
const lineInWords: Readonly<Record<LineReason, (t: Translate, line: number) => string>> = {
  curl: (t, line) => t('Line {0} is a curl command. Only HTTP requests can be copied.', line),
  protocol: (t, line) =>
    t('Line {0} uses a protocol other than HTTP. Only HTTP requests can be copied.', line),
  method: (t, line) => t('Line {0}: unknown HTTP method. Use a method such as GET or POST.', line),
  scheme: (t, line) => t('Line {0}: the address has no scheme. Add https:// in front of it.', line),
  address: (t, line) =>
    t('Line {0} isn’t a request line. Enter a method and an address, such as GET https://….', line),
  host: (t, line) => t('Line {0}: the path has no host. Add a Host header or define @host.', line),
  header: (t, line) =>
    t(
      'Line {0} isn’t a header. Write headers as “Name: value”, and put an empty line before the body.',
      line,
    ),
  'header-in-body': (t, line) =>
    t(
      'Line {0} looks like a header but is in the body. Remove the empty line above the headers, or put ### between two requests.',
      line,
    ),
  'request-in-body': (t, line) =>
    t('Line {0} looks like another request. Put ### before this line.', line),
  'text-after-definition': (t, line) =>
    t(
      'Line {0} can’t follow a variable definition inside a request. Put ### before the definition.',
      line,
    ),
  'misplaced-script': (t, line) =>
    t('Line {0}: a pre-request script must be above the request line. Move the script.', line),
  unclosed: (t, line) =>
    t('Line {0}: the comment or script isn’t closed. Add the closing mark.', line),
  'file-body': (t, line) =>
    t(
      'Line {0}: the body comes from a file, which can’t be copied. Paste the file’s content instead.',
      line,
    ),
  'client-certificate': (t, line) =>
    t(
      'Line {0}: this header names a client certificate, which can’t be copied. Remove the header.',
      line,
    ),
  graphql: (t, line) =>
    t(
      'Line {0}: the GraphQL variables can’t be read. Write them as JSON without environment variables.',
      line,
    ),
  'control-character': (t, line) =>
    t('Line {0}: the header contains control characters. Remove them.', line),
  'too-long': (t, line) =>
    t(
      'Line {0}: the request is too long once its variables are replaced. Shorten the values of the variables.',
      line,
    ),
};

/** Why a request of a file isn't copied, and what to do about it. */
export function refusalInWords(refusal: Refusal, t: Translate): string {
  switch (refusal.reason) {
    case 'missing':
      return t('The request needs values for these variables: {0}.', refusal.names.join(', '));
    case 'authorization':
      return t(
        'Line {0}: {1} authorization is computed by the HTTP client, so it can’t be copied. Use Basic, Digest or Bearer instead.',
        refusal.line + 1,
        refusal.name,
      );
    case 'expression':
      return t(
        'Line {0}: {1} isn’t a variable name. Define a variable with this value and use its name.',
        refusal.line + 1,
        `{{${shortened(refusal.name)}}}`,
      );
    default:
      return lineInWords[refusal.reason](t, refusal.line + 1);
  }
}

/** Why the programming language can't send the request. */
export function unwritableInWords(unwritable: Unwritable, label: string, t: Translate): string {
  switch (unwritable.reason) {
    case 'method':
      return t(
        '{0} can’t send this HTTP method. Copy the request in another programming language.',
        label,
      );
    case 'body':
      return t(
        '{0} can’t send a body with this HTTP method. Copy the request in another programming language.',
        label,
      );
    case 'digest':
      return t('{0} can’t use Digest authentication. Choose cURL or Python.', label);
    case 'content-type':
      return t(
        '{0} would send the body as a form, because the request has no Content-Type header. Add this header.',
        label,
      );
    case 'text':
      return t(
        'This request contains characters that {0} can’t express. Copy the request in another programming language.',
        label,
      );
    case 'header':
      return t(
        '{0} can’t send the header {1}. Copy the request in another programming language.',
        label,
        unwritable.name,
      );
  }
}

function shortened(name: string): string {
  return name.length > 60 ? `${name.slice(0, 59)}…` : name;
}
