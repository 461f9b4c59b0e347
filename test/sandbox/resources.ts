import type { Resource } from './catalog.ts';
import { presentEnvelope } from './geometry.ts';
import { presentContact, presentWorkgroup } from './shares.ts';
import { tagsOf } from './tags.ts';
import {
  coordinateSystems,
  inspireThemes,
  keywords,
  licenses,
  type Language,
  type License,
} from './vocabulary.ts';

/** One record as JSON; a sub-resource appears only where `_include` names it. */
export function presentResource(
  resource: Resource,
  include: ReadonlySet<string>,
  language: Language,
): Record<string, unknown> {
  const optional = Object.entries(subresources)
    .filter(([name]) => include.has(name))
    .map(([name, present]) => [name, present(resource, language)]);
  return {
    _id: resource.id,
    _created: resource.created,
    _modified: resource.modified,
    _creator: presentWorkgroup(resource.owner),
    type: resource.type,
    title: resource.title[language],
    abstract: resource.abstract[language],
    // `JSON.stringify` leaves out what is undefined, as the platform leaves out what is empty.
    name: resource.name,
    format: resource.format,
    scale: resource.scale,
    features: resource.features,
    created: resource.dataCreated,
    modified: resource.dataModified,
    language,
    editionProfile: 'manual',
    envelope: resource.bbox && presentEnvelope(resource.bbox),
    tags: tagsOf(resource, language),
    ...(Object.fromEntries(optional) as Record<string, unknown>),
  };
}

export function presentLicense(license: License): Record<string, unknown> {
  const { id, name, link } = license;
  return { _id: id, _tag: `license:isogeo:${id}`, name, link };
}

type Present = (resource: Resource, language: Language) => unknown;

const none: Present = () => [];

/** The names that the documentation gives for `_include`; those with no data here are empty. */
const subresources: Readonly<Record<string, Present>> = {
  _abilities: none,
  conditions: ({ license, id }) =>
    license === undefined
      ? []
      : [{ _id: derivedId(id, 1), license: presentLicense(licenses[license]) }],
  contacts: ({ owner, id }) => [
    { _id: derivedId(id, 2), role: 'pointOfContact', contact: presentContact(owner) },
  ],
  'coordinate-system': ({ epsg }) =>
    epsg && { _tag: `coordinate-system:${epsg}`, code: epsg, name: coordinateSystems[epsg] },
  events: ({ dataCreated, dataModified, id }) => [
    ...(dataCreated ? [{ _id: derivedId(id, 3), kind: 'creation', date: dataCreated }] : []),
    ...(dataModified ? [{ _id: derivedId(id, 4), kind: 'update', date: dataModified }] : []),
  ],
  'feature-attributes': none,
  keywords: (resource, language) => [
    ...resource.keywords.map((code) => ({
      _tag: `keyword:isogeo:${code}`,
      code,
      text: keywords[code][language],
    })),
    ...resource.inspireThemes.map((code) => ({
      _tag: `keyword:inspire-theme:${code}`,
      code,
      text: inspireThemes[code][language],
    })),
  ],
  layers: none,
  limitations: none,
  links: ({ links, id }) =>
    links.map((action, index) => ({
      _id: derivedId(id, 5 + index),
      kind: 'url',
      type: 'url',
      actions: [action],
      url: `https://www.example.org/data/${id}/${action}`,
    })),
  operations: none,
  serviceLayers: none,
  specifications: none,
};

/** A stable identifier for what belongs to a record, without keeping one more list of them. */
function derivedId(id: string, index: number): string {
  return id.slice(1) + index.toString(16).slice(-1);
}
