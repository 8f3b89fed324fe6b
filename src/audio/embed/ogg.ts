import { FormatError } from '../../domain/errors.js';
import { type Embedding, type Layout, latin1, type Piece, type Reader, type SoundTags } from './bytes.js';
import { commentsWith } from './vorbis-comment.js';

const HEAD = 27;
const MOST_SEGMENTS = 255;
/** A page has so many bytes at most: headers that are larger go on in the next. */
const LARGEST_PAGE = HEAD + MOST_SEGMENTS + MOST_SEGMENTS * 255;
const CONTINUED = 1;
const BEGINNING = 2;
/** More pages would be no headers: a cover picture of 128 MB takes two thousand. */
const MOST_HEADER_PAGES = 4000;

interface Page {
  flags: number;
  granule: Buffer;
  serial: number;
  sequence: number;
  lacing: Buffer;
  body: Buffer;
  length: number;
}

/**
 * The comments of a Vorbis or Opus stream are its second packet. With it, the pages of the headers are made anew; the pages after
 * them stay as they are but for their numbers and checksums, where there is another number of header pages than before.
 */
export async function oggLayout(file: Reader, embedding: Embedding | SoundTags): Promise<Layout> {
  const first = await pageAt(file, 0);
  const kind = kindOf(first.body);
  const headers = await headersOf(file, first, kind === 'opus' ? 2 : 3);
  const [head, comments, ...setup] = headers.packets as [Buffer, Buffer, ...Buffer[]];
  const marker = kind === 'opus' ? latin1('OpusTags') : latin1('\x03vorbis');
  if (!comments.subarray(0, marker.length).equals(marker)) throw new FormatError('Its comments are damaged.');
  const made = Buffer.concat([marker, commentsWith(comments.subarray(marker.length), embedding, false)]);
  const { serial } = first;
  // The first header is alone on its page.
  const pages = [...pagesOf([head], serial, 0, BEGINNING), ...pagesOf([made, ...setup], serial, 1)];
  const moved = pages.length - headers.count;
  const rest: Piece = moved === 0 ? { from: headers.end, to: file.size } : renumbered(file, headers.end, moved, serial);
  return { pieces: [Buffer.concat(pages), rest], notes: [] };
}

/** Pages after the headers, with other numbers: told one after another, so that a mix of hours needn't be held. */
async function* renumbered(file: Reader, from: number, by: number, serial: number): AsyncGenerator<Uint8Array> {
  for (let at = from; at < file.size; ) {
    const page = await pageAt(file, at).catch(() => null);
    if (!page) {
      // What follows is no page any more: it stays as it is.
      for (let offset = at; offset < file.size; offset += LARGEST_PAGE) yield await file.at(offset, LARGEST_PAGE);
      return;
    }
    yield page.serial === serial ? written({ ...page, sequence: page.sequence + by }) : await file.at(at, page.length);
    at += page.length;
  }
}

function kindOf(head: Buffer): 'opus' | 'vorbis' {
  if (head.toString('latin1', 0, 8) === 'OpusHead') return 'opus';
  if (head.toString('latin1', 0, 7) === '\x01vorbis') return 'vorbis';
  throw new FormatError('It is an Ogg file with neither Vorbis nor Opus in it, whose chapters no player looks for.');
}

async function headersOf(
  file: Reader,
  first: Page,
  wanted: number,
): Promise<{ packets: Buffer[]; end: number; count: number }> {
  const packets: Buffer[] = [];
  let open: Buffer[] = [];
  let at = 0;
  for (let count = 1; count <= MOST_HEADER_PAGES; count++) {
    const page = count === 1 ? first : await pageAt(file, at);
    if (page.serial !== first.serial) {
      throw new FormatError(
        'It holds several streams at once, in which chapters have no place: save its sound alone first.',
      );
    }
    let offset = 0;
    for (const size of page.lacing) {
      open.push(page.body.subarray(offset, offset + size));
      offset += size;
      if (size === 255) continue;
      packets.push(Buffer.concat(open));
      open = [];
    }
    at += page.length;
    if (packets.length > wanted) throw new FormatError('It is damaged: its headers end in the middle of a page.');
    if (packets.length === wanted) return { packets, end: at, count };
  }
  throw new FormatError('It is damaged: its headers have no end.');
}

async function pageAt(file: Reader, at: number): Promise<Page> {
  const head = await file.whole(at, HEAD, 'list of pages');
  if (head.toString('latin1', 0, 4) !== 'OggS')
    throw new FormatError('It is damaged: there is no Ogg page where one should be.');
  const lacing = await file.whole(at + HEAD, head[26]!, 'list of pages');
  const size = lacing.reduce((sum, length) => sum + length, 0);
  return {
    flags: head[5]!,
    granule: head.subarray(6, 14),
    serial: head.readUInt32LE(14),
    sequence: head.readUInt32LE(18),
    lacing,
    body: await file.whole(at + HEAD + lacing.length, size, 'last page'),
    length: HEAD + lacing.length + size,
  };
}

/** Packets one after another in as many pages as they take; the last of them ends a page, since sound begins on one of its own. */
function pagesOf(packets: readonly Buffer[], serial: number, sequence: number, flags = 0): Buffer[] {
  const lacing: number[] = [];
  for (const packet of packets) {
    for (let left = packet.length; ; left -= 255) {
      lacing.push(Math.min(255, left));
      if (left < 255) break;
    }
  }
  const body = Buffer.concat(packets);
  const pages: Buffer[] = [];
  let offset = 0;
  for (let at = 0; at < lacing.length; at += MOST_SEGMENTS) {
    const part = Buffer.from(lacing.slice(at, at + MOST_SEGMENTS));
    const size = part.reduce((sum, length) => sum + length, 0);
    // A page on which no packet ends has no time.
    const granule = part.some((length) => length < 255) ? Buffer.alloc(8) : Buffer.alloc(8, 255);
    const isContinued = at > 0 && lacing[at - 1] === 255;
    pages.push(
      written({
        flags: (at === 0 ? flags : 0) | (isContinued ? CONTINUED : 0),
        granule,
        serial,
        sequence: sequence + pages.length,
        lacing: part,
        body: body.subarray(offset, offset + size),
      }),
    );
    offset += size;
  }
  return pages;
}

function written({ flags, granule, serial, sequence, lacing, body }: Omit<Page, 'length'>): Buffer {
  const head = Buffer.alloc(HEAD);
  head.write('OggS', 0, 'latin1');
  head[5] = flags;
  granule.copy(head, 6);
  head.writeUInt32LE(serial, 14);
  head.writeUInt32LE(sequence >>> 0, 18);
  head[26] = lacing.length;
  const page = Buffer.concat([head, lacing, body]);
  page.writeUInt32LE(checksumOf(page), 22);
  return page;
}

/** CRC-32 with the polynomial 04C11DB7, not reflected, from 0: Ogg's own (RFC 3533, section 6). */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit++) value = value & 0x80000000 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value >>> 0;
});

function checksumOf(bytes: Uint8Array): number {
  let value = 0;
  for (const byte of bytes) value = ((value << 8) ^ TABLE[(value >>> 24) ^ byte]!) >>> 0;
  return value;
}
