import * as vscode from 'vscode';
import { lacksIssuerAlone } from '../../core/certificates/certificate.ts';
import type { CredentialsProblem, Failure } from '../../core/failure.ts';
import type { Endpoints } from '../../core/platform/endpoints.ts';
import { hostsBeside, hostsToAllow } from '../../core/platform/hosts.ts';
import type { Position } from '../../core/text/position.ts';
import type { Applications } from '../../session/applications/applications.ts';
import { isInBrowser, reloadWindow } from '../host/browser.ts';
import { t } from '../host/l10n.ts';
import {
  addCaFile,
  askToTrust,
  copyHosts,
  type CertificatePorts,
} from '../certificates/manageCertificates.ts';
import { notifyWith } from '../host/notify.ts';
import { causeOf } from '../words/failures.ts';

/** The actions that a failure can offer; each command passes its own. */
export interface Remedies {
  readonly tryAgain: () => Promise<unknown>;
  /** Chooses the credentials from another source. */
  readonly chooseAnotherFile?: () => Promise<unknown>;
  /** Shows the typed values again, for a correction. */
  readonly enterAgain?: () => Promise<unknown>;
  /** Opens the credentials file at the place of the problem. */
  readonly openFile?: (position: Position) => Promise<unknown>;
  /** Starts the browser sign-in of the application that failed. */
  readonly signIn?: () => Promise<unknown>;
  /** The endpoints of the credentials that failed, if they aren't saved. */
  readonly endpoints?: Endpoints;
  /** Corrects the API address of an on-premises application. */
  readonly correctApiAddress?: () => Promise<unknown>;
  /** Checks the connection that failed, if its credentials can be found. */
  readonly checkConnection?: () => Thenable<unknown>;
}

export interface FailurePorts extends CertificatePorts {
  /** The log, which the user may open. */
  readonly channel: { show(): void };
  readonly applications: Pick<Applications, 'inMemory'>;
}

type Remedy = readonly [label: string, run: () => unknown];

/**
 * Shows a failure once: the cause, what was kept, and one action (several for a certificate or proxy). A
 * cancellation shows nothing. Doesn't wait for the user, so that the command ends with its work.
 */
export function showFailure(
  failure: Failure,
  kept: string,
  ports: FailurePorts,
  remedies: Remedies,
): void {
  if (failure.reason === 'cancelled') return;
  // A request to the user isn't an error.
  const kind = failure.reason === 'interaction-required' ? 'info' : 'error';
  const actions = new Map(remediesOf(failure, ports, remedies));
  notifyWith(kind, withKept(causeOf(failure), kept), actions);
}

/**
 * Adds the sentence about the saved data, unless the cause already has two sentences: a message has at most
 * two.
 */
function withKept(cause: string, kept: string): string {
  return /[.?] \p{Lu}/u.test(cause) ? cause : `${cause} ${kept}`.trimEnd();
}

function remediesOf(failure: Failure, ports: FailurePorts, remedies: Remedies): readonly Remedy[] {
  const usual: Remedy = remedyOf(failure, remedies) ?? [
    t('Show Log'),
    () => {
      ports.channel.show();
    },
  ];
  if (failure.reason === 'wrong-platform' && remedies.correctApiAddress) {
    return [usual, [t('Correct API Address…'), remedies.correctApiAddress]];
  }
  if (failure.reason !== 'tls' && failure.reason !== 'proxy') return [usual];
  const ways = failure.reason === 'tls' ? waysToTrust(failure, ports, remedies) : [];
  const { host } = failure;
  const copy = () => copyHosts(hostsToAllow(hostsBeside(host, endpointsIn(ports, remedies))));
  return [...(ways.length > 0 ? ways : [usual]), [t('Copy Hosts'), copy]];
}

/** The endpoints of the credentials that failed, and of the saved applications that this window has read. */
function endpointsIn({ applications }: FailurePorts, { endpoints }: Remedies): Endpoints[] {
  const saved = applications
    .inMemory()
    .map(({ record }) => record.application.credentials.endpoints);
  return endpoints ? [endpoints, ...saved] : saved;
}

/**
 * The ways to trust the certificate. Returns no way for a certificate with another
 * fault than an unknown issuer, or for one that couldn't be read and may have such a fault.
 */
function waysToTrust(
  { host, code, certificate }: Extract<Failure, { reason: 'tls' }>,
  ports: CertificatePorts,
  { tryAgain }: Remedies,
): readonly Remedy[] {
  if (!certificate || !lacksIssuerAlone(code)) return [];
  const thenAgain = (change: Promise<boolean>) =>
    change.then((isChanged) => (isChanged ? tryAgain() : undefined));
  return [
    [t('Trust This Certificate…'), () => thenAgain(askToTrust(host, certificate, ports))],
    [t('Add CA File…'), () => thenAgain(addCaFile(ports))],
  ];
}

/** The action for a failure; `undefined` if the log helps more than another try. */
function remedyOf(failure: Failure, remedies: Remedies): Remedy | undefined {
  const remedy = (label: string, run: Remedy[1] | undefined): Remedy | undefined =>
    run && [label, run];
  const again: Remedy = [t('Try Again'), remedies.tryAgain];
  const file = remedy(t('Choose Another File…'), remedies.chooseAnotherFile);
  const enter = remedy(t('Enter Again…'), remedies.enterAgain);
  const signIn = remedy(t('Sign In'), remedies.signIn);
  switch (failure.reason) {
    case 'credentials-invalid':
      return openFile(failure.problem, remedies) ?? enter ?? file;
    case 'credentials-unreadable':
    case 'endpoint-refused':
      return enter ?? file;
    case 'rejected':
      return failure.oauthError === 'invalid_grant' ? (signIn ?? again) : (enter ?? file);
    case 'interaction-required':
      if (failure.need.startsWith('renew')) return [t('Renew Token'), remedies.tryAgain];
      return failure.need === 'browser-sign-in' ? (signIn ?? file) : file;
    case 'storage':
      if (failure.problem !== 'lost') return again;
      return isInBrowser()
        ? [t('Reload Window'), () => vscode.commands.executeCommand(reloadWindow)]
        : file;
    case 'cancelled':
    case 'consent-denied':
    case 'unreachable':
    case 'timed-out':
    case 'throttled':
    case 'server-error':
      return again;
    case 'tls':
    case 'proxy':
    case 'unexpected-response':
    case 'wrong-platform':
      return remedy(t('Check Connection'), remedies.checkConnection);
  }
}

function openFile(problem: CredentialsProblem, { openFile: open }: Remedies): Remedy | undefined {
  const position = 'position' in problem ? problem.position : undefined;
  return open && position && [t('Open File'), () => open(position)];
}
