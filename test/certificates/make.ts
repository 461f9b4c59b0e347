import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  type JsonGeneralName,
  type X509Certificate,
} from '@peculiar/x509';

/** A certificate with its key, made for one test. */
export interface Issued {
  readonly cert: string;
  readonly key: string;
  readonly certificate: X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
}

export interface Wanted {
  /** The common name. */
  readonly name: string;
  /** Absent: the certificate is self-signed. */
  readonly by?: Issued;
  readonly isAuthority?: boolean;
  /** The names in the certificate; default: `127.0.0.1` and `localhost`. */
  readonly names?: readonly JsonGeneralName[];
  readonly from?: Date;
  readonly to?: Date;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
const signingAlgorithm = { name: 'ECDSA', hash: 'SHA-256' };
const dayMs = 86_400_000;
const ownNames: readonly JsonGeneralName[] = [
  { type: 'ip', value: '127.0.0.1' },
  { type: 'dns', value: 'localhost' },
];

export async function issue({ name, by, isAuthority, names, from, to }: Wanted): Promise<Issued> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const subject = `CN=${name}`;
  const certificate = await X509CertificateGenerator.create({
    subject,
    issuer: by?.certificate.subject ?? subject,
    publicKey: keys.publicKey,
    signingKey: by?.keys.privateKey ?? keys.privateKey,
    signingAlgorithm,
    notBefore: from ?? new Date(Date.now() - dayMs),
    notAfter: to ?? new Date(Date.now() + 30 * dayMs),
    extensions: [
      new BasicConstraintsExtension(isAuthority ?? false, undefined, true),
      ...(isAuthority === true
        ? []
        : [new SubjectAlternativeNameExtension([...(names ?? ownNames)])]),
    ],
  });
  const der = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    cert: `${certificate.toString('pem')}\n`,
    key: PemConverter.encode(der, 'PRIVATE KEY'),
    certificate,
    keys,
  };
}

/** A root that nothing trusts, an intermediate authority, and a server's certificate for this machine. */
export async function issueChain(): Promise<
  Readonly<Record<'root' | 'between' | 'server', Issued>>
> {
  const root = await issue({ name: 'Test root', isAuthority: true });
  const between = await issue({ name: 'Test authority', by: root, isAuthority: true });
  const server = await issue({ name: 'Test server', by: between });
  return { root, between, server };
}
