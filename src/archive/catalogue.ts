import { appendFile, readFile, rm } from 'node:fs/promises';
import { replaceFile } from '../files/place.js';
import { seal, unseal } from '../files/sealed.js';
import type { MixFolder, Revisions } from './mix-folder.js';
import { Mixes } from './mixes.js';
import { type MixSummary, summaryOf } from './summary.js';

/** To be raised when summaries hold something else: then they are made anew from the mixes. */
const READING = 1;
/** Lines of which so many are outdated are written anew. */
const MOST_OUTDATED = 0.5;
const FEW = 64;

interface Line extends MixSummary {
  reading: number;
}

/**
 * The summaries of all mixes in one file, so that ten thousand are opened in a moment. It is a convenience: what lies in the
 * folder is true, and a line that is missing, torn or of an earlier revision is made anew from the mix itself. So nobody has to
 * wait for anybody: two who add a line at once both have it in the file, or the next reader makes it.
 */
export class Catalogue {
  readonly #file: string;
  readonly #folder: MixFolder;

  constructor(file: string, folder: MixFolder) {
    this.#file = file;
    this.#folder = folder;
  }

  async read(): Promise<Mixes> {
    const [there, text] = await Promise.all([this.#folder.list(), readFile(this.#file, 'utf8').catch(() => '')]);
    const { known, lines } = newestIn(text, there);
    const damaged: string[] = [];
    const fresh: MixSummary[] = [];
    for (const [id, revisions] of there) {
      if (known.get(id)?.revision === revisions[0]) continue;
      const found = await this.#folder.newest(id, revisions);
      if (!found) {
        known.delete(id);
        damaged.push(id);
      } else if (known.get(id)?.revision !== found.revision) {
        fresh.push(summaryOf(found.mix, found.revision));
      }
    }
    for (const summary of fresh) known.set(summary.id, summary);
    const mixes = [...known.values()].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
    await this.#write(fresh, mixes, lines + fresh.length - mixes.length);
    return new Mixes(mixes, damaged);
  }

  /** A line for a mix that was kept just now. */
  async note(summary: MixSummary): Promise<void> {
    await this.#append([summary]);
  }

  async forget(): Promise<void> {
    await rm(this.#file, { force: true });
  }

  async #write(fresh: readonly MixSummary[], all: readonly MixSummary[], outdated: number): Promise<void> {
    if (outdated > FEW && outdated > MOST_OUTDATED * all.length) {
      await replaceFile(this.#file, all.map(lineOf).join(''), { mode: 0o600 }).catch(() => {});
    } else if (fresh.length > 0) await this.#append(fresh);
  }

  /** The line before may be torn: this one begins on a line of its own. A disk that is full only costs time later. */
  async #append(summaries: readonly MixSummary[]): Promise<void> {
    await appendFile(this.#file, `\n${summaries.map(lineOf).join('')}`, { mode: 0o600 }).catch(() => {});
  }
}

const lineOf = (summary: MixSummary): string => seal({ reading: READING, ...summary } satisfies Line);

/** The lines that say what lies in the folder now, the latest of each mix. */
function newestIn(text: string, there: Revisions): { known: Map<string, MixSummary>; lines: number } {
  const known = new Map<string, MixSummary>();
  let lines = 0;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    lines++;
    // What its checksum vouches for was written here.
    const read = unseal(line) as Line | undefined;
    if (read?.reading !== READING || !there.get(read.id)?.includes(read.revision)) continue;
    const { reading: _, ...summary } = read;
    if ((known.get(summary.id)?.revision ?? -1) <= summary.revision) known.set(summary.id, summary);
  }
  return { known, lines };
}
