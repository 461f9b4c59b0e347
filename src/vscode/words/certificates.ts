import * as vscode from 'vscode';
import {
  certificateFaultOf,
  type CaFileFault,
  type Certificate,
} from '../../core/certificates/certificate.ts';
import type { Failure } from '../../core/failure.ts';
import { t } from '../host/l10n.ts';

/** The fault of a certificate, then the CA file that might have helped, or else the names and dates. */
export function certificateFailure({
  host,
  code,
  certificate,
  caFile,
}: Extract<Failure, { reason: 'tls' }>): string {
  const fault = certificateFaultInWords(host, code);
  const more = caFile ? caFileInWords(caFile) : certificate && whose(certificate);
  return more === undefined ? fault : `${fault} ${more}`;
}

function certificateFaultInWords(host: string, code: string): string {
  return {
    'unknown-issuer': t('The issuer of {0}’s certificate isn’t trusted on this machine.', host),
    'self-signed': t('The certificate of {0} is self-signed.', host),
    expired: t(
      'The certificate of {0} has expired: ask the server’s administrators to renew it.',
      host,
    ),
    'not-yet-valid': t('The certificate of {0} isn’t valid yet: check this machine’s clock.', host),
    'wrong-host': t('The certificate of {0} belongs to another server.', host),
    'incomplete-chain': t('{0} doesn’t send all the certificates needed to verify it.', host),
    revoked: t('The certificate of {0} was revoked.', host),
    other: t('No secure connection to {0} could be established ({1}).', host, code),
  }[certificateFaultOf(code)];
}

function whose({ subject, issuer, validFrom, validTo }: Certificate): string {
  return t(
    'Issued to {0} by {1}, valid from {2} to {3}.',
    subject,
    issuer,
    dateInWords(validFrom),
    dateInWords(validTo),
  );
}

export function caFileInWords({ path, problem }: CaFileFault): string {
  return {
    'not-absolute': t('The CA file {0} needs an absolute path.', path),
    'not-found': t('The CA file {0} doesn’t exist.', path),
    unreadable: t('The CA file {0} can’t be read.', path),
    'no-certificate': t('The CA file {0} is damaged or contains no PEM certificate.', path),
  }[problem];
}

/** A date in the user's language; the date in a certificate may be invalid. */
export function dateInWords(moment: number): string {
  return Number.isNaN(moment)
    ? '?'
    : new Date(moment).toLocaleDateString(vscode.env.language, { dateStyle: 'long' });
}
