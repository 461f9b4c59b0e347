import { cancelled, type Result } from '../../core/result.ts';
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

/** The action of a line. Returns whether the list is shown again. */
type Run = () => Promise<boolean>;

type Named = Pick<ListedApplication, 'id' | 'name'>;

/** Lists the saved applications. The list reappears after a rename or a removal. */
export async function switchApplication(ports: SignInPorts): Promise<void> {
  for (;;) {
    const run = await pick({
      title: t('Switch Application'),
      placeholder: t('Choose the application to work with in this window'),
      rows: applicationRows(ports),
    });
    if (!(await run?.())) return;
  }
}

async function done(change: Promise<Result<void>>, ports: SignInPorts): Promise<boolean> {
  const result = await change;
  if (result.ok) return true;
  showFailure(result.failure, t('Nothing has changed.'), ports, {
    tryAgain: () => switchApplication(ports),
  });
  return result.failure.reason === 'cancelled';
}

function use({ id, name }: Named, { active }: SignInPorts): Promise<boolean> {
  active.choose(id);
  sayInPassing(t('Active application: {0}', name));
  return Promise.resolve(false);
}

async function applicationRows(ports: SignInPorts): Promise<Rows<Run>> {
  const saved = await ports.applications.list();
  const rows: Rows<Run> = saved.ok
    ? savedRows(saved.value, ports)
    : [{ icon: 'warning', label: causeOf(saved.failure), alwaysShow: true }];
  return [
    ...rows,
    { heading: '' },
    {
      icon: 'sign-in',
      label: t('Authenticate…'),
      alwaysShow: true,
      value: () => authenticateInteractively(ports).then(() => false),
    },
  ];
}

function savedRows({ applications, unreadable }: ApplicationList, ports: SignInPorts): Rows<Run> {
  const now = ports.clock.now();
  const isActive = ({ id }: ListedApplication) => id === ports.active.id;
  const namesakes = Map.groupBy(applications, ({ name }) => name);
  const rows = [
    ...applications.filter(isActive),
    ...applications.filter((each) => !isActive(each)),
  ].map((application): Row<Run> => {
    const { id, name, validity } = application;
    const hasNamesake = namesakes.get(name)?.length !== 1;
    return {
      icon: isActive(application) ? 'check' : 'blank',
      label: name,
      description: [
        applicationInWords(application),
        timeLeftInWords(validity, now),
        // Screen readers don't read the icon.
        ...(isActive(application) ? [t('active')] : []),
      ].join(' · '),
      ...(hasNamesake && { detail: id }),
      value: () => use(application, ports),
      buttons: [
        {
          icon: 'edit',
          tooltip: t('Rename'),
          value: () => done(rename(application, ports), ports),
        },
        ...(application.platform === 'custom'
          ? [
              {
                icon: 'globe',
                tooltip: t('Correct API Address…'),
                value: () => done(changeApiAddress(id, ports), ports),
              } as const,
            ]
          : []),
        removeButton(application, ports),
      ],
    };
  });
  return [...rows, ...unreadable.map((each) => unreadableRow(each, ports))];
}

/** Such an application can't be used, only removed. */
function unreadableRow(
  { id, failure }: ApplicationList['unreadable'][number],
  ports: SignInPorts,
): Row<Run> {
  const { name, server } = partsOfId(id);
  return {
    icon: 'warning',
    label: name,
    description: server,
    detail: causeOf(failure),
    alwaysShow: true,
    buttons: [removeButton({ id, name }, ports)],
  };
}

function removeButton(named: Named, ports: SignInPorts): RowButton<Run> {
  return {
    icon: 'trash',
    tooltip: t('Remove'),
    value: () => done(remove(named, ports), ports),
  };
}

function timeLeftInWords(validity: ListedApplication['validity'], now: number): string {
  if (!validity) return t('signed out');
  if (!isValid(validity, now)) return t('expired');
  return validity.expiresAt === undefined
    ? t('signed in')
    : t('{0} left', durationInWords(validity.expiresAt - now));
}

async function rename({ id, name }: Named, ports: SignInPorts): Promise<Result<void>> {
  const entered = await askText({
    title: t('Rename {0}', name),
    prompt: t('Name shown in this extension. It doesn’t change in Isogeo or in other extensions.'),
    value: name,
    validate: (value) => (plainName(value) === undefined ? t('Enter a name.') : undefined),
  });
  return entered === undefined ? cancelled : ports.applications.rename(id, entered);
}

/** Removes the application with its token and secret, in every window. */
async function remove({ id, name }: Named, ports: SignInPorts): Promise<Result<void>> {
  const removeIt = t('Remove');
  const answer = await notify.confirm(
    t('Remove {0}?', name),
    t(
      'The saved token and credentials of this application will be removed. To use the application again, you’ll need its credentials file, which isn’t deleted.',
    ),
    removeIt,
  );
  if (answer !== removeIt) return cancelled;
  const removed = await ports.applications.remove(id);
  if (removed.ok) ports.active.drop(id);
  return removed;
}
