import { BlockList, isIP } from 'node:net';
import { SourceError } from '../../../domain/errors.js';
import { oneLine } from '../../../domain/text.js';

/** What an address may lead to: anything that the user may reach, or the public network only. */
export type Reach = 'anywhere' | 'public';

/** An address that only http and https may have; whoever wrote it says it in words. Throws SourceError for all others. */
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

/**
 * Addresses that aren't on the public network: IANA's registries of special-purpose addresses (RFC 6890 and its updates).
 * Those that carry an IPv4 address inside are among them, whatever it is (6to4, Teredo), or judged by it (NAT64, through
 * which networks without IPv4 reach the public one).
 */
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
for (const [net, bits] of [
  ['::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  SPECIAL.addSubnet(net, bits, 'ipv6');
}

/** Whether an IP address belongs to this machine, the local network, or nobody. */
export function isPrivateAddress(address: string): boolean {
  const plain = address.replace(/%.*$/, '');
  const inner = innerAddress(plain) ?? plain;
  const family = isIP(inner);
  return family === 0 || SPECIAL.check(inner, family === 4 ? 'ipv4' : 'ipv6');
}

/** The IPv4 address of `::ffff:127.0.0.1`, which is `::ffff:7f00:1` too, or of `64:ff9b::7f00:1` (RFC 6052). */
function innerAddress(address: string): string | null {
  const [, dotted, high, low] =
    /^(?:::ffff|64:ff9b:):(?:(\d+\.\d+\.\d+\.\d+)|([\da-f]{1,4}):([\da-f]{1,4}))$/i.exec(address) ?? [];
  if (dotted !== undefined) return dotted;
  if (high === undefined || low === undefined) return null;
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return `${a >> 8}.${a & 255}.${b >> 8}.${b & 255}`;
}

/** Names that only mean something on a local network (RFC 6761, 6762, 8375), or have no dot at all. */
export function isLocalName(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  return !name.includes('.') || /\.(localhost|local|internal|intranet|lan|home|corp|home\.arpa)$/.test(name);
}

/** The address that a URL's host is, without a look at the name service; null when it is a name. */
export function literalAddress(url: URL): string | null {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return isIP(host) ? host : null;
}
