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
  const [, scheme, apiQa, identityQa] = found;
  const platform = (api: RegExpExecArray | null) => api && (api[2] ?? api[3] ?? '');
  return [
    {
      server: scheme ? 'api' : 'identity',
      // The token must not go to another platform or over an unencrypted connection.
      isOwn:
        scheme !== 'http' && platform(isogeo.exec(addresses.api)) === (apiQa ?? identityQa ?? ''),
    },
  ];
}
