import type * as vscode from 'vscode';
import type { Applications } from '../../session/applications/applications.ts';
import type { ActiveApplication } from '../host/activeApplication.ts';
import type { AuthenticationProvider } from './authenticationProvider.ts';
import { onVaultChange } from '../host/vault.ts';

interface Ports {
  readonly applications: Applications;
  readonly active: Pick<ActiveApplication, 'id' | 'drop'>;
  readonly provider: Pick<AuthenticationProvider, 'storageChanged'>;
}

/** Brings into this window what another one has written or removed. */
export function followOtherWindows(secrets: vscode.SecretStorage, ports: Ports): vscode.Disposable {
  return onVaultChange(secrets, (id) => {
    ports.provider.storageChanged(id);
    void loadOrDrop(id, ports);
  });
}

/** What another window has removed is not this window's any more. */
export async function loadOrDrop(
  id: string,
  { applications, active }: Pick<Ports, 'applications' | 'active'>,
): Promise<void> {
  const loaded = await applications.load(id);
  if (loaded.ok && !loaded.value && active.id === id) active.drop(id);
}
