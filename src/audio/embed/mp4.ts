import { FormatError } from '../../domain/errors.js';
import {
  bpmTag,
  cutUtf8,
  type Embedding,
  isOfSound,
  type Layout,
  latin1,
  type Piece,
  type Reader,
  type SoundTags,
  u32be,
} from './bytes.js';
import { type Box, boxesIn, boxesOf, boxOf, childOf, fullBox, nested, withChild, without } from './mp4-boxes.js';
import { chapterTrack, samplesOf, setNextTrack, tracksIn, withReference } from './mp4-track.js';

/** A count of one byte. */
const MOST_LISTED = 255;
/** A length of one byte. */
const LONGEST_TITLE = 255;
/** A hundred nanoseconds. */
const TICKS = 10_000_000n;

/** Its parts lie all over the file, so that chapters can't be put in without moving them: ffmpeg has to write it anew. */
export class Fragmented extends Error {}

/**
 * A track of texts, as Apple's players read chapters, and a list in the user data, as all others do. The sound stays where it is,
 * since all positions in the file count on that: the description of the file goes to its end, and its old place becomes free.
 */
export async function mp4Layout(file: Reader, embedding: Embedding | SoundTags): Promise<Layout> {
  const top = await boxesOf(file);
  if (top.some(({ type }) => type === 'moof')) throw new Fragmented();
  const moov = top.find(({ type }) => type === 'moov');
  if (!moov) throw new FormatError('It is damaged: an MP4 file says somewhere what it holds.');
  const isLast = moov === top.at(-1);
  const open = top.find(({ isOpen, type }) => isOpen && type === 'mdat');
  if (open && !isLast) throw new Fragmented();
  const old = await file.whole(moov.from + moov.head, moov.to - moov.from - moov.head, 'description');
  const chapters = isOfSound(embedding) ? [] : embedding.chapters;
  const samples = samplesOf(chapters);
  const before: Piece[] = [{ from: 0, to: moov.from }];
  const after: Piece[] = isLast
    ? []
    : [freeHead(moov), { from: moov.from + moov.head, to: moov.to }, { from: moov.to, to: file.size }];
  const offset = (isLast ? moov.from : file.size) + 8;
  const text = chapters.length > 0 ? [boxOf('mdat', [samples.bytes])] : [];
  const description = isOfSound(embedding)
    ? withSound(old, embedding)
    : described(old, embedding, samples.sizes, offset);
  const made = boxOf('moov', [description]);
  const notes =
    chapters.length > MOST_LISTED
      ? [`The list that most players read holds ${MOST_LISTED} chapters: the others are in the track of texts alone.`]
      : [];
  return { pieces: [...before, ...after, ...text, made], notes };
}

/** The old description, as a box that nobody looks into; of the same size, whatever its head is like. */
function freeHead({ from, to, head }: Box): Buffer {
  const bytes = Buffer.alloc(head);
  if (head === 16) {
    bytes.writeUInt32BE(1, 0);
    bytes.writeBigUInt64BE(BigInt(to - from), 8);
  } else bytes.writeUInt32BE(to - from, 0);
  bytes.write('free', 4, 'latin1');
  return bytes;
}

function described(old: Buffer, embedding: Embedding, sizes: readonly number[], offset: number): Buffer {
  const { chapters } = embedding;
  const tracks = tracksIn(old);
  const sound = tracks.filter(({ handler }) => handler === 'soun');
  if (sound.length === 0) throw new FormatError('There is no sound in it.');
  const gone = new Set(sound.flatMap(({ chapters: ids }) => ids));
  const id = Math.max(...tracks.map((track) => track.id)) + 1;
  const isIn = chapters.length > 0;
  const parts = boxesIn(old).flatMap(({ type, bytes }): Buffer[] => {
    if (type === 'trak') {
      const track = tracks.find((one) => one.bytes === bytes || one.bytes.equals(bytes))!;
      if (gone.has(track.id)) return [];
      return [track.handler === 'soun' ? withReference(track, isIn ? id : null) : bytes];
    }
    if (type === 'mvhd') return [setNextTrack(bytes, id + 1)];
    return type === 'udta' ? [] : [bytes];
  });
  const track = isIn ? [chapterTrack({ id, chapters, sizes, offset, timescale: timescaleOf(old) })] : [];
  return Buffer.concat([...parts, ...track, userData(childOf(old, 'udta'), embedding)]);
}

function timescaleOf(moov: Buffer): number {
  const head = childOf(moov, 'mvhd');
  if (!head || head.length < 24) throw new FormatError('It is damaged: it says nothing of its time.');
  return head.readUInt32BE(head[0] === 1 ? 20 : 12) || 1000;
}

