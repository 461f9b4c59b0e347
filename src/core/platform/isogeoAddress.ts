import type { PlatformAddresses } from './endpoints.ts';

/** A base address that requests go to. */
export interface KnownServer {
  readonly server: keyof Pick<PlatformAddresses, 'api' | 'identity'>;
  /** The server belongs to the active application. */
  readonly isOwn: boolean;
}

/** The newer and older hosts of the APIs, with and without a version, and the identity servers. */
const isogeo =
  /^(?:(https?):\/\/(?:v1\.)?api(\.qa)?\.isogeo\.com(?:\/v1(?:\.0)?)?|https:\/\/id\.api(\.qa)?\.isogeo\.com)$/;

/** The servers at a base address, on Isogeo's platforms or the application's. */
export function serversAt(address: string, addresses: PlatformAddresses): readonly KnownServer[] {
  const own = (['api', 'identity'] as const).filter((server) => addresses[server] === address);
  if (own.length > 0) return own.map((server) => ({ server, isOwn: true }));
  const found = isogeo.exec(address);
  if (!found) return [];
  return [{ server: found[1] ? 'api' : 'identity', isOwn: isSamePlatform(address, addresses.api) }];
}

/**
 * Whether both are addresses of the same of Isogeo's platforms. The token must not go to another platform or
 * over an unencrypted connection.
 */
export function isSamePlatform(address: string, api: string): boolean {
  const [own, other] = [api, address].map((each) => isogeo.exec(each));
  if (!own || !other || other[1] === 'http') return false;
  return (own[2] ?? own[3]) === (other[2] ?? other[3]);
}
