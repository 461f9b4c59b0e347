import type {
  CredentialsProblem,
  Doubt,
  SyntaxExpectation,
  UnreadableCause,
} from '../../core/failure.ts';
import { t, type TextKey } from '../host/l10n.ts';

/** The sentence about an oddity of a client ID and secret that were typed, read from a file or refused. */
export function doubtInWords(doubt: Doubt): string {
  return t(doubtTexts[doubt]);
}

const doubtTexts: Readonly<Record<Doubt, TextKey>> = {
  'hidden-in-id': 'The client ID contains invisible characters.',
  'hidden-in-secret': 'The secret contains invisible characters.',
  'placeholder-id':
    'The client ID looks like a placeholder: replace it with your application’s ID.',
  'placeholder-secret':
    'The secret looks like a placeholder: replace it with your application’s secret.',
  'unusual-id': 'IDs on this platform usually end with a UUID.',
  'unusual-secret': 'Secrets on this platform usually have 64 characters.',
};

export function unreadable(cause: UnreadableCause, path: string): string {
  return t(unreadableTexts[cause], fileName(path));
}

const unreadableTexts: Readonly<Record<UnreadableCause, TextKey>> = {
  'not-found': '{0} doesn’t exist.',
  'not-absolute': '{0} isn’t an absolute path.',
  'no-permission': '{0} can’t be read: permission denied.',
  directory: '{0} is a folder, not a credentials file.',
  'not-a-file': '{0} is a device or a pipe, not a credentials file.',
  'too-large': '{0} is too large for a credentials file (64 KB at most).',
  'not-text': '{0} isn’t a text file.',
  'not-utf8':
    '{0} isn’t saved as UTF-8. In the status bar of its editor, choose Reopen with Encoding, then Save with Encoding and UTF-8.',
  'link-loop': '{0} is a link that points to itself.',
  'too-slow': '{0} couldn’t be read in time.',
  other: '{0} can’t be read.',
};

/** The sentence about a problem without its place, which the editor shows. */
export function problemInWords(problem: CredentialsProblem): string {
  return problemAt(problem, t('The text'), t('The text'));
}

export function invalidCredentials(problem: CredentialsProblem, path: string | undefined): string {
  const file = path === undefined ? t('The text') : fileName(path);
  const position = 'position' in problem ? problem.position : undefined;
  const place = position
    ? t('{0}, line {1}, column {2}', file, position.line, position.column)
    : file;
  return problemAt(problem, file, place);
}

function problemAt(problem: CredentialsProblem, file: string, place: string): string {
  switch (problem.kind) {
    case 'empty':
      return t('{0} is empty.', file);
    case 'unknown-format':
      return t('{0} isn’t a credentials file (JSON, INI or .env expected).', file);
    case 'syntax':
      return t('{0}: expected {1}.', place, t(expectationTexts[problem.expected]));
    case 'missing':
      return t('{0}: {1} is missing.', place, problem.key);
    case 'missing-head':
      return t('{0}: "web" or "installed" is missing.', file);
    case 'several-applications': {
      const keys = problem.applications.map(({ key }) => key);
      return t('{0} contains several applications ({1}).', file, keys.join(', '));
    }
    case 'no-pair':
      return withoutPair(file, problem.names);
    case 'password-grant':
      return t(
        '{0}: {1} is for the password grant, which this extension doesn’t support.',
        place,
        problem.key,
      );
    case 'text-after-quote':
      return t('{0}: text after the closing quote.', place);
    case 'redirect-needed':
      return t('{0} has no redirect URI.', file);
    case 'platform-needed':
      return t(
        '{0} has no platform. Set the variable ISOGEO_PLATFORM, or ISOGEO_ID_URL with the address of the identity server.',
        file,
      );
    case 'wrong-type':
      return problem.key === ''
        ? t('{0}: the file must contain an object such as { "web": … }.', place)
        : t('{0}: {1} must be {2}.', place, problem.key, t(typeTexts[problem.expected]));
    case 'bad-value':
      return t('{0}: {1} {2}.', place, problem.key, t(faultTexts[problem.fault]));
    case 'duplicate':
      return problem.other === undefined
        ? t('{0}: duplicate {1}.', place, problem.key)
        : t(
            '{0}: {1} and {2} give the same value. Keep one of them.',
            place,
            problem.other,
            problem.key,
          );
  }
}

function withoutPair(file: string, names: readonly string[]): string {
  return names.length === 0
    ? t('{0}: {1} is missing.', file, 'ISOGEO_API_GROUP_CLIENT_ID')
    : t(
        '{0} has no client ID and secret under a known name. Names found: {1}.',
        file,
        names.join(', '),
      );
}

const typeTexts: Readonly<Record<'object' | 'string' | 'list', TextKey>> = {
  object: 'an object',
  string: 'a text',
  list: 'a list of texts',
};

type ValueFault = Extract<CredentialsProblem, { kind: 'bad-value' }>['fault'];

const faultTexts: Readonly<Record<ValueFault, TextKey>> = {
  blank: 'is empty',
  'control-character': 'contains a line break or another control character',
  continued: 'continues on this line, because the line is indented',
  'not-an-address': 'isn’t a URL',
  quoted: 'must be written without quotes',
  'section-case': 'must be written [auth], in lower case',
  'unknown-kind': 'must be group, user or public',
  'unknown-platform': 'must be prod, qa or custom',
  'unknown-type': 'must be group or user',
};

const expectationTexts: Readonly<Record<SyntaxExpectation, TextKey>> = {
  value: 'a value',
  'property-name': 'a key in double quotes',
  colon: 'a colon',
  comma: 'a comma',
  'closing-brace': 'a closing brace',
  'closing-bracket': 'a closing bracket',
  'closing-quote': 'a closing quote',
  'end-of-file': 'the end of the file',
  'valid-character': 'valid JSON',
  section: 'a section such as [auth]',
  'equals-sign': '"KEY = value"',
  'doubled-percent': 'a doubled percent sign (%%)',
};

function fileName(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? path;
}
