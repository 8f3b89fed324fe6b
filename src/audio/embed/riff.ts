import { FormatError } from '../../domain/errors.js';
import { type Embedding, isOfSound, type Layout, latin1, type Reader, type SoundTags, u32be, u32le } from './bytes.js';
import { taggedWith, tagLength, withSound } from './id3.js';

type Piece = Uint8Array | { from: number; to: number };
const lengthOf = (piece: Piece): number => ('from' in piece ? piece.to - piece.from : piece.length);

interface Chunk {
  id: string;
  /** Where it begins, its head included, and where the next one does. */
  from: number;
  to: number;
  /** Of what it holds. */
  length: number;
  /** Its head says another length. */
  isUntold: boolean;
}

/** More would be no sound file. */
const MOST_CHUNKS = 10_000;
const HEAD = 8;
/** Sizes of four bytes. */
const LARGEST = 0xffffffff;

/** Marks with names behind the sound (`cue ` and `adtl`), and the tracklist in an ID3 chunk; all other chunks stay as they are. */
export async function wavLayout(file: Reader, embedding: Embedding | SoundTags): Promise<Layout> {
  const kind = (await file.at(0, 4)).toString('latin1');
  if (kind !== 'RIFF') {
    throw new FormatError(
      'It is a WAV file of more than 4 GB, in which chapters have no place: save it as FLAC first.',
    );
  }
  const chunks = await chunksOf(file, 'LE');
  const format = chunks.find(({ id }) => id === 'fmt ');
  const data = chunks.find(({ id }) => id === 'data');
  if (!format || !data) throw new FormatError('It is damaged: a WAV file says what it holds before its sound.');
  const rate = (await file.whole(format.from + HEAD, 8, 'format')).readUInt32LE(4);
  const { tag, notes } = await tagOf(file, chunks, embedding, false);
  if (isOfSound(embedding)) {
    const others = chunks.filter(({ id }) => !isTag(id)).flatMap((chunk) => asItIs(chunk, 'LE'));
    return assembled(latin1('RIFF'), latin1('WAVE'), [...others, chunkOf('id3 ', tag, 'LE')], 'LE', notes);
  }
  const kept = await keptOf(file, chunks);
  const { chapters } = embedding;
  const points = chapters.map(({ start }, i) => {
    const offset = u32le(Math.min(LARGEST, Math.round(start * rate)));
    return Buffer.concat([u32le(i + 1), offset, latin1('data'), u32le(0), u32le(0), offset]);
  });
  const labels = chapters.map(({ title }, i) =>
    chunkOf('labl', Buffer.concat([u32le(i + 1), Buffer.from(`${title}\0`)]), 'LE'),
  );
  const ours =
    chapters.length === 0
      ? []
      : [
          chunkOf('cue ', Buffer.concat([u32le(points.length), ...points]), 'LE'),
          chunkOf('LIST', Buffer.concat([latin1('adtl'), ...labels]), 'LE'),
        ];
  return assembled(latin1('RIFF'), latin1('WAVE'), [...kept, ...ours, chunkOf('id3 ', tag, 'LE')], 'LE', notes);
}

/** The same tag as an MP3 file has, in a chunk of its own. */
export async function aiffLayout(file: Reader, embedding: Embedding | SoundTags): Promise<Layout> {
  const kind = (await file.at(8, 4)).subarray();
  const chunks = await chunksOf(file, 'BE');
  const kept = chunks.filter(({ id }) => !isTag(id)).flatMap((chunk) => asItIs(chunk, 'BE'));
  const { tag, notes } = await tagOf(file, chunks, embedding, true);
  return assembled(latin1('FORM'), kind, [...kept, chunkOf('ID3 ', tag, 'BE')], 'BE', notes);
}

type Order = 'LE' | 'BE';

