import { appendFile, type FileHandle, open, rm } from 'node:fs/promises';
import { replaceFile } from '../files/place.js';
import { seal, unseal } from '../files/sealed.js';
import type { RevisionFolder, Revisions } from './revisions.js';

/** Lines of which so many are outdated are written anew. */
const MOST_OUTDATED = 0.5;
const FEW = 64;
/** Bytes before what is new in the file, by which it is told to be the same file still. */
const TAIL = 256;

/** What a line says of a thing. */
export interface Summing<T, S> {
  /** To be raised when summaries hold something else: then they are made anew from the things themselves. */
  reading: number;
  keyOf(summary: S): string;
  of(value: T, revision: number): S;
}

/**
 * The summaries of all that lies in a folder in one file, so that ten thousand are opened in a moment. It is a convenience: what
 * lies in the folder is true, and a line that is missing, torn or of an earlier revision is made anew from the thing itself. So
 * nobody has to wait for anybody: two who add a line at once both have it in the file, or the next reader makes it.
 */
export class Catalogue<T, S extends { revision: number }> {
  readonly #file: string;
  readonly #folder: RevisionFolder<T>;
  readonly #summing: Summing<T, S>;
  #told: Told<S> | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(file: string, folder: RevisionFolder<T>, summing: Summing<T, S>) {
    this.#file = file;
    this.#folder = folder;
    this.#summing = summing;
  }

  /** Of every thing that can be read, in no order; `damaged` are the keys of the others. */
  async read(): Promise<{ all: S[]; damaged: string[] }> {
    const [there, told] = await Promise.all([this.#folder.list(), this.#lookInTurn()]);
    const known = newestThere(told.summaries, there);
    const { lines } = told;
    const damaged: string[] = [];
    const fresh: S[] = [];
    for (const [key, revisions] of there) {
      if (known.get(key)?.revision === revisions[0]) continue;
      const found = await this.#folder.newest(key, revisions);
      if (!found) {
        known.delete(key);
        damaged.push(key);
      } else if (known.get(key)?.revision !== found.revision) {
        const summary = this.#summing.of(found.value, found.revision);
        known.set(key, summary);
        fresh.push(summary);
      }
    }
    const all = [...known.values()];
    await this.#write(fresh, all, lines + fresh.length - all.length);
    return { all, damaged };
  }

  /** A line for a thing that was kept just now. */
  async note(value: T, revision: number): Promise<void> {
    await this.#append([this.#summing.of(value, revision)]);
  }

  /** Without a word of what isn't there any more. */
  async tidy(): Promise<S[]> {
    const { all } = await this.read();
    await replaceFile(this.#file, all.map(this.#lineOf).join(''), { mode: 0o600 }).catch(() => this.forget());
    return all;
  }

  async forget(): Promise<void> {
    await rm(this.#file, { force: true });
  }

  async #write(fresh: readonly S[], all: readonly S[], outdated: number): Promise<void> {
    if (outdated > FEW && outdated > MOST_OUTDATED * all.length) {
      await replaceFile(this.#file, all.map(this.#lineOf).join(''), { mode: 0o600 }).catch(() => {});
    } else if (fresh.length > 0) await this.#append(fresh);
  }

  /** The line before may be torn: this one begins on a line of its own. A disk that is full only costs time later. */
  async #append(summaries: readonly S[]): Promise<void> {
    await appendFile(this.#file, `\n${summaries.map(this.#lineOf).join('')}`, { mode: 0o600 }).catch(() => {});
  }

  readonly #lineOf = (summary: S): string => seal({ reading: this.#summing.reading, ...summary });

  /** One after the other: each goes on where the one before it ended. */
  #lookInTurn(): Promise<Told<S>> {
    const mine = this.#turn.then(() => this.#look());
    this.#turn = mine.catch(() => {});
    return mine;
  }

  /** All that the file says. What was read of it before isn't read again: a run over a thousand mixes looks as often. */
  async #look(): Promise<Told<S>> {
    const file = await open(this.#file, 'r').catch(() => null);
    if (!file) return NOTHING;
    try {
      const { ino, size } = await file.stat();
      const before = this.#told;
      const isSame =
        before?.ino === ino && size >= before.size && (await bytesOf(file, before.size, TAIL)).equals(before.tail);
      const told: Told<S> = isSame ? before : { ino, size: 0, tail: Buffer.alloc(0), lines: 0, summaries: new Map() };
      const more = await bytesOf(file, size, size - told.size);
      // A line that somebody is writing just now is read when it is whole.
      const end = more.lastIndexOf('\n') + 1;
      for (const line of more.toString('utf8', 0, end).split('\n')) if (line !== '') this.#note(told, line);
      told.size += end;
      told.tail = Buffer.from(await bytesOf(file, told.size, TAIL));
      this.#told = told;
      return told;
    } finally {
      await file.close();
    }
  }

  #note(told: Told<S>, line: string): void {
    told.lines++;
    // What its checksum vouches for was written here.
    const read = unseal(line) as (S & { reading: number }) | undefined;
    if (read?.reading !== this.#summing.reading) return;
    const { reading: _, ...rest } = read;
    const summary = rest as unknown as S;
    const key = this.#summing.keyOf(summary);
    const others = told.summaries.get(key) ?? [];
    told.summaries.set(
      key,
      [summary, ...others.filter(({ revision }) => revision !== summary.revision)].slice(0, MOST),
    );
  }
}

/** Lines of one thing that may matter: its last revisions, of which the latest may not be there. */
const MOST = 4;

/** What a file of summaries says, as far as it was read. */
interface Told<S> {
  ino: number;
  size: number;
  /** The last bytes of that. */
  tail: Buffer;
  lines: number;
  /** By the keys of things, the latest line first. */
  summaries: Map<string, S[]>;
}

const NOTHING: Told<never> = { ino: 0, size: 0, tail: Buffer.alloc(0), lines: 0, summaries: new Map() };

/** The bytes before a place in a file. */
async function bytesOf(file: FileHandle, end: number, count: number): Promise<Buffer> {
  const start = Math.max(0, end - count);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
  return buffer.subarray(0, bytesRead);
}

/** Of each thing that lies there the latest that is told of it. */
function newestThere<S extends { revision: number }>(told: ReadonlyMap<string, S[]>, there: Revisions): Map<string, S> {
  const known = new Map<string, S>();
  for (const [key, revisions] of there) {
    const newest = (told.get(key) ?? [])
      .filter(({ revision }) => revisions.includes(revision))
      .reduce<S | null>((best, one) => (best && best.revision >= one.revision ? best : one), null);
    if (newest) known.set(key, newest);
  }
  return known;
}
