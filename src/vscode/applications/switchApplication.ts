import * as vscode from 'vscode';
import { failed, type Result } from '../../core/result.ts';
import { plainName, withoutIcons } from '../../core/text/plainText.ts';
import type { ListedApplication } from '../../core/applications/listed.ts';
import { isValid } from '../../core/token/token.ts';
import type { ApplicationList } from '../../session/applications/applicationIndex.ts';
import { authenticateInteractively } from '../signIn/authenticateCommand.ts';
import { durationInWords } from '../words/times.ts';
import { showFailure } from '../failures/failures.ts';
import { t } from '../host/l10n.ts';
import { notify } from '../host/notify.ts';
import type { Services } from '../services.ts';
import { applicationInWords } from '../words/applications.ts';
import { causeOf } from '../words/failures.ts';

type Choice =
  | { readonly to: 'use' | 'rename'; readonly application: ListedApplication }
  | ({ readonly to: 'remove' } & Removable)
  | { readonly to: 'authenticate' };

interface Removable {
  readonly id: string;
  readonly name: string;
}

interface Item extends vscode.QuickPickItem {
  /** None where there is nothing to work with. */
  readonly choice?: Choice;
  readonly removable?: Removable;
}

/** Lists what is saved; the list comes back after a name was changed or an application removed. */
export async function switchApplication(services: Services): Promise<void> {
  for (;;) {
    const choice = await choose(services);
    switch (choice?.to) {
      case undefined:
        return;
      case 'authenticate':
        await authenticateInteractively(services);
        return;
      case 'use':
        services.active.choose(choice.application.id);
        return;
      case 'rename':
        if (!done(await rename(choice.application, services), services)) return;
        break;
      case 'remove':
        if (!done(await remove(choice, services), services)) return;
        break;
    }
  }
}

function done(result: Result<void>, services: Services): boolean {
  if (result.ok) return true;
  showFailure(result.failure, t('Nothing has changed.'), services, {
    tryAgain: () => switchApplication(services),
  });
  return result.failure.reason === 'cancelled';
}

async function choose(services: Services): Promise<Choice | undefined> {
  const picker = vscode.window.createQuickPick<Item>();
  picker.title = t('Switch Application');
  picker.placeholder = t('Choose the application to work with in this window');
  picker.matchOnDescription = true;
  picker.matchOnDetail = true;
  picker.busy = true;
  const chosen = new Promise<Choice | undefined>((resolve) => {
    picker.onDidAccept(() => {
      const choice = picker.selectedItems[0]?.choice;
      if (choice) resolve(choice);
    });
    picker.onDidTriggerItemButton(({ item: { choice, removable }, button }) => {
      if (button === removeButton && removable) resolve({ to: 'remove', ...removable });
      else if (choice?.to === 'use') resolve({ ...choice, to: 'rename' });
    });
    picker.onDidHide(() => {
      resolve(undefined);
    });
  });
  picker.show();
  const saved = await services.applications.list();
  picker.items = saved.ok
    ? itemsOf(saved.value, services)
    : [warning(causeOf(saved.failure)), authenticateItem];
  const first = picker.items.find(({ choice }) => choice);
  if (first) picker.activeItems = [first];
  picker.busy = false;
  try {
    return await chosen;
  } finally {
    picker.dispose();
  }
}

const renameButton: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('edit'),
  tooltip: t('Rename'),
};

const removeButton: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('trash'),
  tooltip: t('Remove'),
};

const authenticateItem: Item = {
  label: `$(sign-in) ${t('Authenticate…')}`,
  alwaysShow: true,
  choice: { to: 'authenticate' },
};

function itemsOf({ applications, unreadable }: ApplicationList, services: Services): Item[] {
  const { active, clock } = services;
  const now = clock.now();
  const isActive = ({ id }: ListedApplication) => id === active.id;
  const names = applications.map(({ name }) => name);
  const items = [
    ...applications.filter(isActive),
    ...applications.filter((each) => !isActive(each)),
  ].map((application): Item => {
    const { id, name, validity } = application;
    const hasNamesake = names.indexOf(name) !== names.lastIndexOf(name);
    return {
      label: `${isActive(application) ? '$(check)' : '$(blank)'} ${withoutIcons(name)}`,
      description: `${applicationInWords(application)} · ${timeLeftInWords(validity, now)}`,
      ...(hasNamesake && { detail: withoutIcons(id) }),
      buttons: [renameButton, removeButton],
      choice: { to: 'use', application },
      removable: { id, name },
    };
  });
  return [
    ...items,
    ...unreadable.map(unreadableItem),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    authenticateItem,
  ];
}

/** There is nothing to work with, and it can be removed all the same. */
function unreadableItem({ id, failure }: ApplicationList['unreadable'][number]): Item {
  const name = plainName(id) ?? id;
  const buttons = [removeButton];
  return {
    ...warning(withoutIcons(name)),
    detail: causeOf(failure),
    buttons,
    removable: { id, name },
  };
}

function warning(text: string): Item {
  return { label: `$(warning) ${text}`, alwaysShow: true };
}

function timeLeftInWords(validity: ListedApplication['validity'], now: number): string {
  if (!validity) return t('signed out');
  if (!isValid(validity, now)) return t('expired');
  return validity.expiresAt === undefined
    ? t('signed in')
    : t('{0} left', durationInWords(validity.expiresAt - now));
}

async function rename({ id, name }: ListedApplication, services: Services): Promise<Result<void>> {
  const entered = await vscode.window.showInputBox({
    title: t('Rename {0}', name),
    prompt: t('Name shown in this extension. It doesn’t change in Isogeo or in other extensions.'),
    value: name,
    validateInput: (value) => (plainName(value) === undefined ? t('Enter a name.') : undefined),
  });
  return entered === undefined
    ? failed({ reason: 'cancelled' })
    : services.applications.rename(id, entered);
}

/** With its token and its secret, here and in every other window. */
async function remove({ id, name }: Removable, services: Services): Promise<Result<void>> {
  const removeIt = t('Remove');
  const answer = await notify.confirm(
    t('Remove {0}?', name),
    t(
      'Its token and credentials will be removed from this machine. You’ll need its credentials file to use it again.',
    ),
    removeIt,
  );
  if (answer !== removeIt) return failed({ reason: 'cancelled' });
  const removed = await services.applications.remove(id);
  if (removed.ok) services.active.drop(id);
  return removed;
}
