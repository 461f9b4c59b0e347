import type {
  CredentialsProblem,
  Doubt,
  Failure,
  StorageProblem,
  SyntaxExpectation,
  UnreadableCause,
} from '../../core/failure.ts';
import type { Position } from '../../core/text/position.ts';
import { certificateFailure } from './certificates.ts';
import { localTime } from './times.ts';
import { t } from '../host/l10n.ts';

/** What happened, in one sentence that names the cause. */
export function causeOf(failure: Failure): string {
  switch (failure.reason) {
    case 'cancelled':
      return t('Cancelled.');
    case 'interaction-required':
      return interactionNeeded(failure.need);
    case 'credentials-unreadable':
      return unreadable(failure.cause, fileName(failure.path));
    case 'credentials-invalid':
      return invalidCredentials(failure.problem, failure.path);
    case 'endpoint-refused':
      return refusedEndpoint(failure.problem, failure.origin);
    case 'rejected':
      if (failure.oauthError === 'invalid_grant') {
        return t('{0} no longer accepts this sign-in.', failure.host);
      }
      return failure.oauthError === 'invalid_client' || failure.oauthError === 'other'
        ? [
            t('{0} does not accept this client id and secret.', failure.host),
            ...(failure.doubts ?? []).map(doubtInWords),
          ].join(' ')
        : t('{0} refused the request ({1}).', failure.host, failure.oauthError);
    case 'consent-denied':
      return t('Access was denied at {0}.', failure.host);
    case 'unreachable':
      return t('{0} cannot be reached ({1}).', failure.host, failure.code);
    case 'timed-out':
      return t(
        '{0} did not finish its answer within {1} seconds.',
        failure.host,
        Math.round(failure.timeoutMs / 1000),
      );
    case 'tls':
      return certificateFailure(failure);
    case 'proxy':
      // Node's names for a connection that was not made; a proxy that answers gives a status.
      if (failure.proxy !== undefined && /^E(?!CONNRESET|PIPE)[A-Z]/.test(failure.code)) {
        return t('The proxy {0} cannot be reached ({1}).', failure.proxy, failure.code);
      }
      return failure.proxy === undefined
        ? t('The proxy did not let the request to {0} through ({1}).', failure.host, failure.code)
        : t(
            'The proxy {0} did not let the request to {1} through ({2}).',
            failure.proxy,
            failure.host,
            failure.code,
          );
    case 'throttled':
      return failure.retryAt === undefined
        ? t('{0} asks to wait.', failure.host)
        : t('{0} asks to wait until {1}.', failure.host, localTime(failure.retryAt));
    case 'server-error':
      return t('{0} has a problem of its own (HTTP {1}).', failure.host, failure.status);
    case 'unexpected-response':
      return unexpectedResponse(failure);
    case 'wrong-platform':
      return t(
        'The API at {0} does not accept the token it was given: the identity server belongs to another platform.',
        failure.host,
      );
    case 'storage':
      return storageProblem(failure.problem);
  }
}

/** Of the pair, whether it was typed, read from a file or refused. */
export function doubtInWords(doubt: Doubt): string {
  switch (doubt) {
    case 'hidden-in-id':
      return t('The client id holds characters that cannot be seen.');
    case 'hidden-in-secret':
      return t('The secret holds characters that cannot be seen.');
    case 'placeholder-id':
      return t('The client id looks like a placeholder: put your application’s own in its place.');
    case 'placeholder-secret':
      return t('The secret looks like a placeholder: put your application’s own in its place.');
    case 'unusual-id':
      return t('Ids of this platform usually end in a UUID.');
    case 'unusual-secret':
      return t('Secrets of this platform usually have 64 characters.');
  }
}

function interactionNeeded(need: Extract<Failure, { reason: 'interaction-required' }>['need']) {
  switch (need) {
    case 'trust-workspace':
      return t('This workspace is not trusted, so its files are not read without asking.');
    case 'choose-application':
      return t('There is no application to work with.');
    case 'choose-head':
      return t('There are two applications, one of a group and one of a user.');
    case 'choose-platform':
      return t('Neither a platform nor an address is given.');
    case 'browser-sign-in':
      return t('This application signs in through the browser.');
    case 'renew':
      return t('The token has expired, and renewal is set to manual.');
    case 'renew-uncertain':
      return t(
        'The answer to the last renewal was lost. Renew once more; if that is refused, sign in again.',
      );
  }
}

function unreadable(cause: UnreadableCause, file: string): string {
  switch (cause) {
    case 'not-found':
      return t('{0} does not exist.', file);
    case 'not-absolute':
      return t('{0} is not an absolute path.', file);
    case 'no-permission':
      return t('{0} may not be read: permission denied.', file);
    case 'directory':
      return t('{0} is a folder, not a credentials file.', file);
    case 'not-a-file':
      return t('{0} is a device or a pipe, not a credentials file.', file);
    case 'too-large':
      return t('{0} is too large for a credentials file (64 KB at most).', file);
    case 'not-text':
      return t('{0} is not a text file.', file);
    case 'link-loop':
      return t('{0} is a link that leads back to itself.', file);
    case 'other':
      return t('{0} cannot be read.', file);
  }
}

