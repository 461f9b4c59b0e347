import type { Parameter, ParameterName, RouteId } from '../../core/requests/api/routes.ts';
import { t } from '../host/l10n.ts';

/** What a documented request does, in one line. */
export function routeInWords(id: RouteId): string {
  const words: Readonly<Record<RouteId, string>> = {
    search: t('Search the catalogs'),
    resource: t('One resource'),
    resourceXml: t('One resource as XML (ISO 19139)'),
    link: t('The file behind a link of a resource'),
    shares: t('The shares that feed the application'),
    account: t('The profile of the signed-in user'),
    linkKinds: t('The kinds of links'),
    thesauri: t('The thesauri'),
    license: t('One license'),
    about: t('The version of the API'),
    identityAbout: t('The version of the identity server'),
    token: t('A token for a group application'),
  };
  return words[id];
}

/** What a parameter is, in one line. */
export function parameterInWords({ name }: Parameter): string {
  const words: Readonly<Record<ParameterName, string>> = {
    q: t('What to search for'),
    s: t('The id of a share'),
    _id: t('Ids of resources, separated by commas'),
    _include: t('Parts to include, separated by commas'),
    _limit: t('How many results at most, from 0 to 100; 20 unless given'),
    _offset: t('How many results to pass over'),
    ob: t('What to order by'),
    od: t('The direction of the order'),
    box: t('A bounding box'),
    geo: t('A geometry'),
    rel: t('How results relate to the box or the geometry'),
    _lang: t('The language of the answer'),
    id: t('The id of what is asked for'),
    lid: t('The id of the link'),
    grant_type: t('The grant: client_credentials'),
  };
  // The names are those of the routes, which the type of one parameter does not tell.
  return words[name as ParameterName];
}
