import { describe, expect, it } from 'vitest';
import {
  isLocalName,
  isPrivateAddress,
  literalAddress,
  webAddress,
} from '../../../../src/audio/sources/web/address.js';

const PRIVATE = [
  ...['127.0.0.1', '127.255.255.254', '10.0.0.1', '10.255.0.7', '172.16.0.1', '172.31.255.9', '192.168.0.1'],
  ...['192.168.178.20', '169.254.169.254', '100.64.0.1', '100.127.255.1', '0.0.0.0', '224.0.0.1', '255.255.255.255'],
];
const PUBLIC = ['8.8.8.8', '1.1.1.1', '93.184.216.34', '172.32.0.1', '100.128.0.1', '169.253.1.1'];

type Address = readonly [number, number, number, number];
const bytes = (text: string): Address => text.split('.').map(Number) as unknown as Address;
const hex = (n: number): string => n.toString(16);
const octal = (n: number): string => `0${n.toString(8)}`;
const toDigits = (text: string, zero: number): string =>
  text.replace(/\d/g, (d) => String.fromCodePoint(zero + Number(d)));

/** Ways to write an IPv4 address that the URL standard, or somebody's C library, takes for the same. */
function ipv4Forms(text: string): string[] {
  const [a, b, c, d] = bytes(text);
  const all = ((a * 256 + b) * 256 + c) * 256 + d;
  const low16 = c * 256 + d;
  return [
    text,
    `${text}.`,
    String(all),
    `0x${hex(all)}`,
    `0X${hex(all).toUpperCase()}`,
    `0${all.toString(8)}`,
    `${a}.${(b * 256 + c) * 256 + d}`,
    `${a}.${b}.${low16}`,
    `0x${hex(a)}.0x${hex(b)}.0x${hex(c)}.0x${hex(d)}`,
    `0x${hex(a)}.${b}.0x${hex(low16)}`,
    [a, b, c, d].map(octal).join('.'),
    `00${octal(a)}.0${octal(b)}.${c}.${d}`,
    `${octal(a)}.${b}.0x${hex(low16)}`,
    // Digits of other scripts, and full stops: IDN maps them (UTS 46).
    toDigits(text, 0xff10),
    toDigits(text, 0x2460 - 1).replace(/\u245f/g, '\u24ea'),
    toDigits(text, 0x1d7d8),
    text.replaceAll('.', '\u3002'),
    text.replaceAll('.', '\uff0e'),
    text.replaceAll('.', '%2e'),
    text.replace(/\d/g, (digit) => `%3${digit}`),
  ];
}

/** Mapped and NAT64: what an IPv4 address is by another name. */
function sameInIpv6(text: string): string[] {
  const [a, b, c, d] = bytes(text);
  const groups = `${hex(a * 256 + b)}:${hex(c * 256 + d)}`;
  const padded = `${hex(a * 256 + b).padStart(4, '0')}:${hex(c * 256 + d).padStart(4, '0')}`;
  return [
    `::ffff:${text}`,
    `::FFFF:${groups}`,
    `0:0:0:0:0:ffff:${groups}`,
    `0000:0000:0000:0000:0000:FFFF:${padded}`,
    `0::0:ffff:${text}`,
    `::0:ffff:${groups}`,
    `64:ff9b::${text}`,
    `64:FF9B::${groups}`,
    `0064:ff9b:0:0:0:0:${padded}`,
    `64:ff9b:0::${text}`,
  ];
}

