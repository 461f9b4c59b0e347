import type { Parameter, ParameterName, RouteId } from '../../core/requests/api/routes.ts';
import { t } from '../host/l10n.ts';

/** What a documented request does, in one line. */
export function routeInWords(id: RouteId): string {
  const words: Readonly<Record<RouteId, string>> = {
    search: t('Search the catalogs'),
    resource: t('Get a resource'),
    resourceXml: t('Get a resource as XML (ISO 19139)'),
    link: t('Download the file of a link'),
    shares: t('List the application’s shares'),
    account: t('Get the signed-in user’s profile'),
    linkKinds: t('List link kinds'),
    thesauri: t('List thesauri'),
    license: t('Get a license'),
    about: t('Get the API version'),
    identityAbout: t('Get the identity server’s version'),
    token: t('Get a token for a group application'),
  };
  return words[id];
}

/** What a parameter is, in one line. */
export function parameterInWords({ name }: Parameter): string {
  const words: Readonly<Record<ParameterName, string>> = {
    q: t('Search text'),
    s: t('ID of a share'),
    _id: t('Resource IDs, separated by commas'),
    _include: t('Parts to include, separated by commas'),
    _limit: t('Maximum number of results, 0 to 100 (default 20)'),
    _offset: t('Number of results to skip'),
    ob: t('Sort by'),
    od: t('Sort direction'),
    box: t('Bounding box'),
    geo: t('Geometry (WKT)'),
    rel: t('How results relate to the box or geometry'),
    _lang: t('Language of the answer'),
    id: t('ID'),
    lid: t('ID of the link'),
    grant_type: t('Grant type (client_credentials)'),
  };
  // The names are those of the routes, which the type of one parameter does not tell.
  return words[name as ParameterName];
}
