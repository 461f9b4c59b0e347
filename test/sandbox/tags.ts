import type { Resource } from './catalog.ts';
import {
  actions,
  coordinateSystems,
  formats,
  inspireThemes,
  keywords,
  licenses,
  resourceTypes,
  type Language,
} from './vocabulary.ts';

/** Isogeo's dictionary of tags: the code for `q`, and the label for people. */
export type Tags = Readonly<Record<string, string | null>>;

/** The tags that find a resource. A provider has no label on the platform either. */
export function tagsOf(resource: Resource, language: Language): Tags {
  const { owner, format, epsg, license } = resource;
  const tags: [string, string | null][] = [
    [`type:${resourceTypes[resource.type].code}`, resourceTypes[resource.type][language]],
    [`owner:${owner.id}`, owner.name],
    [`contact:group:${owner.contactId}`, owner.name],
    ['provider:manual', null],
    ...resource.keywords.map(label('keyword:isogeo:', keywords, language)),
    ...resource.inspireThemes.map(label('keyword:inspire-theme:', inspireThemes, language)),
    ...resource.links.map(label('action:', actions, language)),
  ];
  if (format !== undefined) {
    tags.push([`format:${format}`, formats[format]]);
  }
  if (epsg !== undefined) {
    tags.push([`coordinate-system:${epsg}`, coordinateSystems[epsg]]);
  }
  if (license !== undefined) {
    tags.push([`license:isogeo:${licenses[license].id}`, licenses[license].name]);
  }
  return Object.fromEntries(tags.sort(byCode));
}

/** The tags of several resources as one dictionary, in the order of their codes. */
export function mergeTags(all: readonly Tags[]): Tags {
  return Object.fromEntries(all.flatMap((tags) => Object.entries(tags)).sort(byCode));
}

function label<Code extends string>(
  prefix: string,
  vocabulary: Readonly<Record<Code, Readonly<Record<Language, string>>>>,
  language: Language,
): (code: Code) => [string, string] {
  return (code) => [`${prefix}${code}`, vocabulary[code][language]];
}

function byCode(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : Number(a[0] > b[0]);
}
