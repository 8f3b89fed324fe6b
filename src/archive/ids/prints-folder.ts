import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { lstat, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../files/make-folder.js';
import { ENGINE_VERSION, leanPrint, POSITIONS_PER_SECOND } from '../../fingerprint/index.js';
import type { TrackPrint } from '../../fingerprint/types.js';
import { NO_CHANGES } from '../../library/store/changes.js';
import { IndexView } from '../../library/store/index-view.js';
import { mergeSegments } from '../../library/store/merge.js';
import { SegmentFile } from '../../library/store/segment-file.js';
import { SegmentWriter } from '../../library/store/segment-writer.js';
import { type Postings, sortPostings } from '../../library/store/sort-postings.js';
import { settlingMerge } from '../../library/store/tiers.js';
import type { IdSummary, KeptId } from './kept-id.js';

/** Of the prints' own making, beside the engine's: to be raised when an index of them holds something else. */
const LEAN = 1;
const ENGINE = `ids-${LEAN}-${ENGINE_VERSION}`;
/** IDs whose prints go into one part at a time: an hour of them or two, so that memory doesn't grow with their number. */
const AT_ONCE = 32;
/** Nobody writes one part for so long. */
const ABANDONED_MS = 86_400_000;
const PART = '.prints';

type Wanted = Pick<IdSummary, 'number' | 'print'>;

/** An open index of IDs: what the engine asks, and which ID each of its tracks is. The peaks lie with the IDs themselves. */
export class PrintsView extends IndexView {
  readonly #peaksOf: (number: number) => Uint8Array;

  constructor(parts: readonly Part[], peaksOf: (number: number) => Uint8Array, onDamage: (part: string) => void) {
    super(parts, onDamage);
    this.#peaksOf = peaksOf;
  }

  numberOf(track: number): number {
    return this.recordPlace(track).place.offset;
  }

  override peaksOf(track: number): Uint8Array {
    return this.#peaksOf(this.numberOf(track));
  }
}

interface Part {
  file: SegmentFile;
  /** Its tracks that are told by a better part, or not wanted any more. */
  removed: Set<number>;
}

/**
 * The prints of IDs in a form that is looked up without reading them all: parts that never change, each of some IDs, and fewer and
 * larger ones made of them as they become many. It is a convenience, as a catalogue is: all of it can be made anew from the IDs, and
 * a part that is damaged, outdated or gone is. So nothing is locked: of two processes that write the same, one was of no use.
 */
export class PrintsFolder {
  readonly #folder: string;
  readonly #read: (number: number) => Promise<KeptId | null>;
  readonly #peaksOf: (number: number) => Uint8Array;

  /** `peaksOf` can't wait: the engine asks while it compares. */
  constructor(
    folder: string,
    read: (number: number) => Promise<KeptId | null>,
    peaksOf: (number: number) => Uint8Array,
  ) {
    this.#folder = folder;
    this.#read = read;
    this.#peaksOf = peaksOf;
  }

  /** The index of these IDs and no others, after whatever of them wasn't in it was added. */
  async open(wanted: readonly Wanted[]): Promise<PrintsView> {
    await makeFolder(this.#writing);
    const known = new Map(wanted.map((id) => [id.number, id]));
    const parts = await this.#parts();
    const missing = new Map(known);
    // Large ones first: of what is told twice, the smaller part is the one that isn't needed.
    parts.sort((a, b) => b.file.footer.postings - a.file.footer.postings);
    for (const { file, removed } of parts) {
      for (let track = 0; track < file.table.count; track++) {
        const { offset: number, length: sum } = file.table.record(track);
        if (missing.get(number)?.print.sum === sum) missing.delete(number);
        else removed.add(track);
      }
    }
    let now = await this.#settle(parts);
    const left = [...missing.values()];
    for (let at = 0; at < left.length; at += AT_ONCE) {
      const part = await this.#write(left.slice(at, at + AT_ONCE));
      if (part) now = await this.#settle([...now, part]);
    }
    return new PrintsView(now, this.#peaksOf, (name) => rmSync(this.#pathOf(name), { force: true }));
  }

  #pathOf(name: string): string {
    return join(this.#folder, `${name}${PART}`);
  }

  get #writing(): string {
    return join(this.#folder, 'writing');
  }

  /** Those that lie there and can be used; the others go. */
  async #parts(): Promise<Part[]> {
    const parts: Part[] = [];
    for (const name of await readdir(this.#folder)) {
      if (!name.endsWith(PART)) continue;
      const path = join(this.#folder, name);
      try {
        const file = SegmentFile.open(path);
        if (file.footer.engine === ENGINE) {
          parts.push({ file, removed: new Set() });
          continue;
        }
        file.close();
      } catch (error) {
        // Somebody else has made it a part of a larger one just now, or too many files are open: it is no worse for that.
        if ((error as NodeJS.ErrnoException).code) continue;
      }
      await rm(path, { force: true }).catch(() => {});
    }
    return parts;
  }

  async #write(ids: readonly Wanted[]): Promise<Part | null> {
    const prints: { number: number; sum: number; print: ReturnType<typeof leanPrint> }[] = [];
    for (const { number, print } of ids) {
      const kept = await this.#read(number);
      if (!kept) continue;
      const { seconds, peaks } = kept.print;
      const length = Math.max(1, Math.ceil(seconds * POSITIONS_PER_SECOND));
      prints.push({ number, sum: print.sum, print: leanPrint({ length, seconds, peaks }) });
    }
    if (prints.length === 0) return null;
    const postings = sortPostings(joined(prints.map(({ print }) => print)));
    return this.#place((path) => {
      const maxDetail = postings.details.reduce((most, detail) => Math.max(most, detail), 0);
      const maxPosition = prints.reduce((sum, { print }) => sum + print.length, 0) - 1;
      const writer = new SegmentWriter(path, ENGINE, { maxPosition, maxDetail });
      for (const { number, sum, print } of prints) {
        // The peaks lie with the ID, and the place of a track's name tells whose print of which sum it is.
        const record = { offset: number, length: sum };
        writer.addTrack({ length: print.length, seconds: print.seconds, peaks: new Uint8Array(0), record });
      }
      for (let i = 0; i < postings.keys.length; i++) {
        writer.addPosting(postings.keys[i]!, postings.positions[i]!, postings.details[i]!);
      }
      writer.finish();
    });
  }

  /** Makes few parts of many. What they were made of goes. */
  async #settle(parts: readonly Part[]): Promise<Part[]> {
    let now = [...parts];
    for (;;) {
      const useless = now.filter(({ file, removed }) => removed.size === file.table.count);
      for (const part of useless) await this.#drop(part);
      now = now.filter((part) => !useless.includes(part));
      const due = settlingMerge(
        now.map(({ file }) => ({ ...file.footer, name: file.name, bytes: 0 })),
        { ...NO_CHANGES, removed: new Map(now.map(({ file, removed }) => [file.name, removed])) },
      );
      if (!due) return now;
      const names = new Set(due.map(({ name }) => name));
      const inputs = now.filter(({ file }) => names.has(file.name));
      const records = inputs.flatMap(({ file, removed }) =>
        Array.from({ length: file.table.count }, (_, track) => track)
          .filter((track) => !removed.has(track))
          .map((track) => file.table.record(track)),
      );
      let merged: Part | null;
      try {
        merged = await this.#place((path) => mergeSegments(path, ENGINE, inputs, records));
      } catch {
        // A page of one of them is damaged. What they hold is asked one by one, and made anew next time.
        merged = null;
      }
      for (const part of inputs) await this.#drop(part);
      now = [...now.filter((part) => !inputs.includes(part)), ...(merged ? [merged] : [])];
    }
  }

  async #drop({ file }: Part): Promise<void> {
    file.close();
    await rm(this.#pathOf(file.name), { force: true }).catch(() => {});
  }

  /** A new part, which nobody sees before it is whole. */
  async #place(write: (path: string) => void): Promise<Part> {
    const name = randomBytes(8).toString('hex');
    const path = join(this.#writing, `${name}${PART}`);
    let file: SegmentFile | undefined;
    try {
      write(path);
      // Once others see it, they may make a larger part of it, and this one goes.
      file = SegmentFile.open(path);
      await rename(path, this.#pathOf(name));
    } catch (error) {
      file?.close();
      throw error;
    } finally {
      await rm(path, { force: true });
    }
    await this.#sweep();
    return { file, removed: new Set() };
  }

  async #sweep(): Promise<void> {
    for (const name of await readdir(this.#writing)) {
      const path = join(this.#writing, name);
      const found = await lstat(path).catch(() => null);
      if (found && Date.now() - found.mtimeMs > ABANDONED_MS) await rm(path, { force: true }).catch(() => {});
    }
  }
}

/** Postings of several prints on one time line, one after another. */
function joined(prints: readonly TrackPrint[]): Postings {
  const count = prints.reduce((sum, { keys }) => sum + keys.length, 0);
  const all = { keys: new Uint32Array(count), positions: new Uint32Array(count), details: new Uint32Array(count) };
  let at = 0;
  let base = 0;
  for (const { keys, positions, details, length } of prints) {
    all.keys.set(keys, at);
    all.details.set(details, at);
    for (const position of positions) all.positions[at++] = base + position;
    base += length;
  }
  return all;
}
