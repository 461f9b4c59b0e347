import type { PlatformAddresses } from '../../platform/endpoints.ts';
import { sectionAt, type RequestDocument } from '../file/requestDocument.ts';
import { targetsIn, type PlacedTarget } from './place.ts';
import { routeIn } from './suggestions.ts';

/**
 * The first lines of the requests to the application's API that need a token and have no
 * `Authorization` header. A header line that is one variable may contain it.
 */
export function startsWithoutHeader(
  document: RequestDocument,
  addresses: PlatformAddresses,
): readonly number[] {
  return targetsIn(document, addresses)
    .filter((target) => needsToken(target))
    .map(({ start }) => start)
    .filter((start) => {
      const { request } = sectionAt(document, start).section;
      return (
        request?.ok === true &&
        !request.value.headers.some(({ name }) => /^authorization$|^\{\{/i.test(name.trim()))
      );
    });
}

function needsToken(target: PlacedTarget): boolean {
  const isOfApi = target.bases.some(({ server, isOwn }) => server === 'api' && isOwn);
  return isOfApi && routeIn(target)?.authorization !== 'none';
}
