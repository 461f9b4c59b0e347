import type { Certificate } from '../../core/certificates/certificate.ts';
import type {
  Finding,
  Note,
  Outcome,
  Problem,
  StepName,
  Verdict,
} from '../../core/connection/connectionReport.ts';
import type { ProxyUse } from '../../core/http/proxy.ts';
import { durationInWords } from '../words/times.ts';
import { dateInWords } from '../words/certificates.ts';
import { t } from '../host/l10n.ts';
import { code, escapeMarkdown } from '../host/markdown.ts';
import { kindInWords, sharesInWords } from '../words/applications.ts';
import { causeOf } from '../words/failures.ts';

export function stepInWords(name: StepName): string {
  return {
    credentials: t('Credentials'),
    dns: t('DNS'),
    proxy: t('Proxy in use'),
    tcp: t('TCP'),
    tls: t('TLS'),
    clock: t('Clock'),
    token: t('Token'),
    about: t('API /about'),
    shares: t('Shares'),
  }[name];
}

/** The outcome of the whole check in one plain sentence. */
export function verdictInWords(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'works':
      return t('The connection to Isogeo works.');
    case 'nothing-shared':
      return t('You’re signed in, but nothing is shared with this application yet.');
    case 'no-token':
      return t('The servers can be reached, but there is no token to test.');
    case 'clock':
      return t('The connection works, but this machine’s clock is wrong.');
    case 'fails': {
      const { name, host } = verdict.step;
      if (name === 'credentials')
        return t('There are no credentials to check the connection with.');
      return host === undefined
        ? t('The connection to Isogeo fails at this step: {0}.', stepInWords(name))
        : t('The connection to {0} fails at this step: {1}.', host, stepInWords(name));
    }
  }
}

/** The finding of a step, in Markdown. */
export function outcomeInWords(outcome: Outcome): string {
  switch (outcome.state) {
    case 'passed':
      return findingInWords(outcome.finding);
    case 'noted':
      return noteInWords(outcome.note);
    case 'failed':
      return connectionProblemInWords(outcome.problem);
    case 'skipped':
      return t('Skipped: an earlier step failed.');
  }
}

function findingInWords(finding: Finding): string {
  switch (finding.kind) {
    case 'credentials':
      return t('Valid, for a {0}.', kindInWords(finding.application));
    case 'proxy':
      return proxyInWords(finding.use);
    case 'addresses':
      return addressesInWords(finding.host, finding.addresses);
    case 'connected':
      return t('{0} accepts connections.', code(finding.host));
    case 'certificate': {
      const words = certificateInWords(finding.certificate);
      return finding.trusted === 'by-system'
        ? words
        : `${words} ${t('The system doesn’t trust this certificate. The connection works, because you or VS Code’s settings trust the certificate.')}`;
    }
    case 'clock':
      return t('Within {0} of the server’s clock.', differenceInWords(finding.skewMs));
    case 'token':
      return tokenFindingInWords(finding);
    case 'version':
      return finding.version === undefined
        ? t('The API answers.')
        : t('The API answers, version {0}.', code(finding.version));
    case 'shares':
      return sharesInWords(finding.count);
    case 'token-accepted':
      return t('The API accepts the token.');
  }
}

function addressesInWords(host: string, addresses: readonly string[]): string {
  if (addresses.length === 1 && addresses[0] === host.replace(/^\[|\]$/g, '')) {
    return t('{0} is an IP address. No name lookup is needed.', code(host));
  }
  const most = 3;
  const shown = addresses.slice(0, most).map(code).join(', ');
  const more = addresses.length > most ? ', …' : '';
  return t('{0} has the address {1}.', code(host), shown + more);
}

function proxyInWords(use: ProxyUse): string {
  if (use.via === 'proxy') {
    const { scheme, hostname, port, from } = use.proxy;
    const address = code(`${scheme}://${hostname}:${port}`);
    return from === 'setting'
      ? t('{0}, from the setting {1}.', address, code('http.proxy'))
      : t('{0}, from environment variables.', address);
  }
  return {
    loopback: t('No proxy: this server is on this machine.'),
    off: t('No proxy: {0} is off.', code('http.proxySupport')),
    excluded: t('No proxy: this server is excluded from the proxy.'),
    'not-configured': t('No proxy is set. VS Code uses the system’s proxy, if there is one.'),
  }[use.because];
}

function certificateInWords(certificate: Certificate): string {
  return `${t(
    'Issued by {0}, valid until {1}.',
    code(certificate.issuer),
    dateInWords(certificate.validTo),
  )} ${fingerprintInWords(certificate)}`;
}

function fingerprintInWords({ fingerprint }: Certificate): string {
  return t('SHA-256 {0}', code(`${fingerprint.slice(0, 23)}…`));
}

function tokenFindingInWords(finding: Extract<Finding, { kind: 'token' }>): string {
  const { from, lifetimeMs } = finding;
  if (lifetimeMs === undefined) {
    return t('A token is saved. The platform didn’t say when it expires.');
  }
  return from === 'platform'
    ? t('Received a test token, valid for {0} (not saved).', durationInWords(lifetimeMs))
    : t('The saved token expires in {0}.', durationInWords(lifetimeMs));
}

function noteInWords(note: Note): string {
  return {
    'not-encrypted': t(
      'This connection isn’t encrypted, which is safe because the server is on this machine.',
    ),
    'other-way': t(
      'The direct connection failed, but VS Code’s requests reach the server, probably through the system’s proxy.',
    ),
    'inside-proxy': t(
      'The check can’t test this step, but VS Code’s requests get through the proxy.',
    ),
    'no-date': t('The server didn’t send its time.'),
    'no-token': t('No token is saved, so the check has no token to test.'),
    'token-expired': t('The saved token has expired. The check doesn’t renew it.'),
    'not-confirmed': t(
      'No token was requested, because you haven’t confirmed that your organisation runs Isogeo at {0}.',
      code('origin' in note ? note.origin : ''),
    ),
    'nothing-shared': t('Nothing is shared with this application yet.'),
  }[note.kind];
}

function connectionProblemInWords(problem: Problem): string {
  switch (problem.kind) {
    case 'failure':
      return problem.failure.reason === 'tls' && problem.failure.certificate
        ? [
            escapeMarkdown(causeOf(problem.failure)),
            code(problem.failure.code),
            fingerprintInWords(problem.failure.certificate),
          ].join(' ')
        : escapeMarkdown(causeOf(problem.failure));
    case 'clock':
      return problem.skewMs > 0
        ? t('{0} ahead of the server’s clock.', differenceInWords(problem.skewMs))
        : t('{0} behind the server’s clock.', differenceInWords(problem.skewMs));
    case 'strange-answer':
      return problem.isWebPage
        ? t('{0} returned a web page (HTTP {1}).', code(problem.address), problem.status)
        : t(
            '{0} doesn’t answer like an Isogeo API (HTTP {1}).',
            code(problem.address),
            problem.status,
          );
  }
}

function differenceInWords(skewMs: number): string {
  return Math.abs(skewMs) < 2000 ? t('{0} s', 1) : durationInWords(Math.abs(skewMs));
}
