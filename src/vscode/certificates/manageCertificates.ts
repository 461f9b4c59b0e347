import * as vscode from 'vscode';
import type { CaFileFault, Certificate } from '../../core/certificates/certificate.ts';
import type { Endpoints } from '../../core/platform/endpoints.ts';
import { hostsOf, hostsToAllow } from '../../core/platform/hosts.ts';
import { readCaFiles, writeCaFiles } from './caFiles.ts';
import { caFileInWords, dateInWords } from '../words/certificates.ts';
import { t } from '../host/l10n.ts';
import { chooseOneFile } from '../host/chooseFile.ts';
import { notify, sayInPassing } from '../host/notify.ts';
import { pick, type Row, type Rows } from '../host/pick.ts';
import type { TrustedCertificate, TrustedCertificates } from './trustedCertificates.ts';

export interface CertificatePorts {
  readonly trusted: TrustedCertificates;
  /** The certificates of a PEM file. */
  readonly readCaFile: (path: string) => Promise<readonly Certificate[] | CaFileFault>;
}

export interface ManagePorts extends CertificatePorts {
  /** The endpoints of every known application. */
  readonly endpoints: () => readonly Endpoints[];
}

/** Copies the hosts that a proxy must let through, one in each line. */
export async function copyHosts(hosts: readonly string[]): Promise<void> {
  await vscode.env.clipboard.writeText(`${hosts.join('\n')}\n`);
  sayInPassing(t('Hosts copied'));
}

/** Shows the fingerprint and asks. Returns whether the certificate is now trusted. */
export async function askToTrust(
  host: string,
  certificate: Certificate,
  { trusted }: CertificatePorts,
): Promise<boolean> {
  const [session, always] = [t('For This Session'), t('Always')];
  const answer = await notify.confirm(
    t('Trust this certificate of {0}?', host),
    [
      ...factsOf(certificate),
      '',
      t(
        'Compare this fingerprint with the one that the server’s administrators give you. Only this certificate will be trusted, and only for {0}.',
        host,
      ),
    ],
    session,
    always,
  );
  if (answer === undefined) return false;
  const until = answer === always ? 'revoked' : 'session';
  return isSaved(trusted.trust({ host, certificate, until }));
}

/** Shows VS Code's own message if saving fails: the settings may have an error or unsaved changes. */
async function isSaved(change: Thenable<void>): Promise<boolean> {
  try {
    await change;
    return true;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    void notify.error(t('VS Code couldn’t save the trusted certificate: {0}', why));
    return false;
  }
}

function factsOf({
  subject,
  issuer,
  validFrom,
  validTo,
  fingerprint,
}: Certificate): readonly string[] {
  return [
    t('Issued to: {0}', subject),
    t('Issued by: {0}', issuer),
    t('Valid: {0} to {1}', dateInWords(validFrom), dateInWords(validTo)),
    t('SHA-256 {0}', fingerprint),
  ];
}

/** Returns whether a file was added. A file without a certificate isn't. */
export async function addCaFile({ readCaFile }: CertificatePorts): Promise<boolean> {
  const add = t('Add CA File…');
  const uri = await chooseOneFile(add, t('Trust'));
  if (!uri) return false;
  const read = await readCaFile(uri.fsPath);
  if ('problem' in read) {
    void notify.error(caFileInWords(read));
    return false;
  }
  const paths = readCaFiles();
  return paths.includes(uri.fsPath) || isSaved(writeCaFiles([...paths, uri.fsPath]));
}

/** The action of a line. */
type Run = () => Thenable<unknown>;

/**
 * Lists what is trusted in addition to the system's certificates. The list reappears after a change, until
 * the user leaves it.
 */
export async function manageCertificates(ports: ManagePorts): Promise<void> {
  for (;;) {
    const run = await pick({
      title: t('Manage Trusted Certificates'),
      placeholder: t('Select an entry to revoke'),
      rows: trustRows(ports),
    });
    if (!run) return;
    await run();
  }
}

async function trustRows(ports: ManagePorts): Promise<Rows<Run>> {
  const { trusted, readCaFile } = ports;
  const paths = readCaFiles();
  const files = await Promise.all(paths.map(readCaFile));
  return [
    { heading: t('Trusted for one host') },
    ...trusted.list().map((each) => rowOfTrusted(each, ports)),
    { heading: t('CA files, trusted for all Isogeo requests') },
    ...paths.flatMap((path, index) => rowOfFile(path, files[index] ?? [])),
    { heading: '' },
    {
      icon: 'add',
      label: t('Add CA File…'),
      alwaysShow: true,
      value: () => addCaFile(ports),
    },
    {
      icon: 'copy',
      label: t('Copy Hosts for the Proxy'),
      alwaysShow: true,
      value: () => copyHosts(hostsToAllow(ports.endpoints().flatMap(hostsOf))),
    },
  ];
}

function rowOfTrusted(
  { host, certificate, until }: TrustedCertificate,
  { trusted }: CertificatePorts,
): Row<Run> {
  const value = async () => {
    const revoke = t('Revoke');
    const answer = await notify.confirm(
      t('No longer trust this certificate of {0}?', host),
      factsOf(certificate),
      revoke,
    );
    if (answer === revoke) await isSaved(trusted.revoke(host));
  };
  return {
    icon: 'shield',
    label: host,
    description: until === 'session' ? t('for this session') : t('always'),
    detail: [certificate.subject, t('SHA-256 {0}', certificate.fingerprint)].join(' · '),
    ...revoking(value),
  };
}

/** Revoking doesn't delete the file, so it can be added again. */
function rowOfFile(path: string, read: readonly Certificate[] | CaFileFault): Row<Run> {
  const isBad = 'problem' in read;
  return {
    icon: isBad ? 'warning' : 'file',
    label: path,
    detail: isBad ? caFileInWords(read) : read.map(({ subject }) => subject).join(' · '),
    ...revoking(() => isSaved(writeCaFiles(readCaFiles().filter((each) => each !== path)))),
  };
}

/** The button beside a line does the same as a click on the line. */
function revoking(value: Run): Pick<Row<Run>, 'value' | 'buttons'> {
  return { value, buttons: [{ icon: 'trash', tooltip: t('Revoke'), value }] };
}
