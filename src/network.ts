import * as vscode from 'vscode';
import { proxyFor } from './core/http/proxy.ts';
import { createCaFileReader } from './node/certificates/caFiles.ts';
import { readCertificate } from './node/certificates/certificates.ts';
import { createTrust } from './node/certificates/trust.ts';
import { createFileLock } from './node/concurrency/fileLock.ts';
import { createProbe } from './node/connection/probe.ts';
import { readLocalFile } from './node/files/localFile.ts';
import { createHttp, withDeadline } from './node/http/http.ts';
import { Retrying } from './session/http/retrying.ts';
import type { Clock, HttpClient, Lock, Log, Probe, Timer } from './session/ports.ts';
import { readCaFiles } from './vscode/certificates/caFiles.ts';
import type { CertificatePorts } from './vscode/certificates/manageCertificates.ts';
import { TrustedCertificates } from './vscode/certificates/trustedCertificates.ts';
import { readProxySettings, usesSystemCertificates } from './vscode/host/proxySettings.ts';
import { settings } from './vscode/host/settings.ts';

export interface NetworkPorts {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly log: Log;
  readonly globalState: vscode.Memento;
  /** A folder without secrets, shared by every window of this machine. */
  readonly storageUri: vscode.Uri;
}

export interface Network {
  readonly http: HttpClient;
  readonly probe: Probe;
  readonly trusted: TrustedCertificates;
  readonly readCaFile: CertificatePorts['readCaFile'];
}

/** The requests to the platforms, and the certificates that verify them. */
export function createNetwork({ globalState, clock, timer, log }: NetworkPorts): Network {
  const trusted = new TrustedCertificates(globalState, readCertificate);
  const readCaFile = createCaFileReader(readLocalFile);
  const trust = createTrust({
    caFiles: readCaFiles,
    readCaFile,
    useSystem: usesSystemCertificates,
    pinned: (host) => trusted.pinned(host),
  });
  const proxyOf = (url: URL) => proxyFor(url, readProxySettings());
  const retrying = new Retrying({
    clock,
    timer,
    log,
    http: createHttp(trust),
    random: Math.random,
    proxyFor: proxyOf,
  });
  return {
    http: withDeadline(retrying, settings.timeoutMs),
    probe: createProbe({ timeoutMs: settings.probeTimeoutMs, proxyFor: proxyOf, trust }),
    trusted,
    readCaFile,
  };
}

/** Without a local storage folder, each window works without locks. */
export function lockIn({ storageUri, log }: Pick<NetworkPorts, 'storageUri' | 'log'>): Lock {
  if (storageUri.scheme !== 'file') return { hold: (_key, work) => work() };
  const folder = vscode.Uri.joinPath(storageUri, 'locks').fsPath;
  // A window waits for another window's token request as long as for the platform.
  return createFileLock({ folder, patienceMs: settings.timeoutMs, log });
}
