import { presentAccount } from './account.ts';
import { idOf, presentSpecification } from './parts.ts';
import { presentContact, presentShare, presentWorkgroup, referenceShare } from './shares.ts';
import type { Application } from './applications.ts';
import { specifications } from './vocabulary.ts';
import { archiveOwner, environmentOwner, referenceOwner, type Workgroup } from './workgroups.ts';

const workgroups = [referenceOwner, environmentOwner, archiveOwner];

type OfWorkgroup = (workgroup: Workgroup, application: Application) => unknown;

const membership = (workgroup: Workgroup) => ({
  _id: idOf(workgroup.id, 'membership'),
  role: 'writer',
  user: presentAccount(),
  group: presentWorkgroup(workgroup),
});

const parts: Readonly<Record<string, OfWorkgroup>> = {
  contacts: (workgroup) => [presentContact(workgroup)],
  invitations: () => [],
  memberships: (workgroup) => [membership(workgroup)],
  shares: (workgroup, application) =>
    workgroup === referenceOwner ? [presentShare(referenceShare, application)] : [],
  specifications: () => Object.values(specifications).map(presentSpecification),
  statistics: ({ name }) => ({ resources: { total: name.length }, keywords: 0 }),
};

/** The routes that only a user application can read; `undefined` for an unknown path. */
export function answerForUser(path: string, application: Application): unknown {
  if (path === '/account') return presentAccount();
  if (path === '/account/memberships') return [membership(referenceOwner)];
  const [, root, id, part] = path.split('/');
  if (root === 'contacts') {
    return workgroups.map(presentContact).find((contact) => contact['_id'] === id);
  }
  const workgroup = workgroups.find((each) => each.id === id);
  if (root !== 'groups' || !workgroup) return undefined;
  return part === undefined ? presentWorkgroup(workgroup) : parts[part]?.(workgroup, application);
}

export const userPaths = /^\/(account(\/memberships)?|contacts\/[^/]+|groups\/[^/]+(\/[^/]+)?)$/;
