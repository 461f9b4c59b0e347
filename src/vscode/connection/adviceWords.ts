import { lacksIssuerAlone } from '../../core/certificates/certificate.ts';
import {
  isStrange,
  type CheckStep,
  type Note,
  type Problem,
} from '../../core/connection/connectionReport.ts';
import type { Failure } from '../../core/failure.ts';
import type { ConnectionReport } from '../../session/connection/checkConnection.ts';
import { t } from '../host/l10n.ts';
import { code } from '../host/markdown.ts';

/** The advice for each failure, in Markdown, without duplicates, in the order of the failures. */
export function adviceFor(report: ConnectionReport): readonly string[] {
  const advice = report.steps.flatMap((step) => {
    const { outcome } = step;
    if (outcome.state === 'failed') return adviceForProblem(step, outcome.problem, report);
    return outcome.state === 'noted' ? noteAdvice(outcome.note) : [];
  });
  return [...new Set(advice)];
}

function adviceForProblem(
  step: CheckStep,
  problem: Problem,
  report: ConnectionReport,
): readonly string[] {
  const { addresses, application, isApiDerived } = report;
  const address = addresses?.[step.server ?? 'identity'] ?? '';
  // Isogeo's own servers have known addresses, so another program has answered.
  const strange =
    application?.platform === 'custom' ? addressAdvice() : portalAdvice(`${address}/about`);
  const own = problemAdvice(step, problem, strange);
  if (!isApiDerived || step.server !== 'api') return [own];
  const derived = derivedAdvice(address);
  return isStrange(problem) ? [derived] : [derived, own];
}

/** Isogeo's page on shares; an on-premises platform includes the same page. */
const sharesPage = 'https://help.isogeo.com/doc-admin/en/features/admin/shares';

function noteAdvice({ kind }: Note): readonly string[] | string {
  const authenticate = command(t('Authenticate'));
  const signIn = t('Run {0} to sign in, then check again.', authenticate);
  return {
    'nothing-shared': t(
      'Ask an administrator of your workgroup to add a share for this application, in Isogeo’s administration under Shares. See {0}.',
      `[help.isogeo.com](${sharesPage})`,
    ),
    'no-token': signIn,
    'token-expired': signIn,
    'not-confirmed': t(
      'Run {0} with these credentials. You’ll be asked whether you trust this address.',
      authenticate,
    ),
    'not-encrypted': [],
    'other-way': [],
    'inside-proxy': [],
    'no-date': [],
  }[kind];
}

function problemAdvice({ name }: CheckStep, problem: Problem, strange: string): string {
  switch (problem.kind) {
    case 'failure':
      return failureAdvice(name, problem.failure, strange);
    case 'clock':
      return t(
        'Set this machine’s clock, or let it follow network time. With a wrong clock, tokens and certificates look expired or not valid yet.',
      );
    case 'strange-answer':
      return problem.isWebPage ? strange : addressAdvice();
  }
}

function failureAdvice(name: CheckStep['name'], failure: Failure, strange: string): string {
  const errorCode = 'code' in failure ? failure.code : '';
  const isWebPage = 'problem' in failure && failure.problem === 'web-page';
  const authenticate = command(t('Authenticate'));
  const load = command(t('Load Credentials File…'));
  const fix = t('Fix the credentials, or load others with {0}.', authenticate);
  const signIn = t('Run {0} to sign in, then check again.', authenticate);
  return {
    unreachable: name === 'dns' ? nameAdvice() : unreachableAdvice(errorCode),
    'timed-out': t(
      'The server didn’t answer within {0}. A firewall may drop the connection, or the server is overloaded; try from another network.',
      code('isogeo.network.timeoutSeconds'),
    ),
    tls: certificateAdvice(errorCode),
    proxy: proxyAdvice(errorCode),
    rejected: t(
      'The credentials may have been replaced on the platform. Ask an administrator of your workgroup for the latest credentials file, and load this file with {0}.',
      load,
    ),
    'wrong-platform': t(
      'The token and the API belong to different platforms, or the token was revoked. Check the two addresses below, or load the latest credentials file with {0}.',
      load,
    ),
    throttled: t('Wait a few minutes, then check again.'),
    'server-error': t(
      'The server has a problem. Try again later, and tell Isogeo if it continues.',
    ),
    'unexpected-response': isWebPage ? strange : addressAdvice(),
    storage: t('Run {0} and load the credentials again.', authenticate),
    'endpoint-refused': fix,
    'credentials-unreadable': fix,
    'credentials-invalid': fix,
    'interaction-required': signIn,
    'consent-denied': signIn,
    cancelled: signIn,
  }[failure.reason];
}

function nameAdvice(): string {
  return t(
    'The host name can’t be found. Check the address and that this machine is online; if you connect through a proxy, set {0}.',
    code('http.proxy'),
  );
}

function unreachableAdvice(errorCode: string): string {
  return errorCode === 'ECONNREFUSED'
    ? t(
        'Nothing is listening at this address. The server may be down, the port may be wrong, or a firewall may block the connection.',
      )
    : t(
        'The connection was interrupted. Check that this machine is online; a firewall or a proxy may be in the way.',
      );
}

function proxyAdvice(errorCode: string): string {
  return errorCode === '407'
    ? t(
        'The proxy requires a sign-in. Set {0} or {1}, or ask the proxy’s administrators.',
        code('http.proxy'),
        code('http.proxyAuthorization'),
      )
    : t(
        'Check {0}, and ask your proxy’s administrators to allow the hosts below.',
        code('http.proxy'),
      );
}

function derivedAdvice(address: string): string {
  return t(
    'The API was expected at {0}, an address derived from the token address. If your API is elsewhere, correct its address with {1}.',
    code(address),
    command(t('Switch Application')),
  );
}

function portalAdvice(address: string): string {
  return t(
    'A proxy or a sign-in portal answered instead of the server. Open {0} in a browser; you may have to sign in there first.',
    code(address),
  );
}

function addressAdvice(): string {
  return t('This server doesn’t look like Isogeo. Check the addresses in the credentials.');
}

/** Advice that the sentence about the failure doesn't contain. */
function certificateAdvice(errorCode: string): string {
  return lacksIssuerAlone(errorCode)
    ? t(
        'If your organisation issued this certificate, install its authority in the system’s store or trust it with {0}. Otherwise don’t trust it.',
        command(t('Manage Trusted Certificates')),
      )
    : t(
        'This certificate error can’t be bypassed safely. Check the address and this machine’s date, and tell the server’s or proxy’s administrators.',
      );
}

function command(title: string): string {
  return `**Isogeo: ${title}**`;
}
