import type { RecordPlace } from './segment-format.js';
import type { PostingCursor, SegmentSource } from './segment-source.js';
import { type SegmentSize, SegmentWriter } from './segment-writer.js';

export interface MergeInput {
  file: SegmentSource;
  /** Tracks to leave out, by their place in the segment. */
  removed: ReadonlySet<number>;
}

/** Marks a removed track in the table of shifts; no shift reaches it, as time lines end below 2^32. */
const GONE = Number.NaN;

/**
 * Writes the live tracks of several segments as one, in the order given. Memory doesn't grow with the segments but for
 * their tables of tracks and pages. `records` are the new places of the live tracks' lines, in the same order.
 */
export function mergeSegments(
  path: string,
  engine: string,
  inputs: readonly MergeInput[],
  records: readonly RecordPlace[],
): SegmentSize {
  const footers = inputs.map(({ file }) => file.footer);
  const sum = (of: (footer: SegmentSource['footer']) => number): number =>
    footers.reduce((total, footer) => total + of(footer), 0);
  const most = (of: (footer: SegmentSource['footer']) => number): number =>
    footers.reduce((max, footer) => Math.max(max, of(footer)), 0);
  const extent = {
    maxPosition: Math.max(0, sum(({ positions }) => positions) - 1),
    maxDetail: most(({ maxDetail }) => maxDetail),
  };
  const names = inputs.map(({ file }) => file.name);
  const writer = new SegmentWriter(path, engine, extent, names);
  try {
    const runs = addTracks(writer, inputs, records);
    addPostings(writer, runs);
    return writer.finish();
  } catch (error) {
    writer.abandon();
    throw error;
  }
}

function addTracks(writer: SegmentWriter, inputs: readonly MergeInput[], records: readonly RecordPlace[]): Run[] {
  let base = 0;
  let next = 0;
  return inputs.map(({ file, removed }) => {
    const shifts = new Float64Array(file.table.count);
    for (let track = 0; track < file.table.count; track++) {
      if (removed.has(track)) {
        shifts[track] = GONE;
        continue;
      }
      const length = file.table.lengths[track]!;
      shifts[track] = base - file.table.bases[track]!;
      base += length;
      const seconds = file.table.seconds(track);
      writer.addTrack({ length, seconds, peaks: file.peaks(track), record: records[next++]! });
    }
    return new Run(file, shifts);
  });
}

/** Smallest key first; of equal keys the earlier segment's, whose positions are the lower ones. */
function addPostings(writer: SegmentWriter, runs: Run[]): void {
  let open = runs.filter((run) => !run.done);
  while (open.length > 0) {
    let least = open[0]!;
    let second = 0x100000000;
    for (let i = 1; i < open.length; i++) {
      const run = open[i]!;
      if (run.key < least.key) {
        second = least.key;
        least = run;
      } else if (run.key < second) second = run.key;
    }
    // All of one key, so that a later segment's postings of the same key can't come between; then on while it stays least.
    do least.copyKey(writer);
    while (!least.done && least.key < second);
    if (least.done) open = open.filter((run) => run !== least);
  }
}

/** One segment's postings on their way into the merged one. */
class Run {
  key = 0;
  done = false;
  readonly #cursor: PostingCursor;
  readonly #bases: Uint32Array;
  readonly #shifts: Float64Array;
  /** The shift of every track when it is the same for all: the usual case, nothing having been removed. */
  readonly #shift: number | null;
  #at = 0;

  constructor(file: SegmentSource, shifts: Float64Array) {
    this.#cursor = file.cursor();
    this.#bases = file.table.bases;
    this.#shifts = shifts;
    this.#shift = shifts.every((shift) => shift === shifts[0]) ? shifts[0]! : null;
    this.#advance();
  }

  copyKey(writer: SegmentWriter): void {
    const { key } = this;
    const { key: keys, position, detail } = this.#cursor;
    do {
      const at = this.#at;
      const shift = this.#shift ?? this.#shiftAt(position[at]!);
      if (!Number.isNaN(shift)) writer.addPosting(key, position[at]! + shift, detail[at]!);
      this.#at++;
      if (this.#at === this.#cursor.count) this.#advance();
    } while (!this.done && keys[this.#at] === key);
    if (!this.done) this.key = keys[this.#at]!;
  }

  #advance(): void {
    this.#at = 0;
    this.done = !this.#cursor.next();
    if (!this.done) this.key = this.#cursor.key[0]!;
  }

  #shiftAt(position: number): number {
    let low = 0;
    let high = this.#shifts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.#bases[middle]! <= position) low = middle;
      else high = middle;
    }
    return this.#shifts[low]!;
  }
}
