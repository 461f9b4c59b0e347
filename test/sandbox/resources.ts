import type { Resource } from './catalog.ts';
import { presentEnvelope } from './geometry.ts';
import { parts } from './parts.ts';
import { presentWorkgroup } from './shares.ts';
import { tagsOf } from './tags.ts';
import type { Language } from './vocabulary.ts';

/** One record as JSON; it contains a sub-resource only if `_include` names it. */
export function presentResource(
  resource: Resource,
  include: ReadonlySet<string>,
  language: Language,
): Record<string, unknown> {
  const optional = Object.entries(parts)
    .filter(([name]) => include.has(name) && name !== 'thumbnail')
    .map(([name, present]) => [name, present(resource, language)]);
  return {
    _id: resource.id,
    _created: resource.created,
    _modified: resource.modified,
    _creator: presentWorkgroup(resource.owner),
    type: resource.type,
    title: resource.title[language],
    abstract: resource.abstract[language],
    // `JSON.stringify` omits undefined values, as the platform omits empty ones.
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
