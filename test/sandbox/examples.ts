import { idOf } from './parts.ts';
import { referenceShare } from './shares.ts';
import { licenses, specifications, thesauri } from './vocabulary.ts';
import { referenceOwner } from './workgroups.ts';

const communes = '613dbc22264c470ca2338f77408d3817';
const orthophotos = 'c19b91c8dbc24002a7f1e176964dbdfc';
const parcels = '0867f72ac6f04ebfb0fcc33920010704';
const wms = '0e1287d01957496189547e3826b46c7d';

/** A resource with the parts that the path needs. */
function resourceFor(path: string): string {
  if (path.includes('feature-attributes')) return communes;
  if (path.includes('limitations')) return parcels;
  return /layers|operations/.test(path) ? wms : orthophotos;
}

/** Values with which the sandbox answers a documented route, keyed by the names in its path. */
export function exampleValues(path: string): Readonly<Record<string, string>> {
  const resource = resourceFor(path);
  const [, part = ''] = /\{rid\}\/([\w-]+)\/\{id\}/.exec(path) ?? [];
  const ids: Readonly<Record<string, string>> = {
    conditions: idOf(resource, 'condition'),
    events: idOf(resource, 'creation'),
    limitations: idOf(resource, 'limitation'),
    // The second one is a hosted file.
    links: idOf(resource, 'link', 1),
    thumbnail: idOf(resource, 'thumbnail'),
  };
  return {
    rid: resource,
    id: ids[part] ?? (path.startsWith('/contacts') ? referenceOwner.contactId : resource),
    lid: path.includes('layers') ? idOf(wms, 'layer') : licenses.etalab.id,
    oid: idOf(wms, 'GetCapabilities'),
    sid: path.startsWith('/shares') ? referenceShare.id : specifications.inspire.id,
    tid: thesauri[0]._id,
    kid: idOf('keyword:isogeo:bati'),
    gid: referenceOwner.id,
    name: 'NOM',
  };
}