function userData(old: Buffer | null, embedding: Embedding): Buffer {
  const kept = without(old ?? Buffer.alloc(0), 'chpl');
  const { chapters } = embedding;
  const list = chapters.slice(0, MOST_LISTED).map(({ start, title }) => {
    const name = Buffer.from(cutUtf8(title, LONGEST_TITLE));
    const time = Buffer.alloc(8);
    time.writeBigUInt64BE((BigInt(Math.round(start * 1000)) * TICKS) / 1000n);
    return Buffer.concat([time, Buffer.from([name.length]), name]);
  });
  const chpl = boxOf('chpl', [Buffer.from([1, 0, 0, 0, 0, 0, 0, 0, list.length]), ...list]);
  const tagged = withChild(kept, 'meta', (meta) => tags(meta, embedding));
  return boxOf('udta', [tagged, ...(list.length > 0 ? [chpl] : [])]);
}

/** The description with what it says of the sound; everything else stays, chapters among it. */
function withSound(old: Buffer, { bpm, key }: SoundTags): Buffer {
  return withChild(old, 'udta', (data) =>
    withChild(data ?? Buffer.alloc(0), 'meta', (meta) =>
      withList(meta, (list) => {
        const kept = boxesIn(list).flatMap(({ type, head, bytes }): Buffer[] => {
          if (bpm !== undefined && type === 'tmpo') return [];
          const name = type === '----' ? nameOf(bytes.subarray(head)).toUpperCase() : '';
          const isSaid = (bpm !== undefined && name === 'BPM') || (key !== undefined && KEY_NAMES.includes(name));
          return isSaid ? [] : [bytes];
        });
        // The tag of that name is a whole number; the other one has the hundredths.
        const tempo = Buffer.alloc(2);
        tempo.writeUInt16BE(Math.round(bpm ?? 0));
        return Buffer.concat([
          ...kept,
          ...(bpm === undefined ? [] : [boxOf('tmpo', [boxOf('data', [u32be(21), u32be(0), tempo])])]),
          ...(bpm === undefined || bpmTag(bpm) === String(Math.round(bpm)) ? [] : [freeform('BPM', bpmTag(bpm))]),
          ...(key === undefined ? [] : [freeform('initialkey', key)]),
        ]);
      }),
    ),
  );
}

const KEY_NAMES = ['INITIALKEY', 'KEY'];

/** As iTunes has them: all that are there stay. */
function tags(meta: Buffer | null, { text, cue, title, artist }: Embedding): Buffer {
  return withList(meta, (old) => {
    const kept = Buffer.concat(
      boxesIn(old).flatMap(({ type, head, bytes }) => (type === '----' && isOurs(bytes.subarray(head)) ? [] : [bytes])),
    );
    const has = (type: string): boolean => childOf(kept, type) !== null;
    return Buffer.concat([
      kept,
      ...(title && !has('\xa9nam') ? [boxOf('\xa9nam', [dataOf(title)])] : []),
      ...(artist && !has('\xa9ART') ? [boxOf('\xa9ART', [dataOf(artist)])] : []),
      ...(has('\xa9cmt') ? [] : [boxOf('\xa9cmt', [dataOf(text)])]),
      freeform('TRACKLIST', text),
      freeform('CUESHEET', cue),
    ]);
  });
}

function withList(meta: Buffer | null, make: (list: Buffer) => Buffer): Buffer {
  const fresh = Buffer.concat([
    Buffer.alloc(4),
    fullBox('hdlr', [Buffer.alloc(4), latin1('mdirappl'), Buffer.alloc(9)]),
  ]);
  const body = meta ?? fresh;
  // Files of QuickTime leave out the four bytes of a version.
  const from = body.toString('latin1', 4, 8) === 'hdlr' ? 0 : 4;
  const children = withChild(body.subarray(from), 'ilst', (list) => make(list ?? Buffer.alloc(0)));
  return Buffer.concat([body.subarray(0, from), children]);
}

const dataOf = (text: string): Buffer => boxOf('data', [u32be(1), u32be(0), Buffer.from(text)]);

const freeform = (name: string, text: string): Buffer =>
  boxOf('----', [fullBox('mean', [latin1('com.apple.iTunes')]), fullBox('name', [latin1(name)]), dataOf(text)]);

const nameOf = (body: Buffer): string => nested(body, ['name'])?.subarray(4).toString('latin1') ?? '';

const isOurs = (body: Buffer): boolean => ['TRACKLIST', 'CUESHEET'].includes(nameOf(body));
