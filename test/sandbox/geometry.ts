/** West, south, east, north in WGS 84 degrees: the order of OpenSearch Geo and of GeoJSON. */
export type BoundingBox = readonly [west: number, south: number, east: number, north: number];

/** The relations that `rel` accepts, between a resource's envelope and the requested one. */
export const relations = [
  'contains',
  'disjoint',
  'equals',
  'intersects',
  'overlaps',
  'within',
] as const;

export type Relation = (typeof relations)[number];

/** `west,south,east,north`; `undefined` for anything else. */
export function parseBox(text: string): BoundingBox | undefined {
  const [west, south, east, north, ...rest] = text.split(',').map(parseDegrees);
  if (west === undefined || south === undefined || east === undefined || north === undefined) {
    return undefined;
  }
  return rest.length === 0 && west <= east && south <= north
    ? [west, south, east, north]
    : undefined;
}

/** The bounding box of a WKT polygon's outer ring, which is exact enough for a catalog of boxes. */
export function parseWktPolygon(text: string): BoundingBox | undefined {
  const ring = /^\s*POLYGON\s*\(\s*\(([^()]*)\)/i.exec(text)?.[1];
  if (ring === undefined) {
    return undefined;
  }
  const points = ring.split(',').map((point) => point.trim().split(/\s+/).map(parseDegrees));
  const xs = points.map((point) => point[0]);
  const ys = points.map((point) => point[1]);
  if (points.length < 4 || !xs.every(isNumber) || !ys.every(isNumber)) {
    return undefined;
  }
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/** Whether the envelope has that relation to the requested one (OGC 06-103r4 §6.1.15). */
export function relates(envelope: BoundingBox, relation: Relation, asked: BoundingBox): boolean {
  switch (relation) {
    case 'contains':
    // The platform's documentation gives `overlaps` the meaning "encloses", not OGC's.
    case 'overlaps':
      return covers(envelope, asked);
    case 'within':
      return covers(asked, envelope);
    case 'equals':
      return covers(envelope, asked) && covers(asked, envelope);
    case 'disjoint':
      return !intersects(envelope, asked);
    case 'intersects':
      return intersects(envelope, asked);
  }
}

/** The smallest box around all; `undefined` around none. */
export function union(boxes: readonly BoundingBox[]): BoundingBox | undefined {
  if (boxes.length === 0) {
    return undefined;
  }
  return [
    Math.min(...boxes.map((box) => box[0])),
    Math.min(...boxes.map((box) => box[1])),
    Math.max(...boxes.map((box) => box[2])),
    Math.max(...boxes.map((box) => box[3])),
  ];
}

/** The GeoJSON polygon that Isogeo calls an envelope. */
export function presentEnvelope(box: BoundingBox): Record<string, unknown> {
  const [west, south, east, north] = box;
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  return { type: 'Polygon', bbox: box, coordinates: [ring] };
}

function covers(outer: BoundingBox, inner: BoundingBox): boolean {
  return (
    outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3]
  );
}

function intersects(a: BoundingBox, b: BoundingBox): boolean {
  return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];
}

function parseDegrees(text: string): number | undefined {
  return /^\s*[+-]?\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}

function isNumber(value: number | undefined): value is number {
  return value !== undefined;
}
