/**
 * The documented part of Isogeo's platform as data: one description for the requests that are
 * copied, the request file, and whatever else helps while somebody writes requests. It holds what
 * the documentation states and nothing else; the words for people are in `vscode/requests/apiWords.ts`,
 * under the same ids and names.
 */

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'form';
  /** `list`: values with commas between them. `count`: a whole number. */
  readonly kind: 'text' | 'identifier' | 'list' | 'count';
  /** Of a count. */
  readonly least?: number;
  readonly most?: number;
  /** All that the documentation names; of a list, of each of its items. */
  readonly values?: readonly string[];
  /** The one value that it has. */
  readonly fixed?: string;
}

export interface Route {
  readonly id: string;
  readonly method: 'GET' | 'POST';
  /** Which of the platform's two base addresses the path follows. */
  readonly server: 'api' | 'identity';
  /** With `{name}` for each parameter in it. */
  readonly path: string;
  readonly authorization: 'none' | 'basic' | 'bearer';
  readonly parameters: readonly Parameter[];
  /** Where the documentation points to for more. */
  readonly documentation?: string;
}

const id = { name: 'id', in: 'path', kind: 'identifier' } as const;
const query = { in: 'query', kind: 'text' } as const;
const include = {
  ...query,
  name: '_include',
  kind: 'list',
  values: [
    '_abilities',
    'conditions',
    'contacts',
    'coordinate-system',
    'events',
    'feature-attributes',
    'keywords',
    'layers',
    'limitations',
    'links',
    'operations',
    'serviceLayers',
    'specifications',
  ],
} as const;

/** Most routes are of this kind. */
const read = { method: 'GET', server: 'api', authorization: 'bearer', parameters: [] } as const;

export const routes = [
  {
    ...read,
    id: 'search',
    path: '/resources/search',
    parameters: [
      { ...query, name: 'q' },
      { ...query, name: 's', kind: 'identifier' },
      { ...query, name: '_id', kind: 'list' },
      include,
      { ...query, name: '_limit', kind: 'count', least: 0, most: 100 },
      { ...query, name: '_offset', kind: 'count', least: 0 },
      {
        ...query,
        name: 'ob',
        values: ['relevance', '_created', '_modified', 'created', 'modified', 'title'],
      },
      { ...query, name: 'od', values: ['asc', 'desc'] },
      { ...query, name: 'box' },
      { ...query, name: 'geo' },
      {
        ...query,
        name: 'rel',
        values: ['contains', 'disjoint', 'equals', 'intersects', 'overlaps', 'within'],
      },
      { ...query, name: '_lang', values: ['fr', 'en'] },
    ],
  },
  { ...read, id: 'resource', path: '/resources/{id}', parameters: [id, include] },
  { ...read, id: 'resourceXml', path: '/resources/{id}.xml', parameters: [id] },
  {
    ...read,
    id: 'link',
    path: '/resources/{id}/links/{lid}.bin',
    parameters: [id, { ...id, name: 'lid' }],
  },
  { ...read, id: 'shares', path: '/shares' },
  { ...read, id: 'account', path: '/account' },
  { ...read, id: 'linkKinds', path: '/link-kinds' },
  { ...read, id: 'thesauri', path: '/thesauri' },
  { ...read, id: 'license', path: '/licenses/{id}', parameters: [id] },
  { ...read, id: 'about', path: '/about', authorization: 'none' },
  { ...read, id: 'identityAbout', path: '/about', server: 'identity', authorization: 'none' },
  {
    id: 'token',
    method: 'POST',
    server: 'identity',
    path: '/oauth/token',
    authorization: 'basic',
    parameters: [{ name: 'grant_type', in: 'form', kind: 'text', fixed: 'client_credentials' }],
    documentation: 'https://tools.ietf.org/html/rfc6749#section-4.4',
  },
] as const satisfies readonly Route[];

/** The route that a method and a path, as one writes it, amount to: the one that says it most exactly. */
export function routeOf(
  method: string,
  server: Route['server'],
  path: string,
): KnownRoute | undefined {
  const literalLength = (route: Route) => route.path.replace(/\{\w+\}/g, '').length;
  return routes
    .filter(
      (route) =>
        route.method === method &&
        route.server === server &&
        new RegExp(`^${route.path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`).test(
          path,
        ),
    )
    .sort((a, b) => literalLength(b) - literalLength(a))[0];
}

/** Where the reference describes the route. */
export function documentationOf({
  documentation,
  server,
  path,
  method,
}: Route): string | undefined {
  if (documentation !== undefined || server === 'identity') return documentation;
  const anchor = `operation-${path.replace(/\W/g, '-')}-${method.toLowerCase()}`;
  return `https://help.isogeo.com/api/complete/index.html#${anchor}`;
}

export type KnownRoute = Route & { readonly id: RouteId };
export type RouteId = (typeof routes)[number]['id'];
export type ParameterName = (typeof routes)[number]['parameters'][number]['name'];
