import { oneLine } from '../../../domain/text.js';

/** The longest comment packet that is read: some hold a cover, which isn't wanted. */
const LONGEST_PACKET = 128 * 1024;
const LONGEST_TITLE = 500;
/** A page is a header of 27 bytes, up to 255 lengths, and what they count (RFC 3533, section 6). */
const HEADER = 27;

/**
 * The titles in an Ogg stream, which stand in the second packet of each piece of the chain: Vorbis, Opus or FLAC comments.
 * Pages are followed by their lengths alone; whatever isn't Ogg is passed over at once.
 */
export class OggTitles {
  #state: 'unsure' | 'ogg' | 'other' = 'unsure';
  #held = Buffer.alloc(0);
  /** The packet that goes on over pages, of the one stream whose comments are awaited. */
  #packet: { serial: number; bytes: Buffer[]; size: number; number: number } | null = null;

  push(chunk: Uint8Array): string[] {
    if (this.#state === 'other') return [];
    this.#held = Buffer.concat([this.#held, chunk]);
    if (this.#state === 'unsure') {
      if (this.#held.length < 4) return [];
      this.#state = this.#held.toString('latin1', 0, 4) === 'OggS' ? 'ogg' : 'other';
    }
    if (this.#state === 'other') {
      this.#held = Buffer.alloc(0);
      return [];
    }
    const titles: string[] = [];
    let at = 0;
    for (;;) {
      const from = this.#held.indexOf('OggS', at, 'latin1');
      if (from < 0) {
        // The mark itself may be cut.
        at = Math.max(at, this.#held.length - 3);
        break;
      }
      at = from;
      const page = this.#held.subarray(from);
      const segments = page[HEADER - 1];
      if (segments === undefined || page.length < HEADER + segments) break;
      const lengths = page.subarray(HEADER, HEADER + segments);
      const size = HEADER + segments + lengths.reduce((sum, length) => sum + length, 0);
      if (page.length < size) break;
      const title = this.#page(page, lengths);
      if (title !== null) titles.push(title);
      at += size;
    }
    // Once for all pages, of which a chunk may hold thousands.
    this.#held = Buffer.from(this.#held.subarray(at));
    return titles;
  }

  #page(page: Buffer, lengths: Buffer): string | null {
    const serial = page.readUInt32LE(14);
    // The first page of a new stream holds its first packet, which names the codec.
    if (page[5]! & 2) this.#packet = { serial, bytes: [], size: 0, number: 0 };
    const packet = this.#packet;
    if (!packet || packet.serial !== serial) return null;
    let at = HEADER + lengths.length;
    for (const length of lengths) {
      if (packet.number === 1 && packet.size < LONGEST_PACKET) {
        packet.bytes.push(Buffer.from(page.subarray(at, at + length)));
        packet.size += length;
      }
      at += length;
      if (length === 255) continue;
      packet.number++;
      if (packet.number < 2) continue;
      this.#packet = null;
      return titleIn(Buffer.concat(packet.bytes));
    }
    return null;
  }
}

/** Null where the comments hold no title at all. */
function titleIn(packet: Buffer): string | null {
  const start = commentsAt(packet);
  if (start === null) return null;
  const found: Record<string, string> = {};
  try {
    let at = start + 4 + packet.readUInt32LE(start);
    const count = Math.min(packet.readUInt32LE(at), 1000);
    at += 4;
    for (let i = 0; i < count; i++) {
      const length = packet.readUInt32LE(at);
      const [, key, value] = /^([^=]{1,40})=([\s\S]*)$/.exec(packet.toString('utf8', at + 4, at + 4 + length)) ?? [];
      if (key) found[key.toLowerCase()] ??= oneLine(value!);
      at += 4 + length;
    }
  } catch {
    // Cut short or damaged: what was read holds.
  }
  const { artist, title } = found;
  if (!title && !artist) return null;
  return [artist, title].filter(Boolean).join(' - ').slice(0, LONGEST_TITLE);
}

/** Where the block of comments begins, which is the same in all three. */
function commentsAt(packet: Buffer): number | null {
  if (packet.toString('latin1', 0, 7) === '\x03vorbis') return 7;
  if (packet.toString('latin1', 0, 8) === 'OpusTags') return 8;
  // A FLAC metadata block of type 4, whose own header has four bytes.
  return packet.length > 4 && (packet[0]! & 0x7f) === 4 ? 4 : null;
}
