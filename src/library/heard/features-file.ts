import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { endianness } from 'node:os';
import * as z from 'zod';
import { TIMBRE_SIZE } from '../../domain/heard.js';
import type { FeatureColumns, Features, FeatureTrack } from '../../domain/ports/features.js';
import { fold } from '../../domain/recording.js';
import { crc32 } from '../../files/checksum.js';
import { hashOf } from '../../files/name-hash.js';
import { seal, unseal } from '../../files/sealed.js';
import { Damage } from '../store/damage.js';
import { FileWriter } from '../store/file-writer.js';

/**
 * All tracks of a library in one file, which is read with one look at the disk:
 *
 *     "TLFEATS1", 4 bytes length of the line that follows, 4 bytes CRC-32 of all columns
 *     a line that says what the columns are of, with blanks up to the next multiple of 8
 *     the columns one after another, each from a multiple of 8 on, as this machine orders bytes
 *     a line a track: the words that it is found by, and who it is; `at` and `length` say where
 */
const MAGIC = 'TLFEATS1';
const HEAD = 16;
/** What it says of itself is short. */
const LONGEST_ABOUT = 4096;

/** What a file keeps besides: where a track's line is, the first 16 digits of its id, in two numbers, and what tells its path. */
interface OwnColumns {
  at: Uint32Array;
  length: Uint32Array;
  idHigh: Uint32Array;
  idLow: Uint32Array;
  path: Uint32Array;
}
export type Columns = FeatureColumns & OwnColumns;

type Made<T> = { new (buffer: ArrayBuffer, offset: number, length: number): T; BYTES_PER_ELEMENT: number };
const KINDS: { [Name in keyof Columns]: Made<Columns[Name]> } = {
  seconds: Float32Array,
  bpm: Float32Array,
  artist: Uint32Array,
  name: Uint32Array,
  work: Uint32Array,
  label: Uint32Array,
  genre: Uint32Array,
  at: Uint32Array,
  length: Uint32Array,
  idHigh: Uint32Array,
  idLow: Uint32Array,
  path: Uint32Array,
  loudness: Int16Array,
  year: Uint16Array,
  flags: Uint8Array,
  bpmConfidence: Uint8Array,
  key: Uint8Array,
  keyConfidence: Uint8Array,
  energy: Uint8Array,
  vocals: Uint8Array,
  timbre: Int8Array,
};
const NAMES = Object.keys(KINDS) as (keyof Columns)[];
const numbersOf = (name: keyof Columns): number => (name === 'timbre' ? TIMBRE_SIZE : 1);
const aligned = (size: number): number => Math.ceil(size / 8) * 8;
const sizeOf = (name: keyof Columns, count: number): number =>
  aligned(count * numbersOf(name) * KINDS[name].BYTES_PER_ELEMENT);

const aboutSchema = z.object({
  /** Of this layout. */
  format: z.literal(1),
  /** What of the library it was made of: another number is another state. */
  manifest: z.number(),
  /** By which version of hearing. */
  heard: z.number(),
  /** What DJ programs' collections it was made with. */
  facts: z.string(),
  order: z.enum(['LE', 'BE']),
  count: z.number().int().min(0),
  /** Bytes of all the tracks' lines. */
  lines: z.number().int().min(0),
});
export type FeaturesAbout = Pick<z.infer<typeof aboutSchema>, 'manifest' | 'heard' | 'facts' | 'count' | 'lines'>;

const lineSchema = z.object({
  id: z.string(),
  path: z.string(),
  title: z.string(),
  artists: z.array(z.string()),
  version: z.string().exactOptional(),
  album: z.string().exactOptional(),
  label: z.string().exactOptional(),
  releaseDate: z.string().exactOptional(),
  isrc: z.string().exactOptional(),
});

/** What a line goes on with after its words, in which there are no quotation marks. */
const AFTER_WORDS = '","id":';
const wordsOf = ({ artists, title, version = '', album = '', label = '' }: FeatureTrack): string =>
  fold([...artists, title, version, album, label].join(' '));

/** So many tracks, of none of which anything is known yet. */
function emptyColumns(count: number): { columns: Columns; block: Uint8Array } {
  const buffer = new ArrayBuffer(NAMES.reduce((sum, name) => sum + sizeOf(name, count), 0));
  return { columns: columnsIn(buffer, count), block: new Uint8Array(buffer) };
}

function columnsIn(buffer: ArrayBuffer, count: number): Columns {
  let offset = 0;
  const columns = NAMES.map((name) => {
    const column = new KINDS[name](buffer, offset, count * numbersOf(name));
    offset += sizeOf(name, count);
    return [name, column] as const;
  });
  return Object.fromEntries(columns) as unknown as Columns;
}

const idParts = (id: string): [number, number] => [
  Number.parseInt(id.slice(0, 8), 16),
  Number.parseInt(id.slice(8, 16), 16),
];

/** What tells a track from others here. */
export const placeKey = (id: string): string => idParts(id).join(' ');

