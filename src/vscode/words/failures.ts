import type { Doubt, Failure, StorageProblem } from '../../core/failure.ts';
import { certificateFailure } from './certificates.ts';
import { doubtInWords, invalidCredentials, unreadable } from './credentials.ts';
import { localTime } from './times.ts';
import { isInBrowser } from '../host/browser.ts';
import { t } from '../host/l10n.ts';

/** The cause of a failure, and what to do if no button says so, in at most two sentences. */
export function causeOf(failure: Failure): string {
  switch (failure.reason) {
    case 'cancelled':
      return t('Cancelled.');
    case 'interaction-required':
      return interactionNeeded(failure.need);
    case 'credentials-unreadable':
      return unreadable(failure.cause, failure.path);
    case 'credentials-invalid':
      return invalidCredentials(failure.problem, failure.path);
    case 'endpoint-refused':
      return refusedEndpoint(failure.problem, failure.origin);
    case 'rejected':
      return rejected(failure);
    case 'consent-denied':
      return t('Access was denied by {0}.', failure.host);
    case 'unreachable':
      return t('{0} can’t be reached ({1}).', failure.host, failure.code);
    case 'timed-out':
      return timedOut(failure.host, Math.round(failure.timeoutMs / 1000));
    case 'tls':
      return certificateFailure(failure);
    case 'proxy':
      return blockedByProxy(failure);
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
        'The API at {0} didn’t accept the new token, because the token server and the API belong to different platforms.',
        failure.host,
      );
    case 'storage':
      return storageProblem(failure.problem);
  }
}

function timedOut(host: string, seconds: number): string {
  return seconds === 1
    ? t('{0} didn’t answer within 1 second.', host)
    : t('{0} didn’t answer within {1} seconds.', host, seconds);
}

function rejected(failure: Extract<Failure, { reason: 'rejected' }>): string {
  if (failure.isOfCode) {
    return t('This code isn’t valid for {0}. Try again and paste the whole code.', failure.host);
  }
  if (failure.oauthError === 'invalid_grant') {
    return t('{0} no longer accepts this sign-in. Sign in again.', failure.host);
  }
  if (failure.oauthError !== 'invalid_client' && failure.oauthError !== 'other') {
    return t('{0} refused the request ({1}).', failure.host, failure.oauthError);
  }
  const cause = t('{0} doesn’t accept this client ID and secret.', failure.host);
  const [doubt] = byWeight(failure.doubts ?? []);
  return doubt ? `${cause} ${doubtInWords(doubt)}` : cause;
}

/** An invisible character or a placeholder is a fault; an unusual value may be right. */
function byWeight(doubts: readonly Doubt[]): readonly Doubt[] {
  return ['hidden', 'placeholder', 'unusual'].flatMap((kind) =>
    doubts.filter((doubt) => doubt.startsWith(kind)),
  );
}

function blockedByProxy(failure: Extract<Failure, { reason: 'proxy' }>): string {
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
}

function interactionNeeded(need: Extract<Failure, { reason: 'interaction-required' }>['need']) {
  return {
    'trust-workspace': t(
      'This workspace isn’t trusted, so its files are read only after you confirm.',
    ),
    'choose-application': t('No application is selected. Sign in first.'),
    'choose-head': t(
      'The credentials contain several applications. Run Authenticate to choose one.',
    ),
    'choose-platform': t(
      'The platform is missing. Set the variable ISOGEO_PLATFORM, or ISOGEO_ID_URL with the address of the identity server.',
    ),
    'enter-redirect': t('The application needs a redirect URI. Run Authenticate to enter it.'),
    'browser-sign-in': t('To use this application, sign in through the browser.'),
    renew: t('The token has expired, and automatic renewal is off.'),
    'renew-uncertain': t(
      'The answer to the last token renewal was lost. Renew the token again; if that fails, sign in again.',
    ),
  }[need];
}

function refusedEndpoint(problem: 'scheme' | 'user-info' | 'not-confirmed', origin: string) {
  return {
    scheme: t('The address {0} isn’t secure. Secrets are sent over https only.', origin),
    'user-info': t(
      'The address at {0} contains a user name or password. Remove it from the credentials.',
      origin,
    ),
    'not-confirmed': t('You haven’t confirmed that your organisation runs Isogeo at {0}.', origin),
  }[problem];
}

function unexpectedResponse(failure: Extract<Failure, { reason: 'unexpected-response' }>): string {
  const { host } = failure;
  return {
    redirect: t('{0} redirects to another address. The secret wasn’t sent there.', host),
    'web-page': t('{0} returned a web page. A proxy or a sign-in portal may be in the way.', host),
    'not-json': t('{0} didn’t return a token.', host),
    'bad-field': t('{0} didn’t return a token.', host),
    'expired-on-arrival': t('{0} returned a token that has already expired.', host),
    'too-large': t('{0} returned too much data.', host),
    status: t('{0} didn’t return a token (HTTP {1}).', host, failure.status ?? 0),
  }[failure.problem];
}

function storageProblem(problem: StorageProblem): string {
  return {
    read: t('This system’s secret storage can’t be read.'),
    write: t('This system’s secret storage couldn’t save the data.'),
    lost: isInBrowser()
      ? t('This window can’t read the saved secret yet. Reload the window.')
      : t('The saved secret can’t be found in secret storage. Sign in again.'),
    'newer-record': t(
      'The saved application was written by a newer version of this extension. Update the extension.',
    ),
    'damaged-record': t('The saved application is damaged. Load its credentials again.'),
    'too-slow': t('This system’s secret storage doesn’t answer.'),
  }[problem];
}
