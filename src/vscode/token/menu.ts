import * as vscode from 'vscode';
import { isValid } from '../../core/token/token.ts';
import type { Applications } from '../../session/applications/applications.ts';
import type { Clock } from '../../session/ports.ts';
import type { ApplicationState } from '../../session/applications/states.ts';
import { durationInWords, localTime } from '../words/times.ts';
import { t } from '../host/l10n.ts';
import { pick, type Rows } from '../host/pick.ts';
import { loadActive, type ActivePorts } from '../host/loadActive.ts';
import { reasonInShort } from '../words/reasons.ts';
import { platformInWords } from '../words/applications.ts';
import { causeOf } from '../words/failures.ts';
import { offers, offersFor, type Offer, type Situation } from './offers.ts';
import { situationOf } from './statusInput.ts';

export interface MenuPorts extends ActivePorts {
  readonly applications: Applications;
  readonly clock: Clock;
}

/** Opened by a click on the status bar item: first the state, then the commands that work in it. */
export async function showMenu(ports: MenuPorts): Promise<void> {
  const { active, applications, clock } = ports;
  const loaded = await loadActive(ports);
  const state = loaded.ok ? loaded.value : undefined;
  const failure = loaded.ok ? state?.failure : loaded.failure;
  const now = clock.now();
  const saved = await applications.ids();
  const offer = await pick({
    title: loaded.ok ? stateInWords(state, now) : causeOf(loaded.failure),
    placeholder: t('What would you like to do?'),
    stays: false,
    rows: rowsFor(
      situationOf(state, failure, now),
      saved.ok && saved.value.some((id) => id !== active.id),
      signOutOf(state),
    ),
  });
  if (offer) await vscode.commands.executeCommand(offer.command, ...argumentsOf(offer));
}

function argumentsOf({ argument }: Offer): readonly string[] {
  return argument === undefined ? [] : [argument];
}

/** First the commands that help now, then the others that work, each command once. */
function rowsFor(situation: Situation, hasOthers: boolean, signOut: Offer): Rows<Offer> {
  const { status, hasApplication } = situation;
  const hasToken = status.kind === 'valid' || (status.kind === 'expired' && situation.isRenewable);
  const { copyHeader, renew, details, signIn, check, load } = offers;
  const switchable = hasOthers || hasApplication ? [offers.switch] : [];
  const groups: readonly (readonly Offer[])[] = [
    [...offersFor(situation), ...(hasToken ? [copyHeader, copyToken, renew] : [])],
    hasApplication ? requestOffers(hasToken) : [],
    hasApplication ? [...switchable, details, signIn, signOut] : [load, ...switchable],
    [check, showLog],
  ];
  const seen = new Set<string>();
  return groups
    .map((group) => group.filter(({ command }) => !seen.has(command) && seen.add(command)))
    .filter((group) => group.length > 0)
    .flatMap((group, index): Rows<Offer> => [
      ...(index > 0 ? [{ heading: '' }] : []),
      ...group.map((offer) => ({ icon: offer.icon, label: offer.label, value: offer })),
    ]);
}

const copyToken: Offer = {
  icon: 'copy',
  label: t('Copy Access Token'),
  command: 'isogeo.copyAccessToken',
};

const showLog: Offer = { icon: 'output', label: t('Show Log'), command: 'isogeo.showLog' };

function requestOffers(hasToken: boolean): readonly Offer[] {
  const insert: Offer = {
    icon: 'key',
    label: t('Insert Bearer Header'),
    command: 'isogeo.insertBearerHeader',
  };
  const terminal: Offer = {
    icon: 'terminal',
    label: t('New Terminal with Token'),
    command: 'isogeo.newTerminal',
  };
  return [
    { icon: 'code', label: t('Copy Request As…'), command: 'isogeo.copyRequest' },
    ...(vscode.window.activeTextEditor ? [insert] : []),
    { icon: 'new-file', label: t('New API Request File'), command: 'isogeo.newRequestFile' },
    ...(hasToken ? [terminal] : []),
  ];
}

function signOutOf(state: ApplicationState | undefined): Offer {
  return state?.record.token === undefined
    ? { icon: 'trash', label: t('Sign Out and Remove Credentials'), command: 'isogeo.signOut' }
    : { icon: 'sign-out', label: t('Sign Out'), command: 'isogeo.signOut' };
}

function stateInWords(state: ApplicationState | undefined, now: number): string {
  const token = state?.record.token;
  if (!state || !token) return t('Isogeo: not signed in');
  const { name, platform } = state.record.application;
  const who = `${name} · ${platformInWords(platform)}`;
  if (!isValid(token, now)) {
    const why = state.failure ? reasonInShort(state.failure) : t('expired');
    return `${who} · ${why}`;
  }
  return token.expiresAt === undefined
    ? who
    : `${who} · ${t('{0} left, until {1}', durationInWords(token.expiresAt - now), localTime(token.expiresAt, 'short'))}`;
}
