import type * as vscode from 'vscode';
import type { ApplicationReader } from '../../session/applications/reader.ts';
import type { ActiveApplication } from '../host/activeApplication.ts';
import type { StoredSecrets } from '../host/storedSecrets.ts';
import type { AuthenticationProvider } from './authenticationProvider.ts';

interface Ports {
  readonly applications: Pick<ApplicationReader, 'load'>;
  readonly active: Pick<ActiveApplication, 'id' | 'drop' | 'confirm'>;
  readonly provider: Pick<AuthenticationProvider, 'storageChanged'>;
}

/** Reads each record that another window has written or removed. */
export function followOtherWindows(
  secrets: Pick<StoredSecrets, 'onDidChange'>,
  ports: Ports,
): vscode.Disposable {
  return secrets.onDidChange((id) => {
    ports.provider.storageChanged(id);
    void loadOrDrop(id, ports);
  });
}

/**
 * Reads an application again. If another window has removed the active application, this window has no active
 * one.
 */
export async function loadOrDrop(
  id: string,
  {
    applications,
    active,
  }: {
    readonly applications: Ports['applications'];
    readonly active: Pick<ActiveApplication, 'id' | 'drop'>;
  },
): Promise<void> {
  const loaded = await applications.load(id);
  if (loaded.ok && !loaded.value && active.id === id) active.drop(id);
}

/** Reads the active application, or the previous one if the last sign-in wasn't saved. */
export async function loadAtStart(ports: Pick<Ports, 'applications' | 'active'>): Promise<void> {
  const { active, applications } = ports;
  for (let id = active.id; id !== undefined; id = active.id === id ? undefined : active.id) {
    const loaded = await applications.load(id);
    if (active.id !== id) return;
    if (loaded.ok && !loaded.value) active.drop(id);
    else active.confirm();
  }
}
