import { BlockList, isIP } from 'node:net';

/** This machine, private networks, link-local, carrier-grade NAT (where Tailscale lives), multicast, reserved. */
const LOCAL_IPV4: readonly (readonly [network: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['224.0.0.0', 3],
];
// 198.18.0.0/15 is left out: VPN clients answer with such addresses for every public name.

/** Unspecified and loopback, unique-local, link-local and site-local, multicast. */
const LOCAL_IPV6: readonly (readonly [network: string, prefix: number])[] = [
  ['::', 96],
  ['fc00::', 7],
  ['fe80::', 9],
  ['ff00::', 8],
];

/** What stands before an IPv4 address that is written as the end of an IPv6 address. */
const IPV4_AS_IPV6 = [
  '64:ff9b::', // NAT64 (RFC 6052)
  '64:ff9b:1::', // NAT64 of a single network (RFC 8215)
  '::ffff:0:', // SIIT (RFC 2765)
];

const LOCAL_DOMAINS = ['localhost', 'local', 'internal', 'home.arpa'];

const localAddresses = new BlockList();
for (const [network, prefix] of LOCAL_IPV4) {
  // The list finds IPv4 addresses that are written as IPv6 ones (::ffff:10.0.0.1), too.
  localAddresses.addSubnet(network, prefix);
  for (const before of IPV4_AS_IPV6) localAddresses.addSubnet(before + network, 96 + prefix, 'ipv6');
  localAddresses.addSubnet(sixToFour(network), 16 + prefix, 'ipv6');
}
for (const [network, prefix] of LOCAL_IPV6) localAddresses.addSubnet(network, prefix, 'ipv6');

/** Whether an IP address (without brackets) is one of this machine or of a network around it. */
export function isLocalIp(address: string): boolean {
  return localAddresses.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/**
 * Whether the host of an address is in the local network, as far as its text tells: a local IP address, or a name
 * that no public server has.
 * @param hostname as `URL.hostname` gives it, in which every spelling of an IP address has become one
 */
export function isLocalHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (isIP(host) !== 0) return isLocalIp(host);
  return !host.includes('.') || LOCAL_DOMAINS.some((domain) => host.endsWith(`.${domain}`));
}

/** The IPv6 prefix that 6to4 makes of an IPv4 address (RFC 3056): `2002:0a00:0001::` of `10.0.0.1`. */
function sixToFour(ipv4: string): string {
  const hex = ipv4.split('.').map((byte) => Number(byte).toString(16).padStart(2, '0'));
  return `2002:${hex.slice(0, 2).join('')}:${hex.slice(2).join('')}::`;
}
