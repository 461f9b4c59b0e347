/** The certificate that a server showed in the handshake. Its names are safe to show on one line. */
export interface Certificate {
  readonly subject: string;
  readonly issuer: string;
  /** Milliseconds since the epoch. */
  readonly validFrom: number;
  readonly validTo: number;
  /** SHA-256, in hex with colons. */
  readonly fingerprint: string;
  /** The certificate itself, which is public. */
  readonly pem: string;
}

/** A file of the setting `isogeo.network.caCertificates` that can't be used. */
export interface CaFileFault {
  readonly path: string;
  readonly problem: 'not-absolute' | 'not-found' | 'unreadable' | 'no-certificate';
}

export type CertificateFault =
  | 'unknown-issuer'
  | 'self-signed'
  | 'expired'
  | 'not-yet-valid'
  | 'wrong-host'
  | 'incomplete-chain'
  | 'revoked'
  /** The handshake failed for a reason for which no other advice exists. */
  | 'other';

/** Groups the codes of Node and OpenSSL by the action that fixes them. */
export function certificateFaultOf(code: string): CertificateFault {
  switch (code) {
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'CERT_UNTRUSTED':
    case 'INVALID_CA':
      return 'unknown-issuer';
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return 'self-signed';
    case 'CERT_HAS_EXPIRED':
      return 'expired';
    case 'CERT_NOT_YET_VALID':
      return 'not-yet-valid';
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
    case 'HOSTNAME_MISMATCH':
      return 'wrong-host';
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return 'incomplete-chain';
    case 'CERT_REVOKED':
      return 'revoked';
    default:
      return 'other';
  }
}

/** Whether the unknown issuer is the only fault: name and dates are valid. */
export function lacksIssuerAlone(code: string): boolean {
  return ['unknown-issuer', 'self-signed', 'incomplete-chain'].includes(certificateFaultOf(code));
}
