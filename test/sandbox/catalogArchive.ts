import { createHash } from 'node:crypto';
import type { Resource } from './catalog.ts';
import { rennes } from './extents.ts';
import { archiveOwner } from './workgroups.ts';

const count = 260;

/** Aerial photographs, one record per sheet: enough for several pages of a search. */
export const archiveResources: readonly Resource[] = Array.from({ length: count }, (_, index) => {
  const sheet = String(index + 1).padStart(3, '0');
  const created = new Date(Date.UTC(2022, 1, 1 + index)).toISOString().replace('Z', '0000+00:00');
  return {
    id: createHash('md5').update(`archive ${sheet}`).digest('hex'),
    owner: archiveOwner,
    type: 'rasterDataset',
    title: {
      fr: `Photographie de 1952, planche ${sheet}`,
      en: `Photograph of 1952, sheet ${sheet}`,
    },
    abstract: {
      fr: 'Tirage numérisé et géoréférencé.',
      en: 'Print, scanned and georeferenced.',
    },
    created,
    modified: created,
    dataCreated: '1952-06-01T00:00:00+00:00',
    name: `PHOTO_1952_${sheet}`,
    format: 'gtiff',
    epsg: 2154,
    bbox: rennes,
    keywords: ['orthophotographie'],
    inspireThemes: ['orthoimagery'],
    license: 'etalab',
    links: ['download'],
  };
});
