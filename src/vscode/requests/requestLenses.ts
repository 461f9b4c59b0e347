import * as vscode from 'vscode';
import { addressesOf } from '../../core/platform/endpoints.ts';
import { startsToPlatform } from '../../core/requests/help/place.ts';
import { startsWithoutHeader } from '../../core/requests/help/missingHeader.ts';
import { nextChangeAt, timeLeft } from '../../core/token/countdown.ts';
import { isValid, type Token } from '../../core/token/token.ts';
import type { Clock, Timer } from '../../session/ports.ts';
import { sectionIndexesIn } from '../../core/requests/file/requestDocument.ts';
import type { Steps } from '../../core/requests/file/steps.ts';
import { lens, type LensText } from '../host/editor.ts';
import { t } from '../host/l10n.ts';
import { timeInWords } from '../words/times.ts';
import { LensLines } from './lensLines.ts';
import type { RequestDocuments } from './requestDocuments.ts';
import { inSlices } from './slices.ts';
import { activeApplication, type ActivePorts } from '../host/loadActive.ts';

export interface LensPorts extends ActivePorts {
  readonly clock: Clock;
  readonly timer: Timer;
  /** Aborted when the extension stops. */
  readonly shutdown: AbortSignal;
}

/** Lenses above the requests to the active application's platform; in a long document, only near the visible ones. */
export function createRequestLenses(ports: LensPorts, documents: Pick<RequestDocuments, 'of'>) {
  const { active, applications, clock, timer } = ports;
  const lensLines = new LensLines();
  let cancelTimer: () => void = () => undefined;

  const activeToken = () => applications.get(active.id)?.record.token;

  /** `refresh`: asks for the lenses again when the shown time or the visible lines have changed. */
  const lenses = async (
    document: vscode.TextDocument,
    refresh: () => void,
  ): Promise<vscode.CodeLens[]> => {
    const platform = addressesOf(await activeApplication(ports));
    const read = await documents.of(document);
    const indexes = sectionIndexesIn(read, lensLines.of(document, refresh));
    const starts = await inSlices(startsToPlatform(read, platform, indexes));
    if (starts.length === 0) return [];
    cancelTimer();
    const now = clock.now();
    const token = activeToken();
    const expiresAt = token && isValid(token, now) ? token.expiresAt : undefined;
    // In the last minute, the text of the lens stays the same until the token expires.
    const isShort = timeLeft(expiresAt, now).unit === 'seconds';
    const changesAt = isShort ? expiresAt : nextChangeAt(expiresAt, now);
    if (changesAt !== undefined && !ports.shutdown.aborted) {
      cancelTimer = timer.at(changesAt, refresh);
    }
    const state = stateLens(token, now);
    const withoutHeader = await inSlices(startsWithoutHeader(read, platform, indexes));
    return inSlices(lensesAt(starts, withoutHeader, document.uri, state));
  };
  return {
    lenses,
    dispose: () => {
      lensLines.dispose();
      cancelTimer();
    },
  };
}

function* lensesAt(
  starts: readonly number[],
  withoutHeader: ReadonlySet<number>,
  uri: vscode.Uri,
  state: LensText,
): Steps<vscode.CodeLens[]> {
  const [copy, add] = [t('Copy as cURL'), t('Add Bearer Header')];
  const lenses: vscode.CodeLens[] = [];
  for (const line of starts) {
    const range = new vscode.Range(line, 0, line, 0);
    const place = new vscode.Location(uri, range);
    const of = { arguments: [place] };
    lenses.push(lens(range, state));
    lenses.push(lens(range, { title: copy, command: 'isogeo.copyRequest', ...of }));
    if (withoutHeader.has(line)) {
      lenses.push(lens(range, { title: add, command: 'isogeo.insertBearerHeader', ...of }));
    }
    yield;
  }
  return lenses;
}

function stateLens(token: Token | undefined, now: number): LensText {
  if (!token) return { icon: 'key', title: t('Isogeo: sign in'), command: 'isogeo.authenticate' };
  if (!isValid(token, now)) {
    return { title: t('Isogeo: the token has expired'), command: 'isogeo.renewToken' };
  }
  const left = timeLeft(token.expiresAt, now);
  const title =
    'amount' in left
      ? left.unit === 'seconds'
        ? t('Isogeo: less than a minute left')
        : t('Isogeo: {0} left', timeInWords(left))
      : t('Isogeo: signed in');
  return { title, command: 'isogeo.showMenu' };
}
