import * as vscode from 'vscode';
import { isValid } from '../../core/token/token.ts';
import type { ApplicationState } from '../../session/applications/states.ts';
import type { CommandId } from '../host/commandIds.ts';
import { durationInWords } from '../words/times.ts';
import type { Icon } from '../host/icons.ts';
import { t } from '../host/l10n.ts';
import { pick, type Heading, type Row, type Rows } from '../host/pick.ts';
import { loadActive, type Services } from '../services.ts';
import { reasonInShort } from '../words/reasons.ts';
import { platformInWords } from '../words/applications.ts';
import { causeOf } from '../words/failures.ts';

/** What a click on the status bar item opens: the state first, then what one can do in it. */
export async function showMenu(services: Services): Promise<void> {
  const loaded = await loadActive(services);
  const state = loaded.ok ? loaded.value : undefined;
  const title = loaded.ok ? stateInWords(state, services.clock.now()) : causeOf(loaded.failure);
  const saved = await services.applications.ids();
  const command = await pick({
    title,
    placeholder: t('What would you like to do?'),
    rows: state?.record.token
      ? signedInItems()
      : signedOutItems(state !== undefined, saved.ok && saved.value.length > 0),
  });
  if (command !== undefined) await vscode.commands.executeCommand(command);
}

function signedInItems(): Rows<CommandId> {
  return [
    item('copy', t('Copy Bearer Header'), 'isogeo.copyBearerHeader'),
    item('copy', t('Copy Access Token'), 'isogeo.copyAccessToken'),
    item('refresh', t('Renew Token'), 'isogeo.renewToken'),
    separator,
    item('code', t('Copy Request As…'), 'isogeo.copyRequest'),
    ...(vscode.window.activeTextEditor
      ? [item('key', t('Insert Bearer Header'), 'isogeo.insertBearerHeader')]
      : []),
    item('new-file', t('New API Request File'), 'isogeo.newRequestFile'),
    item('terminal', t('New Terminal with Token'), 'isogeo.newTerminal'),
    separator,
    item('arrow-swap', t('Switch Application'), 'isogeo.switchApplication'),
    item('info', t('Show Application Details'), 'isogeo.showApplication'),
    item('sign-in', t('Authenticate'), 'isogeo.authenticate'),
    item('sign-out', t('Sign Out'), 'isogeo.signOut'),
    separator,
    item('pulse', t('Check Connection'), 'isogeo.checkConnection'),
    item('output', t('Show Log'), 'isogeo.showLog'),
  ];
}

function signedOutItems(hasApplication: boolean, hasSaved: boolean): Rows<CommandId> {
  return [
    item('sign-in', t('Authenticate'), 'isogeo.authenticate'),
    item('folder-opened', t('Load Credentials File…'), 'isogeo.loadCredentials'),
    ...(hasSaved ? [item('arrow-swap', t('Switch Application'), 'isogeo.switchApplication')] : []),
    ...(hasApplication
      ? [
          separator,
          item('info', t('Show Application Details'), 'isogeo.showApplication'),
          item('trash', t('Sign Out and Remove Credentials'), 'isogeo.signOut'),
        ]
      : []),
    separator,
    item('pulse', t('Check Connection'), 'isogeo.checkConnection'),
    item('output', t('Show Log'), 'isogeo.showLog'),
  ];
}

const separator: Heading = { heading: '' };

function item(icon: Icon, label: string, value: CommandId): Row<CommandId> {
  return { icon, label, value };
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
    : `${who} · ${t('{0} left', durationInWords(token.expiresAt - now))}`;
}
