import type * as vscode from 'vscode';
import type { Certificate } from '../../core/certificates/certificate.ts';

/** A certificate that the user trusts for one host. */
export interface TrustedCertificate {
  /** Written as in an address, with any port other than 443. */
  readonly host: string;
  readonly certificate: Certificate;
  readonly until: 'revoked' | 'session';
}

/** The key contains the version: an older extension must neither read nor replace the data of a newer one. */
const key = 'isogeo.trustedCertificates.1';

interface Stored {
  readonly host: string;
  readonly pem: string;
}

/**
 * Certificates that are always trusted are in `globalState`, which a workspace can't set. They are read as
 * untrusted input: only host and certificate are kept, and the rest is derived.
 */
export class TrustedCertificates {
  readonly #globalState: vscode.Memento;
  readonly #read: (pem: string) => Certificate | undefined;
  #ofSession: readonly TrustedCertificate[] = [];

  constructor(globalState: vscode.Memento, read: (pem: string) => Certificate | undefined) {
    this.#globalState = globalState;
    this.#read = read;
  }

  list(): readonly TrustedCertificate[] {
    return this.#listed(() => true);
  }

  /** Parses only the certificates of that host, since each request calls this. */
  pinned(host: string): readonly Certificate[] {
    return this.#listed((each) => each === host).map(({ certificate }) => certificate);
  }

  #listed(isWanted: (host: string) => boolean): readonly TrustedCertificate[] {
    const ofSession = this.#ofSession.filter(({ host }) => isWanted(host));
    // A server has one certificate.
    const hosts = new Set(ofSession.map(({ host }) => host));
    const stored = this.#stored().flatMap(({ host, pem }): TrustedCertificate[] => {
      const certificate = isWanted(host) && !hosts.has(host) ? this.#read(pem) : undefined;
      return certificate ? [{ host, certificate, until: 'revoked' }] : [];
    });
    return [...stored, ...ofSession];
  }

  /**
   * Replaces the trusted certificate of that host. A certificate for the session replaces it only until the
   * session ends.
   */
  async trust(trusted: TrustedCertificate): Promise<void> {
    const { host, certificate, until } = trusted;
    if (until === 'revoked') {
      await this.#store([...this.#othersStored(host), { host, pem: certificate.pem }]);
    }
    const others = this.#ofSession.filter((each) => each.host !== host);
    this.#ofSession = until === 'session' ? [...others, trusted] : others;
  }

  async revoke(host: string): Promise<void> {
    const others = this.#othersStored(host);
    if (others.length < this.#stored().length) await this.#store(others);
    this.#ofSession = this.#ofSession.filter((each) => each.host !== host);
  }

  #othersStored(host: string): readonly Stored[] {
    return this.#stored().filter((each) => each.host !== host);
  }

  #store(certificates: readonly Stored[]): Thenable<void> {
    return this.#globalState.update(key, certificates);
  }

  #stored(): readonly Stored[] {
    const stored = this.#globalState.get<unknown>(key);
    return Array.isArray(stored) ? stored.filter(isStored) : [];
  }
}

function isStored(value: unknown): value is Stored {
  const { host, pem } = Object(value) as Readonly<Record<string, unknown>>;
  return typeof host === 'string' && typeof pem === 'string';
}
