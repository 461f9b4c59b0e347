import { createHash } from 'node:crypto';
import type { Resource } from './catalog.ts';
import { presentContact, presentWorkgroup } from './shares.ts';
import { tagsOf } from './tags.ts';
import {
  coordinateSystems,
  inspireThemes,
  keywords,
  licenses,
  specifications,
  thesauri,
  type Bilingual,
  type Language,
  type License,
  type Specification,
} from './vocabulary.ts';

type Json = Record<string, unknown>;
type Present = (resource: Resource, language: Language) => unknown;

/** A stable ID for an entry without its own. */
export function idOf(...names: readonly (string | number)[]): string {
  return createHash('md5').update(names.join('/')).digest('hex');
}

export function presentLicense({ id, name, link }: License): Json {
  return { _id: id, _tag: `license:isogeo:${id}`, name, link };
}

export function presentSpecification({ id, name, link, published }: Specification): Json {
  return { _id: id, _tag: `specification:isogeo:${id}`, name, link, published, count: 1 };
}

export function presentThesaurus({ _id, code, name }: (typeof thesauri)[number]): Json {
  return { _id, code, name, _abilities: [] };
}

/** Every keyword of the sandbox. */
export function allKeywords(language: Language): readonly Json[] {
  return [
    ...Object.entries(keywords).map(([code, text]) => keyword('isogeo', code, text, language)),
    ...Object.entries(inspireThemes).map(([code, text]) =>
      keyword('inspire-theme', code, text, language),
    ),
  ];
}

function keyword(thesaurus: string, code: string, text: Bilingual, language: Language): Json {
  const tag = `keyword:${thesaurus}:${code}`;
  const found = thesauri.find((each) => each.code === thesaurus);
  return {
    _id: idOf(tag),
    _tag: tag,
    _abilities: [],
    code,
    text: text[language],
    count: { isogeo: tag.length },
    thesaurus: found && presentThesaurus(found),
  };
}

const none: Present = () => [];

const attributes: readonly (readonly [name: string, dataType: string, text: Bilingual])[] = [
  ['ID', 'Int32', { fr: 'Identifiant', en: 'Identifier' }],
  ['NOM', 'String', { fr: 'Nom', en: 'Name' }],
  ['DATE_MAJ', 'Date', { fr: 'Date de mise à jour', en: 'Date of the last update' }],
];

/** The parts of a record, by their names in `_include` and in the routes. */
export const parts: Readonly<Record<string, Present>> = {
  _abilities: none,
  _creator: ({ owner }) => presentWorkgroup(owner),
  conditions: ({ license, id }, language) =>
    license === undefined
      ? []
      : [
          {
            _id: idOf(id, 'condition'),
            license: presentLicense(licenses[license]),
            description: { fr: 'Citer la source.', en: 'Name the source.' }[language],
          },
        ],
  contacts: ({ owner, id }) => [
    { _id: idOf(id, 'contact'), role: 'pointOfContact', contact: presentContact(owner) },
  ],
  'coordinate-system': ({ epsg }) =>
    epsg && { _tag: `coordinate-system:${epsg}`, code: epsg, name: coordinateSystems[epsg] },
  events: ({ dataCreated, dataModified, id }) => [
    ...(dataCreated ? [{ _id: idOf(id, 'creation'), kind: 'creation', date: dataCreated }] : []),
    ...(dataModified ? [{ _id: idOf(id, 'update'), kind: 'update', date: dataModified }] : []),
  ],
  'feature-attributes': ({ type, id }, language) =>
    type === 'vectorDataset'
      ? attributes.map(([name, dataType, text]) => ({
          _id: idOf(id, name),
          name,
          dataType,
          alias: text[language],
          description: `${text[language]}.`,
          language,
        }))
      : [],
  keywords: (resource, language) => {
    const tags = Object.keys(tagsOf(resource, language));
    return allKeywords(language).filter(({ _tag: tag }) => tags.includes(String(tag)));
  },
  layers: ({ type, id, title }, language) =>
    type === 'service'
      ? [
          {
            _id: idOf(id, 'layer'),
            id: 'fond_de_plan',
            titles: [{ lang: language, value: title[language] }],
          },
        ]
      : [],
  limitations: ({ license, id }, language) =>
    license === undefined
      ? [
          {
            _id: idOf(id, 'limitation'),
            type: 'legal',
            restriction: 'restricted',
            description: { fr: 'Usage interne.', en: 'Internal use.' }[language],
          },
        ]
      : [],
  links: ({ links, id, name }) =>
    links.map((action, index) => ({
      _id: idOf(id, 'link', index),
      type: action === 'other' ? 'hosted' : 'url',
      kind: action === 'other' ? 'data' : 'url',
      title: name ?? action,
      actions: [action],
      url:
        action === 'other'
          ? `/resources/${id}/links/${idOf(id, 'link', index)}.bin`
          : `https://www.example.org/data/${id}/${action}`,
    })),
  operations: ({ type, id }) =>
    type === 'service'
      ? ['GetCapabilities', 'GetFeature'].map((name) => ({
          _id: idOf(id, name),
          name,
          verb: 'GET',
          url: `https://www.example.org/ows?request=${name}`,
          mimeTypesIn: [],
          mimeTypesOut: ['text/xml'],
        }))
      : [],
  serviceLayers: none,
  specifications: ({ inspireThemes: themes }) =>
    themes.length > 0
      ? [{ conformant: true, specification: presentSpecification(specifications.inspire) }]
      : [],
  thumbnail: ({ id, name }) => [{ _id: idOf(id, 'thumbnail'), name: name ?? id }],
  translations: (resource) =>
    (['fr', 'en'] as const).map((language) => ({ language, title: resource.title[language] })),
};
