import type * as vscode from 'vscode';
import type { Certificate } from '../../core/certificates/certificate.ts';

/** One certificate that the user trusts, for one host alone. */
export interface TrustedCertificate {
  /** With its port, where that is not 443, as an address writes it. */
  readonly host: string;
  readonly certificate: Certificate;
  readonly until: 'revoked' | 'session';
}

/** The version is part of the key: what a newer one writes is not this one's to read or replace. */
const key = 'isogeo.trustedCertificates.1';

interface Stored {
  readonly host: string;
  readonly pem: string;
}

/**
 * Those for good are in `globalState`, which no workspace can set; they are read back as untrusted,
 * all but host and certificate being derived anew.
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
    const stored = this.#stored().flatMap(({ host, pem }): TrustedCertificate[] => {
      const certificate = this.#read(pem);
      return certificate ? [{ host, certificate, until: 'revoked' }] : [];
    });
    // A server has one certificate.
    const hosts = this.#ofSession.map(({ host }) => host);
    return [...stored.filter(({ host }) => !hosts.includes(host)), ...this.#ofSession];
  }

  pinned(host: string): readonly Certificate[] {
    return this.list().flatMap((each) => (each.host === host ? each.certificate : []));
  }

  /** Takes the place of what was trusted for that host; for a session, as long as that lasts. */
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
  if (typeof value !== 'object' || value === null) return false;
  return (
    'host' in value &&
    typeof value.host === 'string' &&
    'pem' in value &&
    typeof value.pem === 'string'
  );
}
