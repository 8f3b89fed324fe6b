import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import * as z from 'zod';
import type { DeckTrack } from '../../domain/ports/deck.js';
import { crc32 } from '../../files/checksum.js';
import { seal, unseal } from '../../files/sealed.js';
import { Damage, NewerFormat } from '../store/damage.js';
import { FileWriter } from '../store/file-writer.js';
import { deckTrackSchema } from './clean.js';

/**
 * What one collection says, in one file that never changes: a line that says whose it is, a line for each track, and behind them
 * an index, by which a track is read without the others:
 *
 *     for each track  6 bytes of its path's hash, 6 bytes of its line's offset, 4 bytes of its length; by hash, then as written
 *     at the end      "TLFACTS1", 4 bytes number of tracks, 4 bytes CRC-32 of the index, 8 bytes of its offset
 */
const MAGIC = 'TLFACTS1';
const FORMAT = 1;
const ENTRY = 16;
const END = 24;
/** A path of 4,096 letters and whose it is. */
const FIRST_LINE = 1 << 16;
/** A file that a collection names more often is named in vain. */
const MOST_ALIKE = 8;

const aboutSchema = z.object({
  /** Of the program, and its name for people. */
  program: z.string(),
  title: z.string(),
  /** Where the collection is: absolute. */
  from: z.string(),
  /** When it was read: ISO 8601, UTC. */
  at: z.string(),
});
export type TableAbout = z.infer<typeof aboutSchema>;

const lineSchema = z.object({ path: z.string(), track: deckTrackSchema });
export type Line = z.infer<typeof lineSchema>;

/** A disk may spell letters with accents in two ways, and systems that don't tell capitals apart name them as they like. */
const folded = (path: string): string => path.normalize('NFC').toLowerCase();
const hashOf = (path: string): number => createHash('sha256').update(folded(path)).digest().readUIntBE(0, 6);

export class TableWriter {
  readonly #file: FileWriter;
  readonly #hashes: number[] = [];
  readonly #offsets: number[] = [];
  readonly #lengths: number[] = [];

  constructor(path: string, about: TableAbout) {
    this.#file = new FileWriter(path);
    this.#file.write(Buffer.from(seal({ format: FORMAT, ...about })));
  }

  /** `path` is where the file is on this machine. */
  put(path: string, track: DeckTrack): void {
    const line = Buffer.from(seal({ path, track }));
    this.#hashes.push(hashOf(path));
    this.#offsets.push(this.#file.offset);
    this.#lengths.push(line.length);
    this.#file.write(line);
  }

