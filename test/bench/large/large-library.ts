import { linkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ENGINE_VERSION } from '../../../src/fingerprint/constants.js';
import { mergeSegments } from '../../../src/library/store/merge.js';
import { type TrackRecord, writeRecords } from '../../../src/library/store/records.js';
import { SegmentFile } from '../../../src/library/store/segment-file.js';
import type { RecordPlace } from '../../../src/library/store/segment-format.js';
import { type SegmentSize, SegmentWriter } from '../../../src/library/store/segment-writer.js';
import { sortPostings } from '../../../src/library/store/sort-postings.js';
import { addSegment } from '../../../src/library/store/state.js';
import { Store } from '../../../src/library/store/store.js';
import { makePrint } from '../store/made-up-index.js';

const TRACK_SECONDS = 240;
const PART_TRACKS = 150;
const PART_HOURS = (TRACK_SECONDS * PART_TRACKS) / 3600;
/** As large as merging lets one part of a library become; a larger library has several of them. */
const SEGMENT_HOURS = 1000;
const ENGINE = String(ENGINE_VERSION);
const NOWHERE: RecordPlace = { offset: 0, length: 0 };

/** Made-up tracks in the library in this folder, beside what it has. */
export class MadeUpMusic {
  readonly #folder: string;
  readonly #scratch: string;
  #hours = 0;
  #largest: { name: string; hours: number; size: SegmentSize } | null = null;

  constructor(folder: string, scratch: string) {
    this.#folder = folder;
    this.#scratch = scratch;
  }

  /** To be called with more each time. */
  async growTo(hours: number): Promise<void> {
    const store = await Store.open(this.#folder, (message) => console.error(message));
    while (this.#hours < hours) {
      const name = await store.newSegment();
      const wanted = Math.min(SEGMENT_HOURS, hours - this.#hours);
      // Further thousands of hours are the first ones again: the keys are drawn alike, and the disk is finite.
      const again = this.#largest && this.#largest.hours >= 0.9 * SEGMENT_HOURS && this.#largest.hours <= wanted;
      const size = again ? this.#again(store, name) : this.#new(store, name, wanted);
      await store.commit((state) => addSegment(state, { name, engine: ENGINE, ...size }));
    }
  }

  #again(store: Store, name: string): SegmentSize {
    const { name: first, hours, size } = this.#largest!;
    linkSync(store.printsPath(first), store.printsPath(name));
    linkSync(store.tracksPath(first), store.tracksPath(name));
    this.#hours += hours;
    return size;
  }

  #new(store: Store, name: string, hours: number): SegmentSize {
    const size = build(this.#scratch, store.printsPath(name), store.tracksPath(name), hours);
    if (hours > (this.#largest?.hours ?? 0)) this.#largest = { name, hours, size };
    this.#hours += hours;
    return size;
  }
}

function build(scratch: string, prints: string, tracks: string, hours: number): SegmentSize {
  const count = Math.ceil(hours / PART_HOURS);
  const parts: SegmentFile[] = [];
  for (let i = 0; i < count; i++) {
    const path = join(scratch, `part-${i}.prints`);
    writePart(path, i);
    parts.push(SegmentFile.open(path));
  }
  const places = writeRecords(tracks, records(count * PART_TRACKS));
  let at = 0;
  const byPart = parts.map(() => {
    at += PART_TRACKS;
    return places.slice(at - PART_TRACKS, at);
  });
  const inputs = parts.map((file) => ({ file, removed: new Set<number>() }));
  const size = mergeSegments(prints, ENGINE, inputs, byPart.flat());
  for (const file of parts) file.close();
  for (let i = 0; i < count; i++) rmSync(join(scratch, `part-${i}.prints`));
  return size;
}

function* records(count: number): Generator<TrackRecord> {
  for (let i = 0; i < count; i++) {
    yield {
      id: i.toString(16).padStart(16, '0'),
      file: { path: `/made-up/${i}.mp3`, size: 1, mtime: 1 },
      addedAt: '2026-01-01T00:00:00.000Z',
      title: `Made up ${i}`,
      artists: ['Nobody'],
      duration: TRACK_SECONDS,
    };
  }
}

/** A segment of ten hours of tracks. */
function writePart(path: string, part: number): void {
  const prints = Array.from({ length: PART_TRACKS }, (_, i) => makePrint(TRACK_SECONDS, 1 + part * PART_TRACKS + i));
  const count = prints.reduce((sum, print) => sum + print.keys.length, 0);
  const all = { keys: new Uint32Array(count), positions: new Uint32Array(count), details: new Uint32Array(count) };
  let at = 0;
  let base = 0;
  for (const print of prints) {
    all.keys.set(print.keys, at);
    all.details.set(print.details, at);
    for (let i = 0; i < print.keys.length; i++) all.positions[at + i] = print.positions[i]! + base;
    at += print.keys.length;
    base += print.length;
  }
  const { keys, positions, details } = sortPostings(all);
  const writer = new SegmentWriter(path, ENGINE, {
    maxPosition: base - 1,
    maxDetail: 2 ** 22 - 1,
  });
  for (const { length, seconds, peaks } of prints) writer.addTrack({ length, seconds, peaks, record: NOWHERE });
  for (let i = 0; i < count; i++) writer.addPosting(keys[i]!, positions[i]!, details[i]!);
  writer.finish();
}
