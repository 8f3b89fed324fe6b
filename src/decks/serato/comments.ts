import { addText, GRID, LARGEST, MARKERS, MOST_PARTS, type Parts, type Tag } from './tag.js';

const COMMENTS = 4;
/** FLAC's names, and Ogg's. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['SERATO_MARKERS_V2', MARKERS],
  ['SERATO_MARKERS2', MARKERS],
  ['SERATO_BEATGRID', GRID],
]);
/** A picture is among the comments of Ogg. */
const LARGEST_COMMENTS = 4 * LARGEST;

export async function inFlac(tag: Tag): Promise<Parts> {
  let at = 4;
  for (let i = 0; i < MOST_PARTS; i++) {
    const head = await tag.read(at, 4);
    if (head.length < 4) break;
    const size = head.readUIntBE(1, 3);
    if ((head[0]! & 127) === COMMENTS) return inComments(await tag.read(at + 4, Math.min(size, LARGEST_COMMENTS)));
    if (head[0]! >= 128) break;
    at += 4 + size;
  }
  return new Map();
}

/** The second packet of a stream has them, behind the name of its codec. */
export async function inOgg(tag: Tag): Promise<Parts> {
  const packet: Buffer[] = [];
  let [number, size, at] = [0, 0, 0];
  for (let page = 0; page < MOST_PARTS && size < LARGEST_COMMENTS; page++) {
    const head = await tag.read(at, 27);
    if (head.length < 27 || head.toString('latin1', 0, 4) !== 'OggS') break;
    const lengths = await tag.read(at + 27, head[26]!);
    at += 27 + lengths.length;
    for (const length of lengths) {
      if (number === 1) packet.push(await tag.read(at, length));
      size += number === 1 ? length : 0;
      at += length;
      // A packet ends with a piece that isn't full.
      if (length < 255 && ++number > 1) return inComments(withoutCodec(Buffer.concat(packet)));
    }
  }
  return new Map();
}

const withoutCodec = (packet: Buffer): Buffer => packet.subarray(packet.toString('latin1', 1, 7) === 'vorbis' ? 7 : 8);

function inComments(block: Buffer): Parts {
  const parts: Parts = new Map();
  // After the name of the program that wrote it, and their number.
  let at = block.length < 4 ? block.length : 8 + block.readUInt32LE(0);
  for (let i = 0; i < MOST_PARTS && at + 4 <= block.length; i++) {
    const end = at + 4 + block.readUInt32LE(at);
    const text = block.toString('latin1', at + 4, end);
    const equals = text.indexOf('=');
    const name = NAMES.get(text.slice(0, Math.max(0, equals)).toUpperCase());
    if (name !== undefined) addText(parts, name, text.slice(equals + 1));
    at = end;
  }
  return parts;
}