/** Other forms with an IPv4 address inside: translated, compatible, local NAT64, 6to4, Teredo, ISATAP, link-local. */
function insideIpv6(text: string): string[] {
  const [a, b, c, d] = bytes(text);
  const [high, low] = [hex(a * 256 + b), hex(c * 256 + d)];
  const flipped = `${hex((a * 256 + b) ^ 0xffff)}:${hex((c * 256 + d) ^ 0xffff)}`;
  return [
    `::ffff:0:${text}`,
    `::ffff:0:${high}:${low}`,
    `0:0:0:0:ffff:0:${high}:${low}`,
    `::${text}`,
    `::${high}:${low}`,
    `64:ff9b:1::${text}`,
    `64:ff9b:1:${high}:${hex(c)}:${hex(d)}00::`,
    `2002:${high}:${low}::1`,
    `2002:${high}:${low}:0:0:0:0:0`,
    `2001:0:${high}:${low}::${flipped}`,
    `2001::8000:63bf:${flipped}`,
    `fe80::5efe:${text}`,
    `fe80::200:5efe:${high}:${low}`,
    `fd00::${text}`,
  ];
}

const isatap = (text: string): string[] => [`2606:4700::5efe:${text}`, `2606:4700:0:1:200:5efe:${text}`];

/** Where in a URL it may stand, and what may stand round it to be taken for the host. */
const urls = (host: string): string[] => [
  `http://${host}/`,
  `https://example.com@${host}:8443/a`,
  `http://example.com:80%40x@${host}`,
  `http:\\\\${host}\\a`,
];

/** How a literal address is judged before any connection is made. */
function refused(text: string): boolean {
  try {
    const url = webAddress(text);
    const address = literalAddress(url);
    return address ? isPrivateAddress(address) : isLocalName(url.hostname);
  } catch {
    return true;
  }
}

const privateHosts = PRIVATE.flatMap((text) => [
  ...ipv4Forms(text),
  ...[...sameInIpv6(text), ...insideIpv6(text), ...isatap(text)].map((form) => `[${form}]`),
]);
const publicHosts = PUBLIC.flatMap((text) => [
  ...ipv4Forms(text),
  ...[...sameInIpv6(text), ...isatap(text)].map((form) => `[${form}]`),
]);

describe('private addresses in disguise', () => {
  it(`are seen in ${privateHosts.length} forms, wherever they stand in a URL`, () => {
    expect(privateHosts.length).toBeGreaterThan(600);
    expect(privateHosts.flatMap(urls).filter((url) => !refused(url))).toEqual([]);
  });

  it('are seen as the name service gives them, with a zone or without', () => {
    const answers = PRIVATE.flatMap((text) => [text, ...sameInIpv6(text), ...insideIpv6(text), ...isatap(text)]);
    const zoned = answers.flatMap((address) => [address, `${address}%eth0`, `${address}%25lo`]);
    expect(zoned.filter((address) => !isPrivateAddress(address))).toEqual([]);
  });

  it('hold for addresses of IPv6 alone, and for what is no address', () => {
    const none = ['::', '::1', '0:0:0:0:0:0:0:1', 'fe80::1', 'fec0::1', 'fc00::1', 'fd12:3456::1', 'ff02::1', '100::1'];
    const reserved = ['2001:db8::1', '2001:10::1', '3fff::1', '5f00::1', '4000::1', '1::', '8000::1', 'e000::1'];
    const nonsense = ['', 'localhost', '1.2.3', '1.2.3.4.5', '::g', '1:2:3', '127.1', '[::1]', '8.8.8.8\n', '%eth0'];
    expect([...none, ...reserved, ...nonsense].filter((address) => !isPrivateAddress(address))).toEqual([]);
  });

  it.each([
    '[fe80::1%25eth0]',
    '[::1',
    '[::ffff:127.0.0.1.]',
    '1.2.3.4.5',
    '0x7f.0.0.0.1',
    '127.0.0.256',
    '0x100000000',
  ])('%s is no host at all', (host) => expect(refused(`http://${host}/`)).toBe(true));
});

describe('public addresses', () => {
  it(`stay what they are in ${publicHosts.length} forms`, () => {
    // A user name in front of it, or other slashes, don't change that.
    expect(publicHosts.flatMap(urls).filter(refused)).toEqual([]);
  });

  it.each(['2606:4700::1111', '2a00:1450:4001::200e', '2001:4860:4860::8888', '2400:cb00::1', '2003::1'])(
    '%s is one',
    (address) => expect(isPrivateAddress(address)).toBe(false),
  );
});