async function chunksOf(file: Reader, order: Order): Promise<Chunk[]> {
  const chunks: Chunk[] = [];
  for (let at = 12; at + HEAD <= file.size; ) {
    const head = await file.whole(at, HEAD, 'list of chunks');
    const said = order === 'LE' ? head.readUInt32LE(4) : head.readUInt32BE(4);
    const id = head.toString('latin1', 0, 4);
    const left = file.size - at - HEAD;
    // Recorders that lost their power, and programs that wrote into a pipe, leave a length that was never filled in: too large, or none.
    const isOpen = said === 0 && SOUND.has(id) && left > 0 && !(await isChunk(file, at + HEAD, order));
    const length = isOpen ? left : Math.min(said, left);
    const to = Math.min(file.size, at + HEAD + length + (length % 2));
    chunks.push({ id, from: at, to, length, isUntold: said !== length });
    if (chunks.length > MOST_CHUNKS) throw new FormatError('It is damaged: its list of chunks has no end.');
    at = to;
  }
  return chunks;
}

const SOUND: ReadonlySet<string> = new Set(['data', 'SSND']);

/** Whether another chunk begins there: a name of four letters, and a length that ends in the file. */
async function isChunk(file: Reader, at: number, order: Order): Promise<boolean> {
  const head = await file.at(at, HEAD);
  if (head.length < HEAD || !/^[A-Za-z0-9 _]{4}$/.test(head.toString('latin1', 0, 4))) return false;
  return at + HEAD + (order === 'LE' ? head.readUInt32LE(4) : head.readUInt32BE(4)) <= file.size;
}

/** All but those that are made anew: marks, their names, and the tag. */
async function keptOf(file: Reader, chunks: readonly Chunk[]): Promise<Piece[]> {
  const kept: Piece[] = [];
  for (const chunk of chunks) {
    const { id, from } = chunk;
    const kind = id === 'LIST' ? (await file.at(from + HEAD, 4)).toString('latin1') : '';
    if (id === 'cue ' || kind === 'adtl' || isTag(id)) continue;
    kept.push(...asItIs(chunk, 'LE'));
  }
  return kept;
}

/** With its true length, lest what is put behind it counts as a part of it. */
function asItIs({ id, from, to, length, isUntold }: Chunk, order: Order): Piece[] {
  const whole: Piece[] = isUntold ? [headOf(id, length, order), { from: from + HEAD, to }] : [{ from, to }];
  // The last one may lack the byte that makes its length even.
  return length % 2 && to - from === HEAD + length ? [...whole, Buffer.alloc(1)] : whole;
}

const isTag = (id: string): boolean => id.toUpperCase() === 'ID3 ';

async function tagOf(
  file: Reader,
  chunks: readonly Chunk[],
  embedding: Embedding | SoundTags,
  withChapters: boolean,
): Promise<{ tag: Buffer; notes: string[] }> {
  const chunk = chunks.find(({ id }) => isTag(id));
  const body = chunk ? await file.whole(chunk.from + HEAD, chunk.length, 'ID3 tag') : Buffer.alloc(0);
  const old = body.subarray(0, tagLength(body));
  return isOfSound(embedding)
    ? { tag: withSound(old, embedding), notes: [] }
    : taggedWith(old, embedding, { withChapters });
}

const chunkOf = (id: string, body: Uint8Array, order: Order): Buffer =>
  Buffer.concat([headOf(id, body.length, order), body, Buffer.alloc(body.length % 2)]);

function headOf(id: string, size: number, order: Order): Buffer {
  return Buffer.concat([latin1(id), order === 'LE' ? u32le(size) : u32be(size)]);
}

function assembled(outer: Buffer, kind: Uint8Array, pieces: Piece[], order: Order, notes: string[]): Layout {
  const size = pieces.reduce((sum, piece) => sum + lengthOf(piece), kind.length);
  if (size > LARGEST)
    throw new FormatError(
      'With chapters it would be larger than the 4 GB that its format holds: save it as FLAC first.',
    );
  const length = order === 'LE' ? u32le(size) : u32be(size);
  return { pieces: [Buffer.concat([outer, length, kind]), ...pieces], notes };
}
