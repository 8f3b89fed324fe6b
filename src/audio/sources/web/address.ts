import { BlockList, isIP } from 'node:net';
import { SourceError } from '../../../domain/errors.js';
import { oneLine } from '../../../domain/text.js';

/** What an address may lead to: anything that the user may reach, or the public network only. */
export type Reach = 'anywhere' | 'public';

/** Reads an address of http or https. Throws SourceError for all others. */
export function webAddress(text: string, base?: URL): URL {
  const url = URL.canParse(text, base?.href) ? new URL(text, base) : null;
  if (!url) throw new SourceError(`"${shown(text)}" is no address.`);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    const where = base ? ` that ${base.host} leads to` : '';
    throw new SourceError(
      `"${shown(text)}"${where} is refused: sound is fetched by http and https only, not by ${url.protocol.slice(0, -1)}.`,
    );
  }
  return url;
}

/** Fit for a message: what came from outside may be of any length and hold anything. */
function shown(text: string): string {
  const line = oneLine(text);
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}

/** The address as people may see it and as it may be kept: without user, password and what may hold a token. */
export const publicForm = (url: URL): string => `${url.protocol}//${url.host}${url.pathname}`;

/** IPv4 addresses that aren't on the public network: IANA's registry of special-purpose ones (RFC 6890 and its updates). */
const SPECIAL = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  SPECIAL.addSubnet(net, bits, 'ipv4');
}

/** All of IPv6 that is handed out to the public (RFC 4291 §2.4); what lies outside is local, reserved or a translation. */
const PUBLIC = new BlockList();
PUBLIC.addSubnet('2000::', 3, 'ipv6');

/** What inside of that isn't public all the same. Teredo (2001::/32) and 6to4 (2002::/16) carry IPv4 into local networks. */
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  SPECIAL.addSubnet(net, bits, 'ipv6');
}

/** Whether an IP address belongs to this machine, the local network, or nobody. What is no address counts as that too. */
export function isPrivateAddress(address: string): boolean {
  const plain = address.replace(/%.*$/s, '');
  if (isIP(plain) === 4) return SPECIAL.check(plain, 'ipv4');
  const groups = groupsOf(plain);
  if (!groups) return true;
  const inner = innerAddress(groups);
  if (inner?.alone) return SPECIAL.check(inner.address, 'ipv4');
  if (inner && SPECIAL.check(inner.address, 'ipv4')) return true;
  return !PUBLIC.check(plain, 'ipv6') || SPECIAL.check(plain, 'ipv6');
}

/** The eight groups of an IPv6 address, however it is written; null for what is none. */
function groupsOf(address: string): number[] | null {
  if (isIP(address) !== 6) return null;
  // The URL parser writes them all in one way, the dotted end in hexadecimal.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const read = (part: string): number[] =>
    part
      .split(':')
      .filter(Boolean)
      .map((group) => Number.parseInt(group, 16));
  const [before, after] = [read(head), read(tail ?? '')];
  return [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
}

/**
 * The IPv4 address that an IPv6 one leads to: mapped (`::ffff:127.0.0.1`) and NAT64 (RFC 6052, through which networks
 * without IPv4 reach the public one) mean that alone; ISATAP (RFC 5214) has a network of its own before it.
 */
function innerAddress(groups: readonly number[]): { address: string; alone: boolean } | null {
  const [high, low] = [groups[6]!, groups[7]!];
  const address = `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
  const begins = (...prefix: number[]): boolean => prefix.every((group, i) => groups[i] === group);
  if (begins(0, 0, 0, 0, 0, 0xffff) || begins(0x64, 0xff9b, 0, 0, 0, 0)) return { address, alone: true };
  const isatap = (groups[4]! & 0xfdff) === 0 && groups[5] === 0x5efe;
  return isatap ? { address, alone: false } : null;
}

/** Names that only mean something on a local network (RFC 6761, 6762, 8375), or have no dot at all. */
export function isLocalName(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  return (
    !name.includes('.') || /\.(localhost|localdomain|local|internal|intranet|lan|home|corp|home\.arpa)$/.test(name)
  );
}

/** Whether an address leads to this machine or the local network, as far as that can be told without asking anybody. */
export function isPrivatePlace(location: string): boolean {
  if (!URL.canParse(location)) return false;
  const url = new URL(location);
  const address = literalAddress(url);
  return address ? isPrivateAddress(address) : isLocalName(url.hostname);
}

/** The address that a URL's host is, without a look at the name service; null when it is a name. */
export function literalAddress(url: URL): string | null {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return isIP(host) ? host : null;
}
