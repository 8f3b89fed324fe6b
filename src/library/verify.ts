import { stat } from 'node:fs/promises';
import type { Context } from '../domain/ports/context.js';
import { rawPath } from '../files/raw-path.js';
import type { Catalogue } from './catalogue/catalogue.js';
import type { BadTable, Facts } from './facts/facts.js';
import { ailmentOf, readThrough } from './health.js';
import type { Unusable } from './library-index.js';
import type { AddReport } from './scan/add.js';
import type { SegmentEntry } from './store/manifest.js';
import { recordPlaces } from './store/open-segment.js';
import { readRecords, type TrackRecord } from './store/records.js';
import type { TrackPlace } from './store/state.js';
import type { Store } from './store/store.js';
import { type Stray, straysOf } from './strays.js';

export interface VerifyReport {
  tracks: number;
  segments: number;
  /** Segments whose prints are damaged, missing, of another engine or of another format. */
  unusable: Unusable[];
  /** Tracks of those segments that have to be fingerprinted again. */
  affected: TrackRecord[];
  /** Tracks whose line in a segment's list is damaged, so that nobody knows any more which files they were. */
  nameless: TrackPlace[];
  /** A list of contents or of changes is damaged, be it that its copy serves: repairing writes it anew. */
  lists: boolean;
  /** Parts that read well and that no list names, with tracks which the library doesn't know: repairing takes them in. */
  strays: Stray[];
  /** Tracks whose file has gone. They stay in the library, and still identify. */
  missing: TrackRecord[];
  /** What is kept of DJ programs' collections and can't be read: reading those again makes it anew. */
  badFacts: BadTable[];
}

export interface RepairReport extends AddReport {
  /** Tracks whose prints were of an earlier format and have been written anew. */
  renewed: number;
  /** Tracks of parts that no list named, which are in the library again. */
  adopted: number;
  /** Nameless tracks that were taken out: adding their folders brings them back. */
  nameless: number;
  /** Tracks that aren't in the library any more, the nameless ones among them. */
  lost: number;
  /** Where parts that were taken out lie now, and their names; null when none was. */
  takenOut: { folder: string; parts: string[] } | null;
  /** Tracks left as they are because their files can't be found at the moment. */
  waiting: number;
  /** Files of crashed runs that were deleted. */
  swept: number;
}

/** Reads every byte of the index and checks its checksums, its lists of tracks, and whether the music is still there. */
export class Verifying {
  readonly #store: Store;
  readonly #catalogue: Catalogue;
  readonly #engine: string;

  readonly #now: number;
  readonly #facts: Facts;

  constructor(store: Store, catalogue: Catalogue, engine: string, now: number, facts: Facts) {
    this.#facts = facts;
    this.#now = now;
    this.#store = store;
    this.#catalogue = catalogue;
    this.#engine = engine;
  }

  async run({ signal, emit }: Context): Promise<VerifyReport> {
    const { segments } = this.#store.state;
    const report: VerifyReport = {
      tracks: this.#catalogue.size,
      segments: segments.length,
      unusable: [],
      affected: [],
      nameless: [],
      lists: this.#store.damaged,
      strays: await straysOf(this.#store, this.#catalogue, this.#now),
      missing: [],
      badFacts: this.#facts.check(),
    };
    const total = segments.reduce((sum, { tracks }) => sum + tracks, 0);
    let done = 0;
    for (const segment of segments) {
      signal.throwIfAborted();
      let ailment = ailmentOf(this.#store, segment, this.#engine);
      if (!ailment || ailment.kind === 'older') ailment = (await readThrough(this.#store, segment, signal)) ?? ailment;
      if (ailment) report.unusable.push({ segment, ailment });
      report.nameless.push(...this.#nameless(segment));
      done += segment.tracks;
      emit({ type: 'count', stage: 'index', done, total });
    }
    const lost = new Set(
      report.unusable.flatMap(({ segment, ailment }) => (ailment.kind === 'older' ? [] : segment.name)),
    );
    for (const { record, place } of this.#catalogue.all()) {
      signal.throwIfAborted();
      if (lost.has(place.segment)) report.affected.push(record);
      if (!(await stat(await rawPath(record.file.path)).catch(() => null))) report.missing.push(record);
    }
    return report;
  }

  #nameless(segment: SegmentEntry): TrackPlace[] {
    const { name, tracks } = segment;
    const lines = this.#lines(segment);
    const removed = this.#store.state.changes.removed.get(name);
    return Array.from({ length: tracks }, (_, track) => track)
      .filter((track) => !lines[track] && !removed?.has(track))
      .map((track) => ({ segment: name, track }));
  }

  #lines(segment: SegmentEntry): (TrackRecord | null)[] {
    try {
      return readRecords(this.#store.tracksPath(segment.name), segment.tracks, () =>
        recordPlaces(this.#store.printsPath(segment.name)),
      );
    } catch {
      return [];
    }
  }
}