  /** The table is whole on the disk when this returns. */
  close(): void {
    try {
      const order = Uint32Array.from(this.#hashes, (_, i) => i).sort(
        (a, b) => this.#hashes[a]! - this.#hashes[b]! || a - b,
      );
      // Of a file that is named again and again, the last ones count.
      const kept = order.filter((i, at) => this.#hashes[order[at + MOST_ALIKE] ?? -1] !== this.#hashes[i]);
      const index = Buffer.alloc(kept.length * ENTRY);
      kept.forEach((i, at) => {
        index.writeUIntBE(this.#hashes[i]!, at * ENTRY, 6);
        index.writeUIntBE(this.#offsets[i]!, at * ENTRY + 6, 6);
        index.writeUInt32BE(this.#lengths[i]!, at * ENTRY + 12);
      });
      const end = Buffer.alloc(END);
      end.write(MAGIC, 'latin1');
      end.writeUInt32BE(kept.length, 8);
      end.writeUInt32BE(crc32(index), 12);
      end.writeBigUInt64BE(BigInt(this.#file.offset), 16);
      this.#file.write(index);
      this.#file.write(end);
      this.#file.close();
    } finally {
      this.#file.abandon();
    }
  }

  abandon(): void {
    this.#file.abandon();
  }
}

/** Another table has taken its place since it was opened. */
export class Replaced extends Error {}

/** A table opened for reading: its index is in memory, 16 bytes a track, and the file is only open while it is read. */
export class FactsTable {
  readonly about: TableAbout;
  readonly #path: string;
  readonly #index: Buffer;
  readonly #stamp: string;

  /** Throws Damage or NewerFormat. */
  constructor(path: string) {
    this.#path = path;
    const fd = openSync(path, 'r');
    try {
      const { size } = fstatSync(fd);
      const [first = ''] = read(fd, 0, Math.min(size, FIRST_LINE)).toString('utf8').split('\n', 1);
      this.about = aboutOf(first);
      this.#index = indexOf(fd, size);
      this.#stamp = stampOf(fd);
    } finally {
      closeSync(fd);
    }
  }

  get count(): number {
    return this.#index.length / ENTRY;
  }

  /** Whether it says anything of a file, as far as that can be told without reading it. */
  has(path: string): boolean {
    return this.#find(hashOf(path)).length > 0;
  }

  /** What it says of a file, in the order in which it was said. Throws Replaced, or Damage. */
  of(path: string, platform = process.platform): DeckTrack[] {
    const places = this.#find(hashOf(path));
    if (places.length === 0) return [];
    const lines = this.#reading((fd) => places.map((place) => this.#line(fd, place)));
    const alike = lines.filter((line) => folded(line.path) === folded(path));
    const same = alike.filter((line) => line.path.normalize('NFC') === path.normalize('NFC'));
    const blind = platform === 'win32' || platform === 'darwin';
    return (same.length > 0 || !blind ? same : alike).map(({ track }) => track);
  }

  /** Reads every line; throws Damage for the first that isn't what was written. */
  check(): void {
    this.#reading((fd) => {
      for (let at = 0; at < this.#index.length; at += ENTRY) this.#line(fd, at);
    });
  }

  /** Every line that can be read; those of one file in the order in which they were written. */
  *lines(): Generator<Line> {
    const fd = openSync(this.#path, 'r');
    try {
      for (let at = 0; at < this.#index.length; at += ENTRY) {
        const line = this.#readable(fd, at);
        if (line) yield line;
      }
    } finally {
      closeSync(fd);
    }
  }

  #readable(fd: number, at: number): Line | null {
    try {
      return this.#line(fd, at);
    } catch (error) {
      if (error instanceof Damage) return null;
      throw error;
    }
  }

  #reading<T>(work: (fd: number) => T): T {
    const fd = openSync(this.#path, 'r');
    try {
      if (stampOf(fd) !== this.#stamp) throw new Replaced();
      return work(fd);
    } finally {
      closeSync(fd);
    }
  }

  #line(fd: number, at: number): Line {
    const bytes = read(fd, this.#index.readUIntBE(at + 6, 6), this.#index.readUInt32BE(at + 12));
    const { data } = lineSchema.safeParse(unseal(bytes.toString('utf8')));
    if (!data) throw new Damage('a line of it is damaged');
    return data;
  }

  /** Where the entries of a hash are in the index. */
  #find(hash: number): number[] {
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#index.readUIntBE(middle * ENTRY, 6) < hash) low = middle + 1;
      else high = middle;
    }
    const places: number[] = [];
    for (let at = low * ENTRY; at < this.#index.length && this.#index.readUIntBE(at, 6) === hash; at += ENTRY)
      places.push(at);
    return places;
  }
}

function aboutOf(line: string): TableAbout {
  const value = unseal(line);
  const format = (value as { format?: unknown } | undefined)?.format;
  if (typeof format === 'number' && format > FORMAT) throw new NewerFormat();
  const { data } = aboutSchema.safeParse(value);
  if (!data) throw new Damage('its beginning is damaged');
  return data;
}

function indexOf(fd: number, size: number): Buffer {
  if (size < END) throw new Damage('its end is missing');
  const end = read(fd, size - END, END);
  const [count, checksum, offset] = [end.readUInt32BE(8), end.readUInt32BE(12), Number(end.readBigUInt64BE(16))];
  if (end.toString('latin1', 0, 8) !== MAGIC || offset + count * ENTRY + END !== size) {
    throw new Damage('its end is missing or damaged');
  }
  const index = read(fd, offset, count * ENTRY);
  if (crc32(index) !== checksum) throw new Damage('its index is damaged');
  return index;
}

function read(fd: number, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let done = 0; done < length; ) {
    const more = readSync(fd, bytes, done, length - done, offset + done);
    if (more === 0) throw new Damage('it is cut off');
    done += more;
  }
  return bytes;
}

function stampOf(fd: number): string {
  const { ino, size, mtimeMs } = fstatSync(fd);
  return `${ino} ${size} ${mtimeMs}`;
}
