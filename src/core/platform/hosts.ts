import { isogeoPlatforms, type Endpoints } from './endpoints.ts';
import { isIsogeo } from './origins.ts';

/** Hosts of Isogeo's own platform that a company proxy must allow. */
const isogeoHosts: readonly string[] = [
  new URL(isogeoPlatforms.prod.identity).host,
  new URL(isogeoPlatforms.prod.api).host,
  ...['api', 'open', 'app'].map((name) => `${name}.isogeo.com`),
];

/** The hosts of an application, with their ports if those aren't the usual ones. */
export function hostsOf({ token, authorization = token, api }: Endpoints): readonly string[] {
  return [...new Set([token, authorization, api].map((address) => new URL(address).host))];
}

/** The host, and the other hosts of each application that uses this host. */
export function hostsBeside(host: string, applications: readonly Endpoints[]): readonly string[] {
  const used = applications.map(hostsOf).filter((hosts) => hosts.includes(host));
  return [...new Set([host, ...used.flat()])];
}

/**
 * The hosts that a proxy must allow. Isogeo's own hosts are added if one of them is used, or if no host is
 * known.
 */
export function hostsToAllow(hosts: readonly string[]): readonly string[] {
  const isOfIsogeo =
    hosts.length === 0 || hosts.some((host) => isIsogeo(new URL(`https://${host}`)));
  return [...new Set([...hosts, ...(isOfIsogeo ? isogeoHosts : [])])];
}

/** Removes the brackets of IPv6, which addresses have but sockets and certificates don't. */
export function withoutBrackets(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
