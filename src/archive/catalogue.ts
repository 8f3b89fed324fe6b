import { appendFile, readFile, rm } from 'node:fs/promises';
import { replaceFile } from '../files/place.js';
import { seal, unseal } from '../files/sealed.js';
import type { RevisionFolder, Revisions } from './revisions.js';

/** Lines of which so many are outdated are written anew. */
const MOST_OUTDATED = 0.5;
const FEW = 64;

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

  constructor(file: string, folder: RevisionFolder<T>, summing: Summing<T, S>) {
    this.#file = file;
    this.#folder = folder;
    this.#summing = summing;
  }

  /** Of every thing that can be read, in no order; `damaged` are the keys of the others. */
  async read(): Promise<{ all: S[]; damaged: string[] }> {
    const [there, text] = await Promise.all([this.#folder.list(), readFile(this.#file, 'utf8').catch(() => '')]);
    const { known, lines } = this.#newestIn(text, there);
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

  /** The lines that say what lies in the folder now, the latest of each thing. */
  #newestIn(text: string, there: Revisions): { known: Map<string, S>; lines: number } {
    const known = new Map<string, S>();
    let lines = 0;
    for (const line of text.split('\n')) {
      if (line === '') continue;
      lines++;
      // What its checksum vouches for was written here.
      const read = unseal(line) as (S & { reading: number }) | undefined;
      if (read?.reading !== this.#summing.reading) continue;
      const key = this.#summing.keyOf(read);
      if (!there.get(key)?.includes(read.revision)) continue;
      const { reading: _, ...summary } = read;
      if ((known.get(key)?.revision ?? -1) <= read.revision) known.set(key, summary as unknown as S);
    }
    return { known, lines };
  }
}
