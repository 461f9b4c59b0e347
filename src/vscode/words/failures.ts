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

/** The cause of a failure in one sentence. */
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
      if (failure.isOfCode) {
        return t(
          'This code isn’t valid for {0}. Try again and paste the whole code.',
          failure.host,
        );
      }
      if (failure.oauthError === 'invalid_grant') {
        return t('{0} no longer accepts this sign-in. Sign in again.', failure.host);
      }
      return failure.oauthError === 'invalid_client' || failure.oauthError === 'other'
        ? [
            t('{0} doesn’t accept this client ID and secret.', failure.host),
            ...(failure.doubts ?? []).map(doubtInWords),
          ].join(' ')
        : t('{0} refused the request ({1}).', failure.host, failure.oauthError);
    case 'consent-denied':
      return t('Access was denied by {0}.', failure.host);
    case 'unreachable':
      return t('{0} can’t be reached ({1}).', failure.host, failure.code);
    case 'timed-out':
      return t(
        '{0} didn’t answer within {1} seconds.',
        failure.host,
        Math.round(failure.timeoutMs / 1000),
      );
    case 'tls':
      return certificateFailure(failure);
    case 'proxy':
      // Node's codes for a failed connection; a proxy that answers gives a status instead.
      if (failure.proxy !== undefined && /^E(?!CONNRESET|PIPE)[A-Z]/.test(failure.code)) {
        return t('The proxy {0} can’t be reached ({1}).', failure.proxy, failure.code);
      }
      return failure.proxy === undefined
        ? t('The proxy blocked the request to {0} ({1}).', failure.host, failure.code)
        : t(
            'The proxy {0} blocked the request to {1} ({2}).',
            failure.proxy,
            failure.host,
            failure.code,
          );
    case 'throttled':
      return failure.retryAt === undefined
        ? t('Too many requests to {0}. Try again later.', failure.host)
        : t(
            'Too many requests to {0}. Try again at {1}.',
            failure.host,
            localTime(failure.retryAt),
          );
    case 'server-error':
      return t('{0} reported a server error (HTTP {1}).', failure.host, failure.status);
    case 'unexpected-response':
      return unexpectedResponse(failure);
    case 'wrong-platform':
      return t(
        'The API at {0} didn’t accept the new token. The token address and the API address belong to different platforms.',
        failure.host,
      );
    case 'storage':
      return storageProblem(failure.problem);
  }
}

/** A doubt about a pair that was typed, read from a file or refused. */
export function doubtInWords(doubt: Doubt): string {
  switch (doubt) {
    case 'hidden-in-id':
      return t('The client ID contains invisible characters.');
    case 'hidden-in-secret':
      return t('The secret contains invisible characters.');
    case 'placeholder-id':
      return t('The client ID looks like a placeholder. Replace it with your application’s ID.');
    case 'placeholder-secret':
      return t('The secret looks like a placeholder. Replace it with your application’s secret.');
    case 'unusual-id':
      return t('IDs on this platform usually end with a UUID.');
    case 'unusual-secret':
      return t('Secrets on this platform usually have 64 characters.');
  }
}

function interactionNeeded(need: Extract<Failure, { reason: 'interaction-required' }>['need']) {
  switch (need) {
    case 'trust-workspace':
      return t('This workspace isn’t trusted, so its files are read only after you confirm.');
    case 'choose-application':
      return t('No application is selected. Sign in first.');
    case 'choose-head':
      return t('The file has two applications: a group application and a user application.');
    case 'choose-platform':
      return t('The platform is missing. Set ISOGEO_PLATFORM or an address such as ISOGEO_ID_URL.');
    case 'browser-sign-in':
      return t('This application signs in through the browser.');
    case 'renew':
      return t('The token has expired, and automatic renewal is off.');
    case 'renew-uncertain':
      return t(
        'The answer to the last renewal was lost. Renew again; if this is refused, sign in again.',
      );
  }
}

function unreadable(cause: UnreadableCause, file: string): string {
  switch (cause) {
    case 'not-found':
      return t('{0} doesn’t exist.', file);
    case 'not-absolute':
      return t('{0} isn’t an absolute path.', file);
    case 'no-permission':
      return t('{0} can’t be read: permission denied.', file);
    case 'directory':
      return t('{0} is a folder, not a credentials file.', file);
    case 'not-a-file':
      return t('{0} is a device or a pipe, not a credentials file.', file);
    case 'too-large':
      return t('{0} is too large for a credentials file (64 KB at most).', file);
    case 'not-text':
      return t('{0} isn’t a text file.', file);
    case 'link-loop':
      return t('{0} is a link that points to itself.', file);
    case 'too-slow':
      return t('{0} couldn’t be read in time.', file);
    case 'other':
      return t('{0} can’t be read.', file);
  }
}

/** A problem without its place, which is shown elsewhere. */
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
      return t('{0} isn’t a credentials file (JSON, INI or .env expected).', file);
    case 'syntax':
      return t('{0}: expected {1}.', place(problem.position), expectation(problem.expected));
    case 'missing':
      return t('{0}: {1} is missing.', place(problem.position), problem.key);
    case 'missing-head':
      return t('{0}: "web" or "installed" is missing.', file);
    case 'both-heads':
      return t('{0} contains both "web" and "installed".', file);
    case 'platform-needed':
      return t(
        '{0} has no platform. Set ISOGEO_PLATFORM or an address such as ISOGEO_ID_URL.',
        file,
      );
    case 'wrong-type':
      return problem.key === ''
        ? t('{0}: the file must contain an object such as { "web": … }.', place(problem.position))
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
          blank: t('is empty'),
          'control-character': t('contains a line break or another control character'),
          'not-an-address': t('isn’t a URL'),
          'unknown-kind': t('has an unknown kind of application'),
          'unknown-platform': t('must be prod, qa or custom'),
        }[problem.fault],
      );
    case 'duplicate':
      return t('{0}: duplicate {1}.', place(problem.position), problem.key);
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
      return t('The address {0} isn’t secure. Secrets are sent over https only.', origin);
    case 'user-info':
      return t(
        'The address at {0} contains a user name or password. Remove it from the credentials.',
        origin,
      );
    case 'not-confirmed':
      return t('{0} is outside isogeo.com and hasn’t been confirmed.', origin);
  }
}

function unexpectedResponse(failure: Extract<Failure, { reason: 'unexpected-response' }>): string {
  const { host } = failure;
  switch (failure.problem) {
    case 'redirect':
      return t('{0} redirects to another address. The secret wasn’t sent there.', host);
    case 'web-page':
      return t('{0} returned a web page. A proxy or a sign-in portal may be in the way.', host);
    case 'not-json':
    case 'bad-field':
      return t('{0} didn’t return a token.', host);
    case 'expired-on-arrival':
      return t('{0} returned a token that has already expired.', host);
    case 'too-large':
      return t('{0} returned too much data.', host);
    case 'status':
      return t('{0} didn’t return a token (HTTP {1}).', host, failure.status ?? 0);
  }
}

function storageProblem(problem: StorageProblem): string {
  switch (problem) {
    case 'read':
      return t('This system’s secret storage can’t be read.');
    case 'write':
      return t('This system’s secret storage couldn’t save the data.');
    case 'lost':
      return t('The saved secret can’t be found in secret storage. Sign in again.');
    case 'newer-record':
      return t(
        'The saved application was written by a newer version of this extension. Update the extension.',
      );
    case 'damaged-record':
      return t('The saved application is damaged. Load its credentials again.');
    case 'too-slow':
      return t('This system’s secret storage doesn’t answer.');
  }
}

function fileName(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? path;
}
