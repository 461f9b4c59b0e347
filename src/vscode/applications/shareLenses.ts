import * as vscode from 'vscode';
import type { Platform } from '../../core/platform/endpoints.ts';
import { shareViewAddress, type ShareView } from '../../core/platform/shareViews.ts';
import type { Share } from '../../session/requests/readShares.ts';
import type { Clipboard } from '../host/clipboard.ts';
import { lens } from '../host/editor.ts';
import { t } from '../host/l10n.ts';

/** The shares that a document shows, in order. */
export interface ShownShares {
  readonly platform: Platform;
  readonly shares: readonly Share[];
}

/** The beginning of a share's line in the details of an application. */
export const shareStart = '# - ';

const views = ['openCatalog', 'csw'] as const satisfies readonly ShareView[];

/** Lenses that copy the addresses of a share's views. */
export function shareLenses(text: string, shown: ShownShares | undefined): vscode.CodeLens[] {
  if (!shown || shown.shares.length === 0) return [];
  const starts = text
    .split('\n')
    .flatMap((each, line) => (each.startsWith(shareStart) ? [line] : []));
  // The name of the application, in the first line, may begin with the same characters.
  return starts.slice(-shown.shares.length).flatMap((line, index) =>
    views
      .filter((view) => addressAt(shown, view, index) !== undefined)
      .map((view) =>
        lens(new vscode.Range(line, 0, line, 0), {
          title: view === 'csw' ? t('Copy CSW Address') : t('Copy OpenCatalog Address'),
          command: 'isogeo.copyShareAddress',
          // The address is a secret, so the lens passes only its index.
          arguments: [view, index],
        }),
      ),
  );
}

export async function copyShareAddress(
  shown: ShownShares | undefined,
  view: unknown,
  index: unknown,
  clipboard: Pick<Clipboard, 'copySecret'>,
): Promise<void> {
  const known = views.find((each) => each === view);
  const address =
    shown && known && typeof index === 'number' ? addressAt(shown, known, index) : undefined;
  if (address !== undefined) await clipboard.copySecret(address, t('Address copied'));
}

function addressAt({ platform, shares }: ShownShares, view: ShareView, index: number) {
  const share = shares[index];
  return share && shareViewAddress(view, platform, share);
}
