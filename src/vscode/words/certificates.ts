import * as vscode from 'vscode';
import {
  certificateFaultOf,
  type CaFileFault,
  type Certificate,
} from '../../core/certificates/certificate.ts';
import type { Failure } from '../../core/failure.ts';
import { t } from '../host/l10n.ts';

/** What is wrong with a certificate, whose it is, and which CA file might have helped. */
export function certificateFailure({
  host,
  code,
  certificate,
  caFile,
}: Extract<Failure, { reason: 'tls' }>): string {
  return [
    faultInWords(host, code),
    ...(certificate ? [whose(certificate)] : []),
    ...(caFile ? [caFileInWords(caFile)] : []),
  ].join(' ');
}

function faultInWords(host: string, code: string): string {
  switch (certificateFaultOf(code)) {
    case 'unknown-issuer':
      return t(
        'The certificate of {0} comes from an issuer that this machine does not know.',
        host,
      );
    case 'self-signed':
      return t('The certificate of {0} is self-signed: only itself vouches for it.', host);
    case 'expired':
      return t('The certificate of {0} has expired: the server needs a new one.', host);
    case 'not-yet-valid':
      return t('The certificate of {0} is not valid yet: the clock may be wrong.', host);
    case 'wrong-host':
      return t('The certificate of {0} belongs to another server.', host);
    case 'incomplete-chain':
      return t('{0} does not send the certificates that lead to an issuer known here.', host);
    case 'revoked':
      return t('The certificate of {0} was revoked.', host);
    case 'other':
      return t('The encrypted connection to {0} cannot be made ({1}).', host, code);
  }
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
  switch (problem) {
    case 'not-found':
      return t('The CA file {0} does not exist.', path);
    case 'unreadable':
      return t('The CA file {0} cannot be read.', path);
    case 'no-certificate':
      return t('The CA file {0} holds no certificate in PEM form, or a damaged one.', path);
  }
}

/** In the user's language; a certificate may hold no date that is one. */
export function dateInWords(moment: number): string {
  return Number.isNaN(moment)
    ? '?'
    : new Date(moment).toLocaleDateString(vscode.env.language, { dateStyle: 'long' });
}
