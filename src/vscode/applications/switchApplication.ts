import { failed, type Result } from '../../core/result.ts';
import { plainName } from '../../core/text/plainText.ts';
import { partsOfId } from '../../core/applications/partsOfId.ts';
import type { ListedApplication } from '../../core/applications/listed.ts';
import { isValid } from '../../core/token/token.ts';
import type { ApplicationList } from '../../session/applications/applicationIndex.ts';
import { changeApiAddress } from '../signIn/apiAddress.ts';
import { authenticateInteractively, type SignInPorts } from '../signIn/authenticateCommand.ts';
import { durationInWords } from '../words/times.ts';
import { showFailure } from '../failures/failures.ts';
import { t } from '../host/l10n.ts';
import { askText } from '../host/box.ts';
import { notify, sayInPassing } from '../host/notify.ts';
import { pick, type Row, type RowButton, type Rows } from '../host/pick.ts';
import { applicationInWords } from '../words/applications.ts';
import { causeOf } from '../words/failures.ts';

type Choice =
  | { readonly to: 'use' | 'rename' | 'correct-api'; readonly application: ListedApplication }
  | ({ readonly to: 'remove' } & Removable)
  | { readonly to: 'authenticate' };

interface Removable {
  readonly id: string;
  readonly name: string;
}

/** Lists the saved applications. The list reappears after a rename or a removal. */
export async function switchApplication(ports: SignInPorts): Promise<void> {
  for (;;) {
    const choice = await choose(ports);
    switch (choice?.to) {
      case undefined:
        return;
      case 'authenticate':
        await authenticateInteractively(ports);
        return;
      case 'use':
        ports.active.choose(choice.application.id);
        sayInPassing(t('Active application: {0}', choice.application.name));
        return;
      case 'rename':
        if (!done(await rename(choice.application, ports), ports)) return;
        break;
      case 'correct-api':
        if (!done(await changeApiAddress(choice.application.id, ports), ports)) return;
        break;
      case 'remove':
        if (!done(await remove(choice, ports), ports)) return;
        break;
    }
  }
}

function done(result: Result<void>, ports: SignInPorts): boolean {
  if (result.ok) return true;
  showFailure(result.failure, t('Nothing has changed.'), ports, {
    tryAgain: () => switchApplication(ports),
  });
  return result.failure.reason === 'cancelled';
}

function choose(ports: SignInPorts): Promise<Choice | undefined> {
  return pick({
    title: t('Switch Application'),
    placeholder: t('Choose the application to work with in this window'),
    rows: applicationRows(ports),
  });
}

async function applicationRows(ports: SignInPorts): Promise<Rows<Choice>> {
  const saved = await ports.applications.list();
  const rows: Rows<Choice> = saved.ok
    ? savedRows(saved.value, ports)
    : [{ icon: 'warning', label: causeOf(saved.failure), alwaysShow: true }];
  return [
    ...rows,
    { heading: '' },
    {
      icon: 'sign-in',
      label: t('Authenticate…'),
      alwaysShow: true,
      value: { to: 'authenticate' },
    },
  ];
}

function savedRows(
  { applications, unreadable }: ApplicationList,
  { active, clock }: Pick<SignInPorts, 'active' | 'clock'>,
): Rows<Choice> {
  const now = clock.now();
  const isActive = ({ id }: ListedApplication) => id === active.id;
  const namesakes = Map.groupBy(applications, ({ name }) => name);
  const rows = [
    ...applications.filter(isActive),
    ...applications.filter((each) => !isActive(each)),
  ].map((application): Row<Choice> => {
    const { id, name, validity } = application;
    const hasNamesake = namesakes.get(name)?.length !== 1;
    return {
      icon: isActive(application) ? 'check' : 'blank',
      label: name,
      description: [
        // Screen readers don't read the icon.
        ...(isActive(application) ? [t('active')] : []),
        applicationInWords(application),
        timeLeftInWords(validity, now),
      ].join(' · '),
      ...(hasNamesake && { detail: id }),
      value: { to: 'use', application },
      buttons: [
        { icon: 'edit', tooltip: t('Rename'), value: { to: 'rename', application } },
        ...(application.platform === 'custom'
          ? [
              {
                icon: 'globe',
                tooltip: t('Correct API Address…'),
                value: { to: 'correct-api', application },
              } as const,
            ]
          : []),
        removeButton({ id, name }),
      ],
    };
  });
  return [...rows, ...unreadable.map(unreadableRow)];
}

/** Such an application can't be used, only removed. */
function unreadableRow({ id, failure }: ApplicationList['unreadable'][number]): Row<Choice> {
  const { name, server } = partsOfId(id);
  return {
    icon: 'warning',
    label: name,
    description: server,
    detail: causeOf(failure),
    alwaysShow: true,
    buttons: [removeButton({ id, name })],
  };
}

function removeButton(removable: Removable): RowButton<Choice> {
  return { icon: 'trash', tooltip: t('Remove'), value: { to: 'remove', ...removable } };
}

function timeLeftInWords(validity: ListedApplication['validity'], now: number): string {
  if (!validity) return t('signed out');
  if (!isValid(validity, now)) return t('expired');
  return validity.expiresAt === undefined
    ? t('signed in')
    : t('{0} left', durationInWords(validity.expiresAt - now));
}

async function rename({ id, name }: ListedApplication, ports: SignInPorts): Promise<Result<void>> {
  const entered = await askText({
    title: t('Rename {0}', name),
    prompt: t('Name shown in this extension. It doesn’t change in Isogeo or in other extensions.'),
    value: name,
    validate: (value) => (plainName(value) === undefined ? t('Enter a name.') : undefined),
  });
  return entered === undefined
    ? failed({ reason: 'cancelled' })
    : ports.applications.rename(id, entered);
}

/** Removes the application with its token and secret, in every window. */
async function remove({ id, name }: Removable, ports: SignInPorts): Promise<Result<void>> {
  const removeIt = t('Remove');
  const answer = await notify.confirm(
    t('Remove {0}?', name),
    t(
      'The saved token and credentials of this application will be removed. To use the application again, you’ll need its credentials file, which isn’t deleted.',
    ),
    removeIt,
  );
  if (answer !== removeIt) return failed({ reason: 'cancelled' });
  const removed = await ports.applications.remove(id);
  if (removed.ok) ports.active.drop(id);
  return removed;
}
