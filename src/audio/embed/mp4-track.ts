import { FormatError } from '../../domain/errors.js';
import { type Embedding, latin1, u32be } from './bytes.js';
import { boxesIn, boxOf, childOf, fullBox, nested, withChild, without } from './mp4-boxes.js';

interface Track {
  id: number;
  /** `soun`, `text`, `vide`. */
  handler: string;
  /** Ids of tracks that hold its chapters. */
  chapters: number[];
  bytes: Buffer;
  /** What it holds: its own head is 8 bytes long, or 16. */
  body: Buffer;
}

/** All tracks of a description. */
export function tracksIn(moov: Buffer): Track[] {
  return boxesIn(moov).flatMap(({ type, head, bytes }): Track[] => {
    if (type !== 'trak') return [];
    const body = bytes.subarray(head);
    const tkhd = childOf(body, 'tkhd');
    const hdlr = nested(body, ['mdia', 'hdlr']);
    if (!tkhd || tkhd.length < 24 || !hdlr || hdlr.length < 12)
      throw new FormatError('It is damaged: one of its tracks is.');
    const refs = nested(body, ['tref', 'chap']) ?? Buffer.alloc(0);
    const chapters = Array.from({ length: Math.floor(refs.length / 4) }, (_, i) => refs.readUInt32BE(4 * i));
    const id = tkhd.readUInt32BE(tkhd[0] === 1 ? 20 : 12);
    return [{ id, handler: hdlr.toString('latin1', 8, 12), chapters, bytes, body }];
  });
}

/** A track with its chapters in another one; null takes the reference out. */
export function withReference({ body }: Pick<Track, 'body'>, id: number | null): Buffer {
  const cleared = without(body, 'tref');
  const others = without(childOf(body, 'tref') ?? Buffer.alloc(0), 'chap');
  const refs = Buffer.concat([others, ...(id === null ? [] : [boxOf('chap', [u32be(id)])])]);
  return boxOf('trak', [refs.length > 0 ? withChild(cleared, 'tref', () => refs) : cleared]);
}

/** The number of the next track is the last field of the movie's head. */
export function setNextTrack(mvhd: Buffer, id: number): Buffer {
  const made = Buffer.from(mvhd);
  made.writeUInt32BE(id, made.length - 4);
  return made;
}

/** Texts as QuickTime has them: a length, the text, and that it is UTF-8. */
export function samplesOf(chapters: Embedding['chapters']): { bytes: Buffer; sizes: number[] } {
  const encoding = Buffer.concat([u32be(12), latin1('encd'), u32be(0x00000100)]);
  const samples = chapters.map(({ title }) => {
    const text = Buffer.from(title).subarray(0, 0xffff);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(text.length);
    return Buffer.concat([length, text, encoding]);
  });
  return { bytes: Buffer.concat(samples), sizes: samples.map((sample) => sample.length) };
}

/** Ticks a second of the track of texts. */
const RATE = 1000;
/** No turning, no stretching. */
const MATRIX = Buffer.concat([0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000].map(u32be));
/** Two letters for every language: undetermined. */
const UNDETERMINED = 0x55c40000;

export interface ChapterTrack {
  id: number;
  chapters: Embedding['chapters'];
  sizes: readonly number[];
  /** Where the texts lie in the file. */
  offset: number;
  /** Of the movie. */
  timescale: number;
}

/** A track of texts that no player shows by itself. */
export function chapterTrack({ id, chapters, sizes, offset, timescale }: ChapterTrack): Buffer {
  const ticks = chapters.map(({ start }) => Math.round(start * RATE));
  const end = Math.round((chapters.at(-1)?.end ?? 0) * RATE);
  const durations = ticks.map((tick, i) => Math.max(0, (ticks[i + 1] ?? end) - tick));
  const tkhd = fullBox('tkhd', [
    ...[0, 0, id, 0, Math.round((end / RATE) * timescale)].map(u32be),
    Buffer.alloc(16),
    MATRIX,
    Buffer.alloc(8),
  ]);
  const mdhd = fullBox('mdhd', [0, 0, RATE, end, UNDETERMINED].map(u32be));
  const hdlr = fullBox('hdlr', [Buffer.alloc(4), latin1('text'), Buffer.alloc(12), latin1('Chapters\0')]);
  const gmin = fullBox('gmin', [Buffer.from([0, 0x40, 0x80, 0, 0x80, 0, 0x80, 0, 0, 0, 0, 0])]);
  const dref = fullBox('dref', [u32be(1), fullBox('url ', [], 1)]);
  const position =
    offset < 2 ** 32 ? fullBox('stco', [u32be(1), u32be(offset)]) : fullBox('co64', [u32be(1), u64be(offset)]);
  const stbl = boxOf('stbl', [
    fullBox('stsd', [u32be(1), boxOf('text', [Buffer.alloc(6), Buffer.from([0, 1]), Buffer.alloc(44)])]),
    fullBox('stts', [u32be(durations.length), ...durations.flatMap((duration) => [u32be(1), u32be(duration)])]),
    fullBox('stsc', [1, 1, sizes.length, 1].map(u32be)),
    fullBox('stsz', [u32be(0), u32be(sizes.length), ...sizes.map(u32be)]),
    position,
  ]);
  const minf = boxOf('minf', [boxOf('gmhd', [gmin, boxOf('text', [MATRIX])]), boxOf('dinf', [dref]), stbl]);
  return boxOf('trak', [tkhd, boxOf('mdia', [mdhd, hdlr, minf])]);
}

function u64be(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}
