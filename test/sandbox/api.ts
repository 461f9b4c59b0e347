import { kindOf, type Application } from './applications.ts';
import { catalog, type Resource } from './catalog.ts';
import { presentIso19139 } from './iso19139.ts';
import type { Platform } from './platform.ts';
import { errorReply, jsonReply, methodNotAllowed, type Reply } from './reply.ts';
import {
  allKeywords,
  parts,
  presentLicense,
  presentSpecification,
  presentThesaurus,
} from './parts.ts';
import { presentResource } from './resources.ts';
import { searchCatalog } from './search.ts';
import { parseInclude, parseLanguage, parseSearchQuery } from './searchQuery.ts';
import { presentShare } from './shares.ts';
import type { ReceivedRequest } from './transport.ts';
import { answerForUser, userPaths } from './userRoutes.ts';
import { licenses, linkKinds, specifications, thesauri } from './vocabulary.ts';

interface ApiRequest {
  readonly application: Application;
  readonly parameters: URLSearchParams;
  /** The parts of the path that the route's pattern captures. */
  readonly id: string;
  readonly second: string;
  readonly third: string;
}

/** Tried in this order: `search` isn't an identifier, and a file isn't a link. */
const routes: readonly (readonly [path: string, answer: (request: ApiRequest) => Reply])[] = [
  ['/shares', listShares],
  ['/shares/*', showShare],
  ['/resources/search', search],
  ['/resources/*.xml', showResourceXml],
  ['/resources/*', showResource],
  ['/resources/*/links/*.bin', showFile],
  ['/resources/*/thumbnail/*.png', showThumbnail],
  ['/resources/*/*', showPart],
  ['/resources/*/*/*', showOneOfPart],
  ['/link-kinds', listLinkKinds],
  ['/thesauri', () => jsonReply(200, thesauri.map(presentThesaurus))],
  ['/thesauri/*', ({ id }) => oneOf(thesauri.map(presentThesaurus), id)],
  ['/thesauri/*/keywords/search', searchKeywords],
  ['/thesauri/*/keywords/*', (request) => oneOf(keywordsOf(request), request.second)],
  ['/groups/*/keywords/search', (request) => searchKeywords({ ...request, id: '' })],
  ['/keywords/*', (request) => oneOf(keywordsOf({ ...request, id: '' }), request.id)],
  ['/licenses/*', ({ id }) => oneOf(Object.values(licenses).map(presentLicense), id)],
  [
    '/specifications/*',
    ({ id }) => oneOf(Object.values(specifications).map(presentSpecification), id),
  ],
];

