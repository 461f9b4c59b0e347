import { archiveResources } from './catalogArchive.ts';
import { environmentResources } from './catalogEnvironment.ts';
import { referenceResources } from './catalogReference.ts';
import type { BoundingBox } from './geometry.ts';
import type {
  actions,
  Bilingual,
  coordinateSystems,
  formats,
  inspireThemes,
  keywords,
  licenses,
  resourceTypes,
} from './vocabulary.ts';
import type { Workgroup } from './workgroups.ts';

/**
 * One metadata record. The dates with the prefix `data` are those of the data, the others those of the
 * record.
 */
export interface Resource {
  readonly id: string;
  readonly owner: Workgroup;
  readonly type: keyof typeof resourceTypes;
  readonly title: Bilingual;
  readonly abstract: Bilingual;
  readonly created: string;
  readonly modified: string;
  readonly dataCreated?: string;
  readonly dataModified?: string;
  readonly name?: string;
  readonly format?: keyof typeof formats;
  readonly epsg?: keyof typeof coordinateSystems;
  readonly scale?: number;
  readonly features?: number;
  readonly bbox?: BoundingBox;
  readonly keywords: readonly (keyof typeof keywords)[];
  readonly inspireThemes: readonly (keyof typeof inspireThemes)[];
  readonly license?: keyof typeof licenses;
  readonly links: readonly (keyof typeof actions)[];
}

/** All resources of the sandbox; a share shows those of its workgroup. */
export const catalog: readonly Resource[] = [
  ...referenceResources,
  ...environmentResources,
  ...archiveResources,
];
