import * as vscode from 'vscode';
import type { CaFileFault, Certificate } from '../../core/certificates/certificate.ts';
import type { Endpoints } from '../../core/platform/endpoints.ts';
import { hostsOf, hostsToAllow } from '../../core/platform/hosts.ts';
import { readCaFiles, writeCaFiles } from './caFiles.ts';
import { caFileInWords, dateInWords } from '../words/certificates.ts';
import { t } from '../host/l10n.ts';
import { notify, sayInPassing } from '../host/notify.ts';
import type { TrustedCertificate, TrustedCertificates } from './trustedCertificates.ts';

export interface CertificateServices {
  readonly trusted: TrustedCertificates;
  /** The certificates of a PEM file. */
  readonly readCaFile: (path: string) => Promise<readonly Certificate[] | CaFileFault>;
}

export interface ManageServices extends CertificateServices {
  /** Of every application that is known. */
  readonly endpoints: () => readonly Endpoints[];
}

export async function copyHosts(hosts: readonly string[]): Promise<void> {
  await vscode.env.clipboard.writeText(`${hosts.join('\n')}\n`);
  sayInPassing(t('Hosts copied'));
}

/** Answers whether the certificate is trusted now; the user reads the fingerprint first. */
export async function askToTrust(
  host: string,
  certificate: Certificate,
  { trusted }: CertificateServices,
): Promise<boolean> {
  const [session, always] = [t('For This Session'), t('Always')];
  const answer = await notify.confirm(
    t('Trust this certificate of {0}?', host),
    `${factsOf(certificate)}\n\n${t(
      'Compare this fingerprint with the one that the server’s administrators give you. Only this certificate will be trusted, and only for {0}.',
      host,
    )}`,
    session,
    always,
  );
  if (answer === undefined) return false;
  const until = answer === always ? 'revoked' : 'session';
  return isSaved(trusted.trust({ host, certificate, until }));
}

/** Says why not, in VS Code's words: the settings may hold an error, or changes that are not saved. */
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

function factsOf({ subject, issuer, validFrom, validTo, fingerprint }: Certificate): string {
  return [
    t('Issued to: {0}', subject),
    t('Issued by: {0}', issuer),
    t('Valid: {0} to {1}', dateInWords(validFrom), dateInWords(validTo)),
    t('SHA-256 {0}', fingerprint),
  ].join('\n');
}

/** Answers whether one was added. A file that holds no certificate is not. */
export async function addCaFile({ readCaFile }: CertificateServices): Promise<boolean> {
  const add = t('Add CA File…');
  const [uri] =
    (await vscode.window.showOpenDialog({
      title: add,
      openLabel: t('Trust'),
    })) ?? [];
  if (!uri) return false;
  const read = await readCaFile(uri.fsPath);
  if ('problem' in read) {
    void notify.error(caFileInWords(read));
    return false;
  }
  const paths = readCaFiles();
  return paths.includes(uri.fsPath) || isSaved(writeCaFiles([...paths, uri.fsPath]));
}

interface Item extends vscode.QuickPickItem {
  readonly run?: () => Thenable<unknown>;
}

/** What is trusted beside the system; the list comes back after a change, until it is left. */
export async function manageCertificates(services: ManageServices): Promise<void> {
  for (;;) {
    const chosen = await pick(await itemsOf(services));
    if (!chosen?.run) return;
    await chosen.run();
  }
}

async function itemsOf(services: ManageServices): Promise<readonly Item[]> {
  const { trusted, readCaFile } = services;
  const paths = readCaFiles();
  const files = await Promise.all(paths.map(readCaFile));
  return [
    heading(t('Trusted for one host')),
    ...trusted.list().map((each) => itemOfTrusted(each, services)),
    heading(t('CA files, trusted for all Isogeo requests')),
    ...paths.flatMap((path, index) => itemOfFile(path, files[index] ?? [])),
    heading(''),
    {
      label: `$(add) ${t('Add CA File…')}`,
      alwaysShow: true,
      run: () => addCaFile(services),
    },
    {
      label: `$(copy) ${t('Copy Hosts for the Proxy')}`,
      alwaysShow: true,
      run: () => copyHosts(hostsToAllow(services.endpoints().flatMap(hostsOf))),
    },
  ];
}

function heading(label: string): Item {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

function itemOfTrusted(
  { host, certificate, until }: TrustedCertificate,
  { trusted }: CertificateServices,
): Item {
  return {
    label: `$(shield) ${host}`,
    description: until === 'session' ? t('for this session') : t('always'),
    detail: [certificate.subject, t('SHA-256 {0}', certificate.fingerprint)].join(' · '),
    buttons: [revokeButton()],
    run: async () => {
      const revoke = t('Revoke');
      const answer = await notify.confirm(
        t('No longer trust this certificate of {0}?', host),
        factsOf(certificate),
        revoke,
      );
      if (answer === revoke) await isSaved(trusted.revoke(host));
    },
  };
}

/** The file itself stays: what is revoked can be added again. */
function itemOfFile(path: string, read: readonly Certificate[] | CaFileFault): Item {
  const isBad = 'problem' in read;
  return {
    label: `$(${isBad ? 'warning' : 'file'}) ${path}`,
    detail: isBad ? caFileInWords(read) : read.map(({ subject }) => subject).join(' · '),
    buttons: [revokeButton()],
    run: () => isSaved(writeCaFiles(readCaFiles().filter((each) => each !== path))),
  };
}

function revokeButton(): vscode.QuickInputButton {
  return { iconPath: new vscode.ThemeIcon('trash'), tooltip: t('Revoke') };
}

/** The button of an item does what a click on it does. */
function pick(items: readonly Item[]): Promise<Item | undefined> {
  const picker = vscode.window.createQuickPick<Item>();
  picker.title = t('Manage Trusted Certificates');
  picker.placeholder = t('Select an entry to revoke');
  picker.matchOnDetail = true;
  picker.items = items;
  return new Promise<Item | undefined>((resolve) => {
    picker.onDidAccept(() => {
      resolve(picker.selectedItems[0]);
    });
    picker.onDidTriggerItemButton(({ item }) => {
      resolve(item);
    });
    picker.onDidHide(() => {
      resolve(undefined);
    });
    picker.show();
  }).finally(() => {
    picker.dispose();
  });
}
