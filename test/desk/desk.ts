import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { inBuild, inProject, readManifest } from '../../scripts/lib/project.ts';
import {
  openWorkbench,
  startVscode,
  vscodePool,
  type StatusBarItem,
  type Workbench,
  type WorkbenchOptions,
} from '../../tools/registry-vscode/index.ts';
import { temporaryFolder } from '../../tools/registry-vscode/system/cleanup.ts';
import { eventually, waitFor } from '../../tools/registry-vscode/system/wait.ts';
import { writeCredentialsFiles } from '../sandbox/credentialsFiles.ts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { addPseudoTranslation, PSEUDO_LOCALE } from './pseudo.ts';

const STATUS_BAR_ITEM = 'isogeo.isogeo-api.isogeo.token';
/** The time that VS Code needs to start the extension, on a busy machine too. */
const STARTED_MS = 60_000;

/** A developer's workspace with a platform's credentials, open in VS Code. */
export interface Desk {
  readonly workbench: Workbench;
  readonly sandbox: Sandbox;
  /** Contains `client_secrets.json` and `client_secrets.ini`. */
  readonly workspace: string;
  /** A folder that isn't open. */
  readonly elsewhere: string;
  /** Waits until the status bar item's text matches, and returns the item. */
  itemShows(text: RegExp): Promise<StatusBarItem>;
  itemTooltip(): Promise<string>;
  clickItem(): Promise<void>;
  /** Chooses a file in the file dialog, waiting for it if necessary. */
  chooseCredentials(path: string): Promise<void>;
  /** Runs Load Credentials File… on that file. */
  loadCredentials(path: string): Promise<void>;
  /** Runs Authenticate, and returns the offered lines; its picker stays open. */
  offeredCredentials(): Promise<readonly string[]>;
  dispose(): Promise<void>;
}

type Actions = Omit<Desk, 'workbench' | 'sandbox' | 'workspace' | 'elsewhere' | 'dispose'>;

export interface PackagedOptions extends Omit<
  WorkbenchOptions,
  'vsix' | 'screenshots' | 'unpacked' | 'afterInstall'
> {
  /** Also installs the extension that asks ours for sessions. */
  readonly withClient?: boolean;
  /** Also installs the extension that counts objects in the extension host. */
  readonly withProbe?: boolean;
}

export const clientExtension = inProject('test', 'integration', 'client-extension');
const probeExtension = inProject('test', 'longer', 'probe');

function packagedExtension(): string {
  const { name, version } = readManifest();
  const vsix = process.env['ISOGEO_VSIX'] ?? inBuild(`${name}-${version}.vsix`);
  if (!existsSync(vsix)) throw new Error(`${vsix} is missing: run \`npm run package\` first.`);
  return vsix;
}

let start = startVscode;

/**
 * Lets the desks that this process opens one after the other share a VS Code, which starts in a
 * third of the time. Returns what ends it.
 */
export function shareVscode(): () => Promise<void> {
  const pool = vscodePool();
  start = pool.start;
  return pool.close;
}

/** Opens VS Code with the packaged extension. */
export function openPackaged(options: PackagedOptions): Promise<Workbench> {
  const { withClient = false, withProbe = false, ...rest } = options;
  const packaged = {
    ...rest,
    vsix: packagedExtension(),
    screenshots: inBuild('screenshots'),
    unpacked: [...(withClient ? [clientExtension] : []), ...(withProbe ? [probeExtension] : [])],
    ...(options.locale === PSEUDO_LOCALE && {
      afterInstall: ({ extensions }: { readonly extensions: string }) => {
        addPseudoTranslation(extensions);
      },
    }),
  };
  return openWorkbench(packaged, start);
}

export async function openDesk(options: Omit<PackagedOptions, 'workspace'> = {}): Promise<Desk> {
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
    workbench = await openPackaged({ ...options, workspace });
    await isStarted(workbench);
    return { ...actions(workbench), workbench, sandbox, workspace, elsewhere, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function isStarted(workbench: Workbench): Promise<void> {
  await waitFor(
    () => workbench.statusBarItem(STATUS_BAR_ITEM),
    () => 'the status bar item of the extension',
    STARTED_MS,
  );
}

function actions(workbench: Workbench): Actions {
  const { quickInput } = workbench;
  const chooseCredentials = async (path: string): Promise<void> => {
    await quickInput.shows('Load Isogeo Credentials');
    await quickInput.chooseFile(path);
  };
  return {
    chooseCredentials,
    itemShows: (wanted) =>
      eventually(async () => {
        const item = await workbench.statusBarItem(STATUS_BAR_ITEM);
        if (item && wanted.test(item.text)) return item;
        throw new Error(`The item shows "${item?.text ?? ''}", not ${String(wanted)}.`);
      }),
    itemTooltip: () => workbench.statusBarTooltip(STATUS_BAR_ITEM),
    clickItem: () => workbench.clickStatusBarItem(STATUS_BAR_ITEM),
    loadCredentials: async (path) => {
      await workbench.runCommand('Isogeo: Load Credentials File…');
      await chooseCredentials(path);
    },
    offeredCredentials: async () => {
      await workbench.runCommand('Isogeo: Authenticate');
      await quickInput.shows('Choose the credentials to sign in with');
      return quickInput.labels();
    },
  };
}
