import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../scripts/lib/cleanup.ts';
import { writeCredentialsFiles } from '../sandbox/credentialsFiles.ts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { openWorkbench, type Workbench, type WorkbenchOptions } from './driver.ts';

export const statusBarItemId = 'isogeo.isogeo-api.isogeo.token';

/** A developer's desk: a workspace with the credentials of a platform, open in VS Code. */
export interface Desk {
  readonly workbench: Workbench;
  readonly sandbox: Sandbox;
  /** Holds `client_secrets.json` and `client_secrets.ini`. */
  readonly workspace: string;
  /** A folder that is not open. */
  readonly elsewhere: string;
  dispose(): Promise<void>;
}

export async function openDesk(options: Omit<WorkbenchOptions, 'workspace'> = {}): Promise<Desk> {
  const temporary = temporaryFolder();
  const workspace = join(temporary.path, 'catalog-tools');
  const elsewhere = join(temporary.path, 'elsewhere');
  mkdirSync(elsewhere);
  const sandbox = await startSandbox();
  const [application] = sandbox.applications;
  let workbench: Workbench | undefined;
  const dispose = async (): Promise<void> => {
    await workbench?.dispose();
    await sandbox.stop();
    temporary.remove();
  };
  try {
    if (!application) throw new Error('The sandbox has no application.');
    await writeCredentialsFiles(workspace, sandbox, application);
    workbench = await openWorkbench({ ...options, workspace });
    return { workbench, sandbox, workspace, elsewhere, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}
