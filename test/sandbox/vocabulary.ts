export type Language = 'fr' | 'en';

/** A text in the two languages that `_lang` chooses from. */
export type Bilingual = Readonly<Record<Language, string>>;

export const keywords = {
  altimetrie: { fr: 'altimétrie', en: 'elevation' },
  bati: { fr: 'bâti', en: 'built-up areas' },
  biodiversite: { fr: 'biodiversité', en: 'biodiversity' },
  cadastre: { fr: 'cadastre', en: 'land registry' },
  'donnees-ouvertes': { fr: 'données ouvertes', en: 'open data' },
  hydrographie: { fr: 'hydrographie', en: 'hydrography' },
  inondation: { fr: 'inondation', en: 'flood' },
  'limites-administratives': { fr: 'limites administratives', en: 'administrative boundaries' },
  mobilite: { fr: 'mobilité', en: 'mobility' },
  'occupation-du-sol': { fr: 'occupation du sol', en: 'land use' },
  orthophotographie: { fr: 'orthophotographie', en: 'orthophotography' },
  risques: { fr: 'risques', en: 'hazards' },
  urbanisme: { fr: 'urbanisme', en: 'town planning' },
} as const satisfies Record<string, Bilingual>;

export const inspireThemes = {
  addresses: { fr: 'Adresses', en: 'Addresses' },
  administrativeunits: { fr: 'Unités administratives', en: 'Administrative units' },
  buildings: { fr: 'Bâtiments', en: 'Buildings' },
  cadastralparcels: { fr: 'Parcelles cadastrales', en: 'Cadastral parcels' },
  elevation: { fr: 'Altitude', en: 'Elevation' },
  hydrography: { fr: 'Hydrographie', en: 'Hydrography' },
  landcover: { fr: 'Occupation des terres', en: 'Land cover' },
  landuse: { fr: 'Usage des sols', en: 'Land use' },
  naturalriskzones: { fr: 'Zones à risque naturel', en: 'Natural risk zones' },
  orthoimagery: { fr: 'Ortho-imagerie', en: 'Orthoimagery' },
  protectedsites: { fr: 'Sites protégés', en: 'Protected sites' },
  transportnetworks: { fr: 'Réseaux de transport', en: 'Transport networks' },
} as const satisfies Record<string, Bilingual>;

export const resourceTypes = {
  vectorDataset: { code: 'vector-dataset', fr: 'Jeu de données (vecteur)', en: 'Dataset (vector)' },
  rasterDataset: { code: 'raster-dataset', fr: 'Jeu de données (raster)', en: 'Dataset (raster)' },
  service: { code: 'service', fr: 'Service', en: 'Service' },
  resource: { code: 'resource', fr: 'Ressource', en: 'Resource' },
} as const satisfies Record<string, Bilingual & { readonly code: string }>;

export const actions = {
  download: { fr: 'Téléchargement', en: 'Download' },
  view: { fr: 'Visualisation', en: 'View' },
  other: { fr: 'Autre', en: 'Other' },
} as const satisfies Record<string, Bilingual>;

export const formats = {
  csv: 'CSV',
  gpkg: 'GeoPackage',
  gtiff: 'GeoTIFF',
  pdf: 'PDF',
  postgis: 'PostGIS',
  shp: 'ESRI Shapefile',
  wfs: 'WFS',
  wms: 'WMS',
} as const;

export const coordinateSystems = {
  2154: 'RGF93 / Lambert-93',
  3948: 'RGF93 / CC48',
  4326: 'WGS 84',
} as const;

export interface License {
  readonly id: string;
  readonly name: string;
  readonly link: string;
}

export const licenses = {
  etalab: {
    id: '7df4fee46a7d4998a7b622eb89ad993c',
    name: 'Licence Ouverte 2.0 (Etalab)',
    link: 'https://www.etalab.gouv.fr/licence-ouverte-open-licence',
  },
  odbl: {
    id: 'a3dab71c1bb0499c81731afefafe5b0f',
    name: 'ODbL 1.0 - Open Database Licence',
    link: 'https://opendatacommons.org/licenses/odbl/1-0/',
  },
} as const satisfies Record<string, License>;

export interface Specification extends License {
  readonly published: string;
}

export const specifications = {
  inspire: {
    id: 'c0a7b1f2d3e94b5c8a6f7e1d2c3b4a59',
    name: 'INSPIRE Data Specification',
    link: 'https://knowledge-base.inspire.ec.europa.eu/',
    published: '2013-12-10T00:00:00',
  },
} as const satisfies Record<string, Specification>;

export const thesauri = [
  { _id: '1616597fbc4348c8b11ef9d59cf594c8', code: 'isogeo', name: 'Isogeo' },
  { _id: '926c676c380046d7af99bcae343ac813', code: 'inspire-theme', name: 'INSPIRE' },
  { _id: '0edc90b138ef41e593cf47fbca2cb1ad', code: 'group-theme', name: 'group-theme' },
  { _id: '926f969ee2bb470a84066625f68b96bb', code: 'iso19115-topic', name: 'MD_TopicCategoryCode' },
] as const;

/** Isogeo's answer to `GET /link-kinds`, the same for every application. */
export const linkKinds = [
  kind('url', 'Lien', 'Link', ['download', 'view', 'other']),
  kind('wfs', 'Service WFS', 'WFS service', ['download', 'view', 'other']),
  kind('wms', 'Service WMS', 'WMS service', ['view', 'other']),
  kind('wmts', 'Service WMTS', 'WMTS service', ['view', 'other']),
  kind('esriFeatureService', 'Service ESRI Feature', 'ESRI Feature Service', [
    'download',
    'view',
    'other',
  ]),
  kind('esriMapService', 'Service ESRI Map', 'ESRI Map Service', ['view', 'other']),
  kind('esriTileService', 'Service ESRI Tile', 'ESRI Tile Service', ['view', 'other']),
  kind('data', 'Donnée brute', 'Raw data', ['download', 'other']),
];

function kind(
  code: string,
  fr: string,
  en: string,
  allowed: readonly (keyof typeof actions)[],
): { kind: string; name: Bilingual; actions: readonly string[] } {
  return { kind: code, name: { fr, en }, actions: allowed };
}
