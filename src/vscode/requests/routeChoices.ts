import { routes, type Route } from '../../core/requests/api/routes.ts';
import { t } from '../host/l10n.ts';
import { groupInWords } from './apiWords.ts';

/** Routes under a heading. */
export interface RouteGroup {
  readonly heading: string;
  readonly routes: readonly Route[];
}

/** The routes as the lists of the editor show them: the most used first, the others by subject. */
export function routeGroups(): readonly RouteGroup[] {
  const groups = new Map<string, Route[]>([
    [t('Most used'), routes.filter(({ isFrequent }) => isFrequent)],
  ]);
  for (const route of routes.filter(({ isFrequent }) => !isFrequent)) {
    const heading = groupInWords(route);
    groups.set(heading, [...(groups.get(heading) ?? []), route]);
  }
  return [...groups].map(([heading, inGroup]) => ({ heading, routes: inGroup }));
}

/** The method and the path, with a mark if the route isn't documented. */
export function routeDetail({ method, path, isDocumented }: Route): string {
  return `${method} ${path}${isDocumented ? '' : ` · ${t('SDK only')}`}`;
}
