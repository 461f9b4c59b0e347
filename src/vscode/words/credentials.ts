import type {
  CredentialsProblem,
  Doubt,
  SyntaxExpectation,
  UnreadableCause,
} from '../../core/failure.ts';
import { t } from '../host/l10n.ts';

/** The sentence about an oddity of a client ID and secret that were typed, read from a file or refused. */
export function doubtInWords(doubt: Doubt): string {
  return {
    'hidden-in-id': t('The client ID contains invisible characters.'),
    'hidden-in-secret': t('The secret contains invisible characters.'),
    'placeholder-id': t(
      'The client ID looks like a placeholder: replace it with your application’s ID.',
    ),
    'placeholder-secret': t(
      'The secret looks like a placeholder: replace it with your application’s secret.',
    ),
    'unusual-id': t('IDs on this platform usually end with a UUID.'),
    'unusual-secret': t('Secrets on this platform usually have 64 characters.'),
  }[doubt];
}

export function unreadable(cause: UnreadableCause, path: string): string {
  const file = fileName(path);
  return {
    'not-found': t('{0} doesn’t exist.', file),
    'not-absolute': t('{0} isn’t an absolute path.', file),
    'no-permission': t('{0} can’t be read: permission denied.', file),
    directory: t('{0} is a folder, not a credentials file.', file),
    'not-a-file': t('{0} is a device or a pipe, not a credentials file.', file),
    'too-large': t('{0} is too large for a credentials file (64 KB at most).', file),
    'not-text': t('{0} isn’t a text file.', file),
    'not-utf8': t(
      '{0} isn’t saved as UTF-8. In the status bar of its editor, choose Reopen with Encoding, then Save with Encoding and UTF-8.',
      file,
    ),
    'link-loop': t('{0} is a link that points to itself.', file),
    'too-slow': t('{0} couldn’t be read in time.', file),
    other: t('{0} can’t be read.', file),
  }[cause];
}

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
      return t('{0}: expected {1}.', place, expectation(problem.expected));
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
        : t('{0}: {1} must be {2}.', place, problem.key, typeInWords(problem.expected));
    case 'bad-value':
      return t('{0}: {1} {2}.', place, problem.key, valueFaultInWords(problem.fault));
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

function typeInWords(type: 'object' | 'string' | 'list'): string {
  return { object: t('an object'), string: t('a text'), list: t('a list of texts') }[type];
}

function valueFaultInWords(
  fault: Extract<CredentialsProblem, { kind: 'bad-value' }>['fault'],
): string {
  return {
    blank: t('is empty'),
    'control-character': t('contains a line break or another control character'),
    continued: t('continues on this line, because the line is indented'),
    'not-an-address': t('isn’t a URL'),
    quoted: t('must be written without quotes'),
    'section-case': t('must be written [auth], in lower case'),
    'unknown-kind': t('must be group, user or public'),
    'unknown-platform': t('must be prod, qa or custom'),
    'unknown-type': t('must be group or user'),
  }[fault];
}

function expectation(expected: SyntaxExpectation): string {
  return {
    value: t('a value'),
    'property-name': t('a key in double quotes'),
    colon: t('a colon'),
    comma: t('a comma'),
    'closing-brace': t('a closing brace'),
    'closing-bracket': t('a closing bracket'),
    'closing-quote': t('a closing quote'),
    'end-of-file': t('the end of the file'),
    'valid-character': t('valid JSON'),
    section: t('a section such as [auth]'),
    'equals-sign': t('"KEY = value"'),
    'doubled-percent': t('a doubled percent sign (%%)'),
  }[expected];
}

function fileName(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? path;
}
