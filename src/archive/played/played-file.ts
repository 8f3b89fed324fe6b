import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { endianness } from 'node:os';
import * as z from 'zod';
import { type Neighbour, type Played, type Taste, TEMPOS } from '../../domain/ports/played.js';
import { crc32 } from '../../files/checksum.js';
import { replaceFile } from '../../files/place.js';
import { seal, unseal } from '../../files/sealed.js';

/**
 * What was played with what, in a file of which little is read for one track:
 *
 *     "TLPLAYED", 4 bytes length of the line that follows, 4 bytes CRC-32 of the table
 *     a line that says what it was made of, and what its user plays
 *     the table: names ascending, then where the neighbours of each begin, then the CRC-32 of those; 4 bytes each, as this machine orders them
 *     the neighbours: name, after, before, near; 4 bytes each
 */
const MAGIC = 'TLPLAYED';
const HEAD = 16;
const LONGEST_ABOUT = 1 << 20;
/** Numbers of a neighbour. */
const WIDTH = 4;

const favourites = z.array(z.object({ what: z.string(), hash: z.number(), plays: z.number() }));
const aboutSchema = z.object({
  format: z.literal(1),
  /** Of what: another text is another archive, or another state of it. */
  state: z.string(),
  /** When, in epoch milliseconds. */
  at: z.number(),
  order: z.enum(['LE', 'BE']),
  mixes: z.number(),
  tracks: z.number().int().min(0),
  neighbours: z.number().int().min(0),
  taste: z.object({
    since: z.string().nullable(),
    mixes: z.number(),
    plays: z.number(),
    tempos: z.array(z.number()).length(TEMPOS),
    keys: z.array(z.number()).length(24),
    labels: favourites,
    genres: favourites,
    seconds: z.tuple([z.number(), z.number(), z.number()]).nullable(),
  }),
});
type About = z.infer<typeof aboutSchema>;

export interface PlayedData extends Pick<About, 'state' | 'at' | 'mixes'> {
  taste: Taste;
  neighbours: ReadonlyMap<number, readonly Neighbour[]>;
}

export async function writePlayed(path: string, { neighbours, ...about }: PlayedData): Promise<void> {
  const names = Uint32Array.from(neighbours.keys()).sort();
  const total = [...neighbours.values()].reduce((sum, near) => sum + near.length, 0);
  const table = new Uint32Array(3 * names.length);
  const all = new Uint32Array(total * WIDTH);
  let offset = 0;
  names.forEach((name, at) => {
    const begin = offset;
    for (const near of neighbours.get(name)!) {
      all.set([near.name, near.after, near.before, near.near], offset * WIDTH);
      offset++;
    }
    table[at] = name;
    table[names.length + at] = begin;
    table[2 * names.length + at] = crc32(bytesOf(all.subarray(begin * WIDTH, offset * WIDTH)));
  });
  const counts = { tracks: names.length, neighbours: total };
  const line = Buffer.from(seal({ format: 1, order: endianness(), ...about, ...counts }));
  const head = Buffer.alloc(HEAD);
  head.write(MAGIC, 'latin1');
  head.writeUInt32BE(line.length, 8);
  head.writeUInt32BE(crc32(bytesOf(table)), 12);
  await replaceFile(path, Buffer.concat([head, line, bytesOf(table), bytesOf(all)]), { mode: 0o600 });
}

const bytesOf = (numbers: Uint32Array): Uint8Array =>
  new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);

/** Such a file, opened. */
export class PlayedFile implements Played {
  readonly about: About;
  readonly #fd: number;
  readonly #table: Uint32Array;
  readonly #start: number;
  #isOpen = true;

  private constructor(fd: number, about: About, table: Uint32Array, start: number) {
    this.#fd = fd;
    this.about = about;
    this.#table = table;
    this.#start = start;
  }

  /** Null for one that isn't there, or isn't whole. */
  static open(path: string): PlayedFile | null {
    let fd: number;
    try {
      fd = openSync(path, 'r');
    } catch {
      return null;
    }
    const file = opened(fd);
    if (!file) closeSync(fd);
    return file && new PlayedFile(fd, file.about, file.table, file.start);
  }

  get mixes(): number {
    return this.about.mixes;
  }

  get taste(): Taste {
    return this.about.taste;
  }

  /** None where what is said of it is damaged. */
  neighbours(name: number): Neighbour[] {
    const { tracks, neighbours } = this.about;
    const at = this.#table.subarray(0, tracks).indexOf(name);
    if (at < 0) return [];
    const begin = this.#table[tracks + at]!;
    const end = at + 1 < tracks ? this.#table[tracks + at + 1]! : neighbours;
    const numbers = new Uint32Array((end - begin) * WIDTH);
    const isRead = fill(this.#fd, bytesOf(numbers), this.#start + begin * WIDTH * 4);
    if (!isRead || crc32(bytesOf(numbers)) !== this.#table[2 * tracks + at]) return [];
    return Array.from({ length: end - begin }, (_, i): Neighbour => {
      const [other, after, before, near] = numbers.subarray(i * WIDTH, (i + 1) * WIDTH);
      return { name: other!, after: after!, before: before!, near: near! };
    });
  }

  close(): void {
    if (this.#isOpen) closeSync(this.#fd);
    this.#isOpen = false;
  }
}

function opened(fd: number): { about: About; table: Uint32Array; start: number } | null {
  const head = Buffer.alloc(HEAD);
  if (!fill(fd, head, 0) || head.toString('latin1', 0, MAGIC.length) !== MAGIC) return null;
  const length = head.readUInt32BE(8);
  if (length > LONGEST_ABOUT) return null;
  const line = Buffer.alloc(length);
  if (!fill(fd, line, HEAD)) return null;
  const { data: about } = aboutSchema.safeParse(unseal(line.toString('utf8')));
  if (about?.order !== endianness()) return null;
  const table = new Uint32Array(3 * about.tracks);
  const start = HEAD + length + table.byteLength;
  if (fstatSync(fd).size !== start + about.neighbours * WIDTH * 4) return null;
  if (!fill(fd, bytesOf(table), HEAD + length) || crc32(bytesOf(table)) !== head.readUInt32BE(12)) return null;
  return { about, table, start };
}

/** False where the file ends before. */
function fill(fd: number, bytes: Uint8Array, at: number): boolean {
  for (let done = 0; done < bytes.length; ) {
    const more = readSync(fd, bytes, done, bytes.length - done, at + done);
    if (more === 0) return false;
    done += more;
  }
  return true;
}
