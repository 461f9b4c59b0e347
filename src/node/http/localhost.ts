import type * as net from 'node:net';

/** The two addresses that `localhost` may mean (RFC 6761 §6.3). */
export const loopbackAddresses = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
] as const;

/**
 * How a socket finds a host. `localhost` is never resolved: a hosts file may point it to another machine, and
 * plain HTTP is allowed on loopback only.
 */
export function wayTo(
  hostname: string,
): Pick<net.TcpNetConnectOpts, 'lookup' | 'autoSelectFamily'> {
  return hostname === 'localhost' ? { lookup: lookUpLoopback, autoSelectFamily: true } : {};
}

const lookUpLoopback: net.LookupFunction = (_hostname, { all, family }, answer) => {
  const [ipv4, ipv6] = loopbackAddresses;
  if (all === true) answer(null, [ipv4, ipv6]);
  else if (family === 6) answer(null, ipv6.address, ipv6.family);
  else answer(null, ipv4.address, ipv4.family);
};
