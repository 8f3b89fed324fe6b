/**
 * No station declares its charset: UTF-8 where it is valid, for hardly any other text is by chance; else windows-1252, of
 * which latin-1 is a part.
 */
export function decodeText(bytes: Uint8Array): string {
  for (const part of [bytes, withoutBrokenEnd(bytes)]) {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(part);
    } catch {}
  }
  return fromWindows1252(bytes);
}

/** Without a last character that was cut in its middle, as by a server that sends at most so many bytes. */
function withoutBrokenEnd(bytes: Uint8Array): Uint8Array {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte >= 0xc0) return bytes.subarray(0, bytes.length - back);
    if (byte < 0x80) break;
  }
  return bytes;
}

/** What the bytes from 0x80 to 0x9f mean; the rest is latin-1. Node 20's own decoder takes these for control characters. */
const UPPER =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

function fromWindows1252(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, (c) => UPPER[c.charCodeAt(0) - 0x80]!);
}
