import type { Steps } from '../file/steps.ts';
import type { PlatformAddresses } from '../../platform/endpoints.ts';
import { sectionAt, type RequestDocument } from '../file/requestDocument.ts';
import { isSameHeader } from '../request.ts';
import { targetsIn, type PlacedTarget } from './place.ts';
import { routeIn } from './suggestions.ts';

/**
 * The first lines of the requests to the application's API that need a token and have no
 * `Authorization` header. Requests with a header line that is only a variable are left
 * out, since it may contain that header.
 */
export function* startsWithoutHeader(
  document: RequestDocument,
  addresses: PlatformAddresses,
  indexes?: Iterable<number>,
): Steps<ReadonlySet<number>> {
  const starts = new Set<number>();
  for (const target of yield* targetsIn(document, addresses, indexes)) {
    yield;
    const { request } = sectionAt(document, target.start).section;
    const isWithout =
      request?.ok === true &&
      !request.value.headers.some(({ name }) => isSameHeader(name, 'authorization'));
    if (isWithout && needsToken(target)) starts.add(target.start);
  }
  return starts;
}

function needsToken(target: PlacedTarget): boolean {
  const isOfApi = target.bases.some(({ server, isOwn }) => server === 'api' && isOwn);
  return isOfApi && routeIn(target)?.authorization !== 'none';
}
