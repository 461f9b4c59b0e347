import { createHash } from 'node:crypto';
import type { Application } from './applications.ts';
import { archiveOwner, environmentOwner, referenceOwner, type Workgroup } from './workgroups.ts';

/** Gives an application every resource of a workgroup. */
export interface Share {
  readonly id: string;
  readonly name: string;
  readonly created: string;
  readonly modified: string;
  readonly urlToken: string;
  readonly owner: Workgroup;
  /** The names of its catalogs. */
  readonly catalogs: readonly string[];
}

export const referenceShare: Share = {
  id: '57c0c46ab6c34b6b95f7bbf2a9312073',
  name: 'Référentiels géographiques',
  created: '2019-03-12T09:24:51.1845765+00:00',
  modified: '2024-11-05T14:02:10.6829502+00:00',
  urlToken: 'Vb7Qx2LmR9tKc4WzYp1HsDf6Ng0E',
  owner: referenceOwner,
  catalogs: ['Limites', 'Réseaux', 'Adresses et bâti', 'Imagerie'],
};

export const riskShare: Share = {
  id: 'f69b11850cf647caa4079cb1f8ee8b05',
  name: 'Risques et environnement',
  created: '2021-06-28T07:15:03.2323958+00:00',
  modified: '2025-02-17T16:40:33.1735939+00:00',
  urlToken: 'Jd3Mf8XaT5uBn0ZqCw7RkEy2Vh6S',
  owner: environmentOwner,
  catalogs: ['Risques'],
};

/** More resources than one page of a search can show, for applications that request it. */
export const archiveShare: Share = {
  id: '3f0e9d8c7b6a45948372615049382716',
  name: 'Archives',
  created: '2022-02-01T08:00:00.1845765+00:00',
  modified: '2022-02-01T08:00:00.6829502+00:00',
  urlToken: 'Kp4Ns9WvB3gTe8YcLq6MxRz1Fh5A',
  owner: archiveOwner,
  catalogs: ['Photographies anciennes'],
};

/** As listed by `GET /shares`, without the secret of the application. */
export function presentShare(share: Share, application: Application): Record<string, unknown> {
  return {
    _id: share.id,
    _created: share.created,
    _modified: share.modified,
    _creator: presentWorkgroup(share.owner),
    name: share.name,
    type: 'application',
    urlToken: share.urlToken,
    rights: [],
    catalogs: share.catalogs.map((name) => ({
      _id: createHash('md5')
        .update(share.id + name)
        .digest('hex'),
      name,
    })),
    applications: [
      {
        name: application.name,
        kind: application.kind,
        type: application.type,
        staff: application.staff,
        url: application.url,
      },
    ],
  };
}

/** The workgroup in the `_creator` of shares and resources. */
export function presentWorkgroup(workgroup: Workgroup): Record<string, unknown> {
  return {
    _id: workgroup.id,
    _tag: `owner:${workgroup.id}`,
    _created: workgroup.created,
    _modified: workgroup.created,
    contact: presentContact(workgroup),
    canCreateMetadata: true,
    areKeywordsRestricted: false,
    hasCswClient: false,
    hasScanFme: true,
    keywordsCasing: 'lowercase',
    metadataLanguage: 'fr',
  };
}

export function presentContact(workgroup: Workgroup): Record<string, unknown> {
  return {
    _id: workgroup.contactId,
    _tag: `contact:group:${workgroup.contactId}`,
    _deleted: false,
    type: 'group',
    name: workgroup.name,
    countryCode: 'FR',
    available: false,
  };
}
