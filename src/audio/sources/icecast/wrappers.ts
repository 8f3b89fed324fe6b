import { withoutBetween } from '../../../domain/text.js';
import { decodeText } from './charset.js';

/** A list of a station's addresses is a few lines; more than this is something else. */
export const LONGEST_WRAPPER = 64 * 1024;
/** Addresses worth trying. */
const MOST_ADDRESSES = 50;

export type Wrapper = 'pls' | 'm3u' | 'asx';

/**
 * What kind of list a page is, told by its own first bytes: content types of these are often wrong. An HLS playlist isn't
 * one, though it begins like an M3U.
 */
export function wrapperOf(head: Uint8Array, contentType = ''): Wrapper | null {
  if (head.subarray(0, 512).includes(0)) return null;
  const text = withoutMark(decodeText(head)).trimStart();
  if (/^\[playlist\]/i.test(text)) return 'pls';
  if (/^(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)?<asx\b/i.test(text) || /^\[reference\]/i.test(text)) return 'asx';
  if (/^#EXTM3U/i.test(text)) return /^#EXT-X-/im.test(text) ? null : 'm3u';
  // A bare M3U has no mark of its own: all of its lines are comments or addresses.
  const lines = linesOf(text).filter(Boolean);
  const addresses = lines.filter((line) => /^https?:\/\/\S+$/i.test(line));
  if (addresses.length > 0 && lines.every((line) => line.startsWith('#') || addresses.includes(line))) return 'm3u';
  if (/audio\/(x-)?scpls/i.test(contentType) && /^[ \t]*file\d{1,6}[ \t]*=/im.test(text)) return 'pls';
  return null;
}

/** The http and https addresses that a list names, in its order, each once. */
export function addressesIn(kind: Wrapper, content: Uint8Array, base: string): string[] {
  const text = withoutMark(decodeText(content.subarray(0, LONGEST_WRAPPER)));
  const named = { pls: inPls, m3u: inM3u, asx: inAsx }[kind](text);
  const addresses = named.flatMap((name) => onTheWeb(name, base) ?? []);
  return [...new Set(addresses)].slice(0, MOST_ADDRESSES);
}

/** `File2=…` after `File1=…`, in whatever order the lines stand. */
function inPls(text: string): string[] {
  return valuesOf(text, /^file(\d{1,6})\s*=\s*(\S.*)$/i)
    .sort((a, b) => a.number - b.number)
    .map(({ value }) => value.replace(/^"(.*)"$/, '$1'));
}

function inM3u(text: string): string[] {
  return linesOf(text).filter((line) => line !== '' && !line.startsWith('#'));
}

/** `<ref href="…"/>`: nearly XML, with any case and loose ampersands. An older form is an INI file with `Ref1=…`. */
function inAsx(text: string): string[] {
  if (/^\s*\[reference\]/i.test(text)) return valuesOf(text, /^ref(\d{1,6})\s*=\s*(\S.*)$/i).map(({ value }) => value);
  const refs = withoutBetween(text, /<!--/g, /-->/g, 'dropped').matchAll(
    /<\s*(?:ref|entryref)\s[^<>]{0,4096}?href\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))/gi,
  );
  return [...refs].map(([, double, single, bare]) => unescaped((double ?? single ?? bare)!.trim()));
}

/** An address is shorter than this; a longer line could only be meant to keep somebody busy. */
const LONGEST_LINE = 4096;

const linesOf = (text: string): string[] =>
  text
    .split(/\r\n?|\n/)
    .map((line) => line.trim())
    .filter((line) => line.length <= LONGEST_LINE);

/** `key1=…`, `key2=…` as in an INI file. */
function valuesOf(text: string, pattern: RegExp): Array<{ number: number; value: string }> {
  return linesOf(text).flatMap((line) => {
    const [, number, value] = pattern.exec(line) ?? [];
    return value === undefined ? [] : [{ number: Number(number), value }];
  });
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d{1,6})|#x([0-9a-f]{1,5})|(amp|lt|gt|quot|apos));/gi, (_, decimal, hex, name) => {
    if (name) return ENTITIES[name.toLowerCase()]!;
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });
}

const withoutMark = (text: string): string => text.replace(/^\ufeff/, '');

/** An address in a page, made absolute from `base`; null for one that is neither http nor https. */
function onTheWeb(address: string, base: string): string | null {
  const url = URL.canParse(address, base) ? new URL(address, base) : null;
  return url && /^https?:$/.test(url.protocol) ? url.href : null;
}