const patterns = routes.map(([path, answer]) => ({
  pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll('*', '([^/]+)')}$`),
  answer,
}));

/**
 * Answers every address that isn't the identity server's. A trailing slash is ignored, since the official SDK
 * sends one.
 */
export function answerApiRequest(request: ReceivedRequest, platform: Platform): Reply {
  const path = request.url.pathname.replace(/(.)\/+$/, '$1');
  if (path === '/about') {
    return isRead(request)
      ? jsonReply(200, { version: '1.0.0-sandbox' })
      : methodNotAllowed('GET, HEAD');
  }
  const found = patterns.find(({ pattern }) => pattern.test(path));
  if (!found && !userPaths.test(path)) return notFound();
  if (!isRead(request)) return methodNotAllowed('GET, HEAD');
  const application = bearerOf(request, platform);
  if (!application) return invalidToken(request);
  if (!found) return answerUserRequest(path, application);
  const [, id = '', second = '', third = ''] = found.pattern.exec(path) ?? [];
  const parameters = request.url.searchParams;
  return found.answer({ application, parameters, id, second, third });
}

/** The application whose valid token the request has (RFC 6750 §2.1). */
export function bearerOf(request: ReceivedRequest, platform: Platform): Application | undefined {
  const token = /^Bearer +(\S+)$/i.exec(request.authorization ?? '')?.[1];
  return token === undefined ? undefined : platform.holderOf(token);
}

/** RFC 6750 §3: the challenge names an error only if the request had credentials. */
function invalidToken(request: ReceivedRequest): Reply {
  const challenge = request.authorization === undefined ? 'Bearer' : 'Bearer error="invalid_token"';
  return errorReply(401, 'invalid_token', undefined, { 'www-authenticate': challenge });
}

function notFound(): Reply {
  return errorReply(404, 'not_found');
}

function isRead(request: ReceivedRequest): boolean {
  return request.method === 'GET' || request.method === 'HEAD';
}

function listShares({ application }: ApiRequest): Reply {
  const shares = application.shares.map((share) => presentShare(share, application));
  return jsonReply(200, shares);
}

function showShare({ application, id }: ApiRequest): Reply {
  const share = application.shares.find((one) => one.id === id);
  return share === undefined ? notFound() : jsonReply(200, presentShare(share, application));
}

function search({ application, parameters }: ApiRequest): Reply {
  const parsed = parseSearchQuery(parameters);
  return parsed.ok
    ? jsonReply(200, searchCatalog(visibleTo(application, parsed.query.share), parsed.query))
    : errorReply(400, 'invalid_request', `The parameter ${parsed.parameter} is not valid.`);
}

function showResource({ application, parameters, id }: ApiRequest): Reply {
  const resource = visibleTo(application).find((one) => one.id === id);
  return resource === undefined
    ? notFound()
    : jsonReply(
        200,
        presentResource(resource, parseInclude(parameters), parseLanguage(parameters)),
      );
}

function showResourceXml({ application, parameters, id }: ApiRequest): Reply {
  const resource = visibleTo(application).find((one) => one.id === id);
  return resource === undefined
    ? notFound()
    : {
        status: 200,
        contentType: 'application/xml; charset=utf-8',
        body: presentIso19139(resource, parseLanguage(parameters)),
        headers: {},
      };
}

/** A group application acts for no user, so its scope doesn't include user data. */
function answerUserRequest(path: string, application: Application): Reply {
  if (kindOf(application) === 'group') {
    return errorReply(403, 'insufficient_scope', 'A group application has no account.');
  }
  const found = answerForUser(path, application);
  return found === undefined ? notFound() : jsonReply(200, found);
}

function listLinkKinds({ parameters }: ApiRequest): Reply {
  const language = parseLanguage(parameters);
  return jsonReply(
    200,
    linkKinds.map((one) => ({ ...one, name: one.name[language] })),
  );
}

/** Parts without a route of their own. */
const onlyIncluded = new Set(['_abilities', '_creator', 'serviceLayers', 'translations']);

/** A list or an object of a record. */
function partOf({ application, parameters, id, second }: ApiRequest): unknown {
  const resource = visibleTo(application).find((one) => one.id === id);
  const present = onlyIncluded.has(second) ? undefined : parts[second];
  return resource && present?.(resource, parseLanguage(parameters));
}

function showPart(request: ApiRequest): Reply {
  const part = request.second === 'thumbnail' ? undefined : partOf(request);
  return part === undefined ? notFound() : jsonReply(200, part);
}

function showOneOfPart(request: ApiRequest): Reply {
  const part = partOf(request);
  return Array.isArray(part) ? oneOf(part as readonly object[], request.third) : notFound();
}

/** A hosted file has its own name. */
function showFile(request: ApiRequest): Reply {
  const links = partOf({ ...request, second: 'links' });
  const found = Array.isArray(links) && links.some((link: Json) => link['_id'] === request.second);
  return found
    ? {
        status: 200,
        contentType: 'application/octet-stream',
        body: 'ID;NOM\n1;Communes\n',
        headers: { 'content-disposition': 'attachment; filename="donnees.csv"' },
      }
    : notFound();
}

const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

function showThumbnail(request: ApiRequest): Reply {
  const found = showOneOfPart({ ...request, second: 'thumbnail', third: request.second });
  return found.status === 200
    ? { ...found, contentType: 'image/png', body: Buffer.from(pixel, 'base64') }
    : found;
}

type Json = Readonly<Record<string, unknown>>;

/** The entry with that ID; an attribute is identified by its name. */
function oneOf(all: readonly object[], id: string): Reply {
  const found = all.find((each) => [idIn(each, '_id'), idIn(each, 'name')].includes(id));
  return found ? jsonReply(200, found) : notFound();
}

function idIn(value: object, name: string): unknown {
  return Object.hasOwn(value, name) ? (value as Json)[name] : undefined;
}

/** `id`: the ID of the thesaurus; empty for all. */
function keywordsOf({ parameters, id }: ApiRequest): readonly object[] {
  return allKeywords(parseLanguage(parameters)).filter(
    ({ thesaurus }) => id === '' || (thesaurus as Json)['_id'] === id,
  );
}

function searchKeywords(request: ApiRequest): Reply {
  const { parameters } = request;
  const limit = Number(parameters.get('_limit') ?? 20);
  const offset = Number(parameters.get('_offset') ?? 0);
  const word = parameters.get('q') ?? '';
  const found = keywordsOf(request).filter((each) => String(idIn(each, 'text')).includes(word));
  const results = found.slice(offset, offset + limit);
  return jsonReply(200, { total: found.length, limit, offset, results });
}

/** The resources in the application's shares, or in one of them; another application's share gives none. */
function visibleTo(application: Application, shareId?: string): readonly Resource[] {
  const owners = application.shares
    .filter((share) => shareId === undefined || share.id === shareId)
    .map((share) => share.owner.id);
  return catalog.filter((resource) => owners.includes(resource.owner.id));
}
