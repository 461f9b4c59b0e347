import type { Resource } from './catalog.ts';
import type { BoundingBox } from './geometry.ts';
import { keywords, type Language } from './vocabulary.ts';

const namespaces = [
  'xmlns:gmd="http://www.isotc211.org/2005/gmd"',
  'xmlns:gco="http://www.isotc211.org/2005/gco"',
].join(' ');

/** The minimum for a reader of ISO 19139 metadata. */
export function presentIso19139(resource: Resource, language: Language): string {
  const words = resource.keywords.map((code) => element('keyword', keywords[code][language]));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<gmd:MD_Metadata ${namespaces}>`,
    element('fileIdentifier', resource.id),
    element('language', language === 'fr' ? 'fre' : 'eng'),
    `<gmd:contact><gmd:CI_ResponsibleParty>${element('organisationName', resource.owner.name)}` +
      '</gmd:CI_ResponsibleParty></gmd:contact>',
    `<gmd:dateStamp><gco:Date>${resource.modified.slice(0, 10)}</gco:Date></gmd:dateStamp>`,
    '<gmd:identificationInfo><gmd:MD_DataIdentification>',
    `<gmd:citation><gmd:CI_Citation>${element('title', resource.title[language])}` +
      '</gmd:CI_Citation></gmd:citation>',
    element('abstract', resource.abstract[language]),
    words.length === 0
      ? ''
      : `<gmd:descriptiveKeywords><gmd:MD_Keywords>${words.join('')}` +
        '</gmd:MD_Keywords></gmd:descriptiveKeywords>',
    resource.bbox === undefined ? '' : extent(resource.bbox),
    '</gmd:MD_DataIdentification></gmd:identificationInfo>',
    '</gmd:MD_Metadata>',
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function extent([west, south, east, north]: BoundingBox): string {
  const bound = (name: string, degrees: number): string =>
    `<gmd:${name}><gco:Decimal>${degrees}</gco:Decimal></gmd:${name}>`;
  return (
    '<gmd:extent><gmd:EX_Extent><gmd:geographicElement><gmd:EX_GeographicBoundingBox>' +
    bound('westBoundLongitude', west) +
    bound('eastBoundLongitude', east) +
    bound('southBoundLatitude', south) +
    bound('northBoundLatitude', north) +
    '</gmd:EX_GeographicBoundingBox></gmd:geographicElement></gmd:EX_Extent></gmd:extent>'
  );
}

function element(name: string, text: string): string {
  return `<gmd:${name}><gco:CharacterString>${escape(text)}</gco:CharacterString></gmd:${name}>`;
}

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
