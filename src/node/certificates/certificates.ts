import { X509Certificate } from 'node:crypto';
import * as tls from 'node:tls';
import type { Certificate } from '../../core/certificates/certificate.ts';
import { plainName } from '../../core/text/plainText.ts';
import type { Handshake } from '../../session/ports.ts';
import { withoutBrackets } from '../../core/platform/hosts.ts';

function certificateOf(peer: tls.PeerCertificate): Certificate {
  return {
    subject: nameIn(peer.subject),
    issuer: nameIn(peer.issuer),
    validFrom: Date.parse(peer.valid_from),
    validTo: Date.parse(peer.valid_to),
    fingerprint: peer.fingerprint256,
    pem: new X509Certificate(peer.raw).toString(),
  };
}

/** The certificate that the server of an encrypted connection showed, trusted or not. */
export function handshakeOf(secure: tls.TLSSocket, hostname: string): Handshake | undefined {
  const peer = secure.getPeerX509Certificate()?.toLegacyObject();
  if (!peer) return undefined;
  const certificate = certificateOf(peer);
  return secure.authorized
    ? { certificate }
    : { certificate, fault: faultOf(secure, peer, hostname) };
}

/**
 * The most serious fault: OpenSSL reports only one, and compares the name only if everything else is valid.
 */
function faultOf(secure: tls.TLSSocket, peer: tls.PeerCertificate, hostname: string): string {
  if (tls.checkServerIdentity(withoutBrackets(hostname), peer))
    return 'ERR_TLS_CERT_ALTNAME_INVALID';
  const now = Date.now();
  if (now > Date.parse(peer.valid_to)) return 'CERT_HAS_EXPIRED';
  if (now < Date.parse(peer.valid_from)) return 'CERT_NOT_YET_VALID';
  // Node's types declare an error here, but the value is the error's code.
  const code: unknown = secure.authorizationError;
  return typeof code === 'string' && /^\w{1,60}$/.test(code) ? code : 'unknown';
}

/** `undefined` if the text isn't a certificate. */
export function readCertificate(pem: string): Certificate | undefined {
  try {
    return certificateOf(new X509Certificate(pem).toLegacyObject());
  } catch {
    return undefined;
  }
}

/** The name to show: the common name if there is one, else the next most useful name. */
function nameIn(name: tls.Certificate | undefined): string {
  const { CN, O } = (name ?? {}) as Partial<Record<'CN' | 'O', string | readonly string[]>>;
  const [common, organisation] = [CN, O].map((part) =>
    plainName(typeof part === 'string' ? part : (part?.join(', ') ?? '')),
  );
  if (common === undefined) return organisation ?? '?';
  return organisation === undefined || organisation === common
    ? common
    : `${common} (${organisation})`;
}