/** Writes a new file; it is whole on the disk when this returns. `fill` puts the tracks' numbers into the columns. */
export function writeFeatures(
  path: string,
  { manifest, heard, facts }: Omit<FeaturesAbout, 'count' | 'lines'>,
  tracks: readonly FeatureTrack[],
  fill: (columns: Columns) => void,
): void {
  const { columns, block } = emptyColumns(tracks.length);
  fill(columns);
  const file = new FileWriter(path);
  try {
    // The words come first: what a search finds is at the beginning of a line, or isn't among them.
    const lines = tracks.map((track) => Buffer.from(seal({ words: wordsOf(track), ...track })));
    const size = lines.reduce((sum, bytes) => sum + bytes.length, 0);
    const about = seal({ format: 1, manifest, heard, facts, order: endianness(), count: tracks.length, lines: size });
    const line = about.trimEnd().padEnd(aligned(HEAD + about.length) - HEAD - 1);
    let offset = HEAD + line.length + 1 + block.length;
    tracks.forEach(({ id }, index) => {
      const { length } = lines[index]!;
      [columns.at[index], columns.length[index]] = [offset, length];
      [columns.idHigh[index], columns.idLow[index]] = idParts(id);
      offset += length;
    });
    const head = Buffer.alloc(HEAD);
    head.write(MAGIC, 'latin1');
    head.writeUInt32BE(line.length + 1, 8);
    head.writeUInt32BE(crc32(block), 12);
    for (const part of [head, Buffer.from(`${line}\n`), block, ...lines]) file.write(part);
    file.close();
  } finally {
    file.abandon();
  }
}

/** A file of features, opened: what its columns hold is in memory, the names are read one by one. */
export class FeaturesFile implements Features {
  readonly about: FeaturesAbout;
  readonly columns: Columns;
  readonly #fd: number;
  #isOpen = true;

  /** Throws Damage, or what the disk says. */
  constructor(path: string) {
    this.#fd = openSync(path, 'r');
    try {
      const { size } = fstatSync(this.#fd);
      const head = this.#read(0, Math.min(size, HEAD + LONGEST_ABOUT));
      const length = head.length < HEAD ? 0 : head.readUInt32BE(8);
      if (head.toString('latin1', 0, MAGIC.length) !== MAGIC || length > LONGEST_ABOUT)
        throw new Damage('its beginning is damaged');
      const { data } = aboutSchema.safeParse(unseal(head.toString('utf8', HEAD, HEAD + length)));
      if (data?.order !== endianness()) throw new Damage('its beginning is damaged');
      this.about = data;
      const buffer = new ArrayBuffer(NAMES.reduce((sum, name) => sum + sizeOf(name, data.count), 0));
      if (HEAD + length + buffer.byteLength + data.lines !== size) throw new Damage('it is cut off');
      this.#fill(new Uint8Array(buffer), HEAD + length);
      if (crc32(new Uint8Array(buffer)) !== head.readUInt32BE(12)) throw new Damage('its columns are damaged');
      this.columns = columnsIn(buffer, data.count);
    } catch (error) {
      closeSync(this.#fd);
      throw error;
    }
  }

  get count(): number {
    return this.about.count;
  }

  track(index: number): FeatureTrack | null {
    const { at, length } = this.columns;
    return lineSchema.safeParse(unseal(this.#read(at[index]!, length[index]!).toString('utf8'))).data ?? null;
  }

  indexOf(id: string): number {
    const [high, low] = idParts(id);
    const { idHigh, idLow } = this.columns;
    for (let index = idHigh.indexOf(high); index >= 0; index = idHigh.indexOf(high, index + 1))
      if (idLow[index] === low) return index;
    return -1;
  }

  indexOfPath(path: string): number {
    const hash = hashOf(path);
    const { path: hashes } = this.columns;
    for (let index = hashes.indexOf(hash); index >= 0; index = hashes.indexOf(hash, index + 1))
      if (this.track(index)?.path === path) return index;
    return -1;
  }

  search(words: readonly string[]): number[] {
    const [rarest, ...others] = words.map((word) => Buffer.from(word)).sort((a, b) => b.length - a.length);
    if (!rarest || rarest.length === 0 || this.count === 0) return [];
    const start = this.columns.at[0]!;
    const lines = this.#read(start, this.about.lines);
    const found: number[] = [];
    for (let at = lines.indexOf(rarest); at >= 0; ) {
      const index = this.#lineAt(start + at);
      const from = this.columns.at[index]! - start;
      const end = from + this.columns.length[index]!;
      const said = lines.subarray(from, lines.indexOf(AFTER_WORDS, from));
      if (said.includes(rarest) && others.every((word) => said.includes(word))) found.push(index);
      at = lines.indexOf(rarest, end);
    }
    return found;
  }

  /** All of them at once, by `placeKey`. */
  places(): Map<string, number> {
    const { idHigh, idLow } = this.columns;
    return new Map(Array.from(idHigh, (high, index) => [`${high} ${idLow[index]}`, index]));
  }

  close(): void {
    if (this.#isOpen) closeSync(this.#fd);
    this.#isOpen = false;
  }

  /** The track whose line is there. */
  #lineAt(offset: number): number {
    const { at } = this.columns;
    let [low, high] = [0, this.count - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (at[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #read(offset: number, length: number): Buffer {
    const bytes = Buffer.alloc(length);
    this.#fill(bytes, offset);
    return bytes;
  }

  #fill(bytes: Uint8Array, offset: number): void {
    for (let done = 0; done < bytes.length; ) {
      const more = readSync(this.#fd, bytes, done, bytes.length - done, offset + done);
      if (more === 0) throw new Damage('it is cut off');
      done += more;
    }
  }
}
