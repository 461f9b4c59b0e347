/** An Isogeo workgroup: the owner of resources and the creator of shares. */
export interface Workgroup {
  readonly id: string;
  readonly contactId: string;
  readonly name: string;
  readonly created: string;
}

export const referenceOwner: Workgroup = {
  id: 'bace9d5ee284487e8530c229e8b244f7',
  contactId: '81a11c0fb4f447fba3d90455c3518b6e',
  name: 'Bac à sable – Référentiels',
  created: '2018-09-03T08:00:00.4295098+00:00',
};

export const environmentOwner: Workgroup = {
  id: '2d7c3f37275043c2b08b83e0a11fb3cd',
  contactId: '26cd67c1cd014b0ba19d07d99a2a5444',
  name: 'Bac à sable – Environnement',
  created: '2020-01-20T10:30:00.2880956+00:00',
};

export const archiveOwner: Workgroup = {
  id: '5a4b3c2d1e0f4a5b8c7d6e5f4a3b2c1d',
  contactId: '0f1e2d3c4b5a46978897a6b5c4d3e2f1',
  name: 'Bac à sable – Archives',
  created: '2022-01-10T09:00:00.2880956+00:00',
};
