import { isogeoPlatforms, type Endpoints } from './endpoints.ts';
import { isIsogeo } from './origins.ts';

/** Hosts of Isogeo's own platform that a company proxy must allow. */
const isogeoHosts: readonly string[] = [
  new URL(isogeoPlatforms.prod.identity).host,
  new URL(isogeoPlatforms.prod.api).host,
  ...['api', 'open', 'app'].map((name) => `${name}.isogeo.com`),
];

/** The hosts of an application, with any unusual port. */
export function hostsOf({ token, authorization, api }: Endpoints): readonly string[] {
  const addresses = [token, authorization, api].filter((address) => address !== undefined);
  return [...new Set(addresses.map((address) => new URL(address).host))];
}

/** The host and the other hosts of each application that uses it. */
export function hostsBeside(host: string, applications: readonly Endpoints[]): readonly string[] {
  const used = applications.map(hostsOf).filter((hosts) => hosts.includes(host));
  return [...new Set([host, ...used.flat()])];
}

/** The hosts that a proxy must allow. With a host of Isogeo, or without a host, all of Isogeo's are added. */
export function hostsToAllow(hosts: readonly string[]): readonly string[] {
  const isOfIsogeo =
    hosts.length === 0 || hosts.some((host) => isIsogeo(new URL(`https://${host}`)));
  return [...new Set([...hosts, ...(isOfIsogeo ? isogeoHosts : [])])];
}
