import { presentAccount } from './account.ts';
import { kindOf, type Application } from './applications.ts';
import { catalog, type Resource } from './catalog.ts';
import { presentIso19139 } from './iso19139.ts';
import type { Platform } from './platform.ts';
import { errorReply, jsonReply, methodNotAllowed, type Reply } from './reply.ts';
import { presentLicense, presentResource } from './resources.ts';
import { searchCatalog } from './search.ts';
import { parseInclude, parseLanguage, parseSearchQuery } from './searchQuery.ts';
import { presentShare } from './shares.ts';
import type { ReceivedRequest } from './transport.ts';
import { licenses, linkKinds, thesauri } from './vocabulary.ts';

interface ApiRequest {
  readonly application: Application;
  readonly parameters: URLSearchParams;
  /** The part of the path that the route's pattern captures. */
  readonly id: string;
}

interface Route {
  readonly pattern: RegExp;
  readonly answer: (request: ApiRequest) => Reply;
}

/** Tried in this order, so that `search` is not taken for an identifier. */
const routes: readonly Route[] = [
  { pattern: /^\/shares$/, answer: listShares },
  { pattern: /^\/shares\/([^/]+)$/, answer: showShare },
  { pattern: /^\/resources\/search$/, answer: search },
  { pattern: /^\/resources\/([^/]+)\.xml$/, answer: showResourceXml },
  { pattern: /^\/resources\/([^/]+)$/, answer: showResource },
  { pattern: /^\/account$/, answer: showAccount },
  { pattern: /^\/link-kinds$/, answer: listLinkKinds },
  { pattern: /^\/thesauri$/, answer: () => jsonReply(200, thesauri) },
  { pattern: /^\/licenses\/([^/]+)$/, answer: showLicense },
];

/** Answers everything that is not the identity server's. A trailing slash changes nothing: the
 *  official SDK sends one. */
export function answerApiRequest(request: ReceivedRequest, platform: Platform): Reply {
  const path = request.url.pathname.replace(/(.)\/+$/, '$1');
  if (path === '/about') {
    return isRead(request)
      ? jsonReply(200, { version: '1.0.0-sandbox' })
      : methodNotAllowed('GET, HEAD');
  }
  for (const { pattern, answer } of routes) {
    const match = pattern.exec(path);
    if (match !== null) {
      if (!isRead(request)) {
        return methodNotAllowed('GET, HEAD');
      }
      const application = bearerOf(request, platform);
      return application === undefined
        ? invalidToken(request)
        : answer({ application, parameters: request.url.searchParams, id: match[1] ?? '' });
    }
  }
  return notFound();
}

/** The application whose live token the request carries (RFC 6750 §2.1). */
export function bearerOf(request: ReceivedRequest, platform: Platform): Application | undefined {
  const token = /^Bearer +(\S+)$/i.exec(request.authorization ?? '')?.[1];
  return token === undefined ? undefined : platform.holderOf(token);
}

/** RFC 6750 §3: the challenge names an error only where credentials came at all. */
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

/** A group application acts for no user, so that the scope it holds does not reach a profile. */
function showAccount({ application }: ApiRequest): Reply {
  return kindOf(application) === 'group'
    ? errorReply(403, 'insufficient_scope', 'A group application has no account.')
    : jsonReply(200, presentAccount());
}

function listLinkKinds({ parameters }: ApiRequest): Reply {
  const language = parseLanguage(parameters);
  return jsonReply(
    200,
    linkKinds.map((one) => ({ ...one, name: one.name[language] })),
  );
}

function showLicense({ id }: ApiRequest): Reply {
  const license = Object.values(licenses).find((one) => one.id === id);
  return license === undefined ? notFound() : jsonReply(200, presentLicense(license));
}

/** What the application's shares give it, or one of them; a share that is not its own gives none. */
function visibleTo(application: Application, shareId?: string): readonly Resource[] {
  const owners = application.shares
    .filter((share) => shareId === undefined || share.id === shareId)
    .map((share) => share.owner.id);
  return catalog.filter((resource) => owners.includes(resource.owner.id));
}
