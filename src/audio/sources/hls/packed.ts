/** How the bytes of a segment are packed, by ffmpeg's names; null where it shall find out by itself. */
export type Packing = 'mpegts' | 'mp4' | 'aac' | 'mp3' | 'ac3' | 'eac3' | null;

export interface Unpacked {
  packing: Packing;
  /** Without the ID3 tag of packed audio. */
  bytes: Buffer;
  /** Seconds, for packed audio whose tag says when it begins: its own bytes don't. */
  stamp: number | null;
  /** It brings its own initialisation: nothing of the segment before is needed, or may be mixed with it. */
  complete: boolean;
  /** What the station says in the tag. */
  title: string | null;
}

/** Time stamps of MPEG-2 transport streams: 33 bits at 90 kHz. */
const TICKS = 90_000;
export const WRAP_SECONDS = 2 ** 33 / TICKS;

const TIMESTAMP_OWNER = 'com.apple.streaming.transportStreamTimestamp\0';

/** Looks at a segment by its first bytes: neither endings nor types tell reliably. */
export function unpackSegment(bytes: Buffer): Unpacked {
  const plain = { bytes, stamp: null, complete: false, title: null };
  if (bytes[0] === 0x47 && (bytes.length <= 188 || bytes[188] === 0x47)) return { ...plain, packing: 'mpegts' };
  const box = bytes.toString('latin1', 4, 8);
  if (/^(styp|moof|sidx|emsg|prft|mdat)$/.test(box)) return { ...plain, packing: 'mp4' };
  if (box === 'ftyp') return { ...plain, packing: 'mp4', complete: true };
  const { end, stamp, title } = readId3(bytes);
  const sound = bytes.subarray(end);
  return { packing: framesOf(sound), bytes: sound, stamp, complete: false, title };
}

/** By the synchronisation words of ADTS, MPEG audio and Dolby frames. */
function framesOf(bytes: Buffer): Packing {
  if (bytes[0] === 0xff && (bytes[1]! & 0xf6) === 0xf0) return 'aac';
  if (bytes[0] === 0xff && (bytes[1]! & 0xe0) === 0xe0) return 'mp3';
  if (bytes[0] !== 0x0b || bytes[1] !== 0x77) return null;
  // ATSC A/52: the bit stream identification is 16 in E-AC-3, 8 or less in AC-3.
  return bytes[5]! >> 3 > 10 ? 'eac3' : 'ac3';
}

/** ID3v2.3 and 2.4 at the beginning, several after each other as well (RFC 8216 §3.4). */
function readId3(bytes: Buffer): { end: number; stamp: number | null; title: string | null } {
  let end = 0;
  let stamp: number | null = null;
  let title: string | null = null;
  while (bytes.toString('latin1', end, end + 3) === 'ID3' && end + 10 <= bytes.length) {
    const version = bytes[end + 3]!;
    const size = syncsafe(bytes, end + 6);
    const tag = bytes.subarray(end + 10, end + 10 + size);
    for (let at = 0; at + 10 <= tag.length; ) {
      const name = tag.toString('latin1', at, at + 4);
      const length = version >= 4 ? syncsafe(tag, at + 4) : tag.readUInt32BE(at + 4);
      if (!/^[A-Z0-9]{4}$/.test(name)) break;
      const value = tag.subarray(at + 10, at + 10 + length);
      if (name === 'PRIV') stamp = stampIn(value) ?? stamp;
      if (name === 'TIT2') title = textIn(value);
      at += 10 + length;
    }
    end += 10 + size;
  }
  return { end: Math.min(end, bytes.length), stamp, title };
}

function syncsafe(bytes: Buffer, at: number): number {
  const [a, b, c, d] = [bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!];
  return ((a & 127) << 21) | ((b & 127) << 14) | ((c & 127) << 7) | (d & 127);
}

function stampIn(value: Buffer): number | null {
  const length = TIMESTAMP_OWNER.length;
  if (value.toString('latin1', 0, length) !== TIMESTAMP_OWNER || value.length < length + 8) return null;
  return Number(value.readBigUInt64BE(length) & 0x1ffffffffn) / TICKS;
}

/** The encodings of ID3v2.4 §4. */
function textIn(value: Buffer): string {
  const names = ['latin1', 'utf-16', 'utf-16be', 'utf-8'];
  const text = new TextDecoder(names[value[0] ?? 0] ?? 'utf-8').decode(value.subarray(1));
  return text.replace(/\0.*$/s, '').trim();
}