/** What is wrong with a text whose place is shown otherwise. */
export function problemInWords(problem: CredentialsProblem): string {
  return invalidCredentials(problem, undefined, false);
}

function invalidCredentials(
  problem: CredentialsProblem,
  path: string | undefined,
  withPlace = true,
): string {
  const file = path === undefined ? t('The text') : fileName(path);
  const place = (position: Position | undefined) =>
    position && withPlace
      ? t('{0}, line {1}, column {2}', file, position.line, position.column)
      : file;
  switch (problem.kind) {
    case 'empty':
      return t('{0} is empty.', file);
    case 'unknown-format':
      return t('{0} is no credentials file: neither JSON nor INI.', file);
    case 'syntax':
      return t(
        '{0}: {1} is expected here.',
        place(problem.position),
        expectation(problem.expected),
      );
    case 'missing':
      return t('{0}: {1} is missing.', place(problem.position), problem.key);
    case 'missing-head':
      return t('{0}: neither "web" nor "installed" is there.', file);
    case 'both-heads':
      return t('{0} holds both "web" and "installed".', file);
    case 'platform-needed':
      return t('{0} names neither a platform nor an address.', file);
    case 'wrong-type':
      return problem.key === ''
        ? t('{0}: the file must hold an object, as { "web": … }.', place(problem.position))
        : t(
            '{0}: {1} must be {2}.',
            place(problem.position),
            problem.key,
            { object: t('an object'), string: t('a text'), list: t('a list of texts') }[
              problem.expected
            ],
          );
    case 'bad-value':
      return t(
        '{0}: {1} {2}.',
        place(problem.position),
        problem.key,
        {
          blank: t('is blank'),
          'control-character': t('holds a line break or another control character'),
          'not-an-address': t('is not an address'),
          'unknown-kind': t('names an unknown kind of application'),
          'unknown-platform': t('is neither prod, qa nor custom'),
        }[problem.fault],
      );
    case 'duplicate':
      return t('{0}: {1} stands there twice.', place(problem.position), problem.key);
  }
}

function expectation(expected: SyntaxExpectation): string {
  switch (expected) {
    case 'value':
      return t('a value');
    case 'property-name':
      return t('a key in double quotes');
    case 'colon':
      return t('a colon');
    case 'comma':
      return t('a comma');
    case 'closing-brace':
      return t('a closing brace');
    case 'closing-bracket':
      return t('a closing bracket');
    case 'closing-quote':
      return t('a closing quote');
    case 'end-of-file':
      return t('the end of the file');
    case 'valid-character':
      return t('valid JSON');
    case 'section':
      return t('a section such as [auth]');
    case 'equals-sign':
      return t('"KEY = value"');
    case 'doubled-percent':
      return t('a doubled percent sign (%%)');
  }
}

function refusedEndpoint(problem: 'scheme' | 'user-info' | 'not-confirmed', origin: string) {
  switch (problem) {
    case 'scheme':
      return t('The address {0} is not secure: a secret is sent by https only.', origin);
    case 'user-info':
      return t('The address at {0} holds a user name or password.', origin);
    case 'not-confirmed':
      return t('{0} lies outside isogeo.com and was not confirmed.', origin);
  }
}

function unexpectedResponse(failure: Extract<Failure, { reason: 'unexpected-response' }>): string {
  const { host } = failure;
  switch (failure.problem) {
    case 'redirect':
      return t('{0} redirects elsewhere, and a secret does not follow.', host);
    case 'web-page':
      return t('{0} answered with a web page: a proxy or a portal may be in the way.', host);
    case 'not-json':
    case 'bad-field':
      return t('{0} answered with something that is no token.', host);
    case 'expired-on-arrival':
      return t('{0} gave a token that has already expired.', host);
    case 'too-large':
      return t('{0} answered with more data than a token takes.', host);
    case 'status':
      return t('{0} answered with HTTP {1} where a token was expected.', host, failure.status ?? 0);
  }
}

function storageProblem(problem: StorageProblem): string {
  switch (problem) {
    case 'read':
      return t('The secret storage of this system cannot be read.');
    case 'write':
      return t('The secret storage of this system refused to save.');
    case 'lost':
      return t('The saved secret of this application is gone from the secret storage.');
    case 'newer-record':
      return t('The saved application was written by a newer version of this extension.');
    case 'damaged-record':
      return t('The saved application is damaged, and is left as it is.');
    case 'too-slow':
      return t('The secret storage of this system does not answer.');
  }
}

function fileName(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? path;
}
