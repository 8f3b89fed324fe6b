import { closeSync, openSync } from 'node:fs';
import { LibraryError } from '../domain/errors.js';
import type { Track } from '../domain/track.js';
import type { PrintIndex } from '../fingerprint/types.js';
import { toTrack } from './catalogue/to-track.js';
import type { Facts } from './facts/facts.js';
import { type KnownRecord, withFacts } from './facts/fill.js';
import { type Ailment, ailmentFrom, foreignEngine, noteDamage, openPrints } from './health.js';
import { IndexView, type OpenSegment } from './store/index-view.js';
import type { SegmentEntry } from './store/manifest.js';
import { pathsOf, readRecord, type TrackRecord } from './store/records.js';
import type { SegmentFile } from './store/segment-file.js';
import type { State } from './store/state.js';
import type { Store } from './store/store.js';

/** The common time line is counted in 32 bits. */
const LONGEST = 2 ** 32 - 1;

export const NAMELESS =
  "A part of the library's list of tracks is damaged: some tracks have lost their names. " +
  "Add your music again with 'tracklistify library add': it gives them back.";

/** A segment that couldn't be opened. */
export interface Unusable {
  segment: SegmentEntry;
  ailment: Ailment;
}

/** The library opened for identifying: a snapshot that later changes and merges don't touch. */
export class LibraryIndex {
  readonly prints: PrintIndex;
  readonly unusable: readonly Unusable[];
  readonly #view: IndexView;
  readonly #state: State;
  /** The open lists of tracks, by segment. */
  readonly #lists: ReadonlyMap<string, number>;
  readonly #records = new Map<number, TrackRecord>();
  readonly #known = new Map<number, KnownRecord>();
  readonly #facts: Facts;

  private constructor(view: IndexView, state: State, lists: Map<string, number>, unusable: Unusable[], facts: Facts) {
    this.#facts = facts;
    this.prints = view;
    this.unusable = unusable;
    this.#view = view;
    this.#state = state;
    this.#lists = lists;
  }

  static open(store: Store, engine: string, facts: Facts): LibraryIndex {
    const { state } = store;
    if (state.segments.reduce((sum, { positions }) => sum + positions, 0) > LONGEST) {
      throw new LibraryError(
        `The library in ${store.folder} has more music than one index holds (about 13,800 hours). ` +
          "Take some out with 'tracklistify library remove', or keep a second one with --library-path.",
      );
    }
    const segments: OpenSegment[] = [];
    const lists = new Map<string, number>();
    const unusable: Unusable[] = [];
    for (const segment of state.segments) {
      const foreign = foreignEngine(segment, engine);
      if (foreign) {
        unusable.push({ segment, ailment: foreign });
        continue;
      }
      let file: SegmentFile | null = null;
      try {
        file = openPrints(store, segment);
        lists.set(segment.name, openSync(store.tracksPath(segment.name), 'r'));
        segments.push({ file, removed: state.changes.removed.get(segment.name) ?? new Set() });
      } catch (error) {
        file?.close();
        unusable.push({ segment, ailment: ailmentFrom(error) });
      }
    }
    const told = new Set<string>();
    const view = new IndexView(segments, (name, message) => {
      if (told.has(name)) return;
      told.add(name);
      noteDamage(store, name);
      store.onWarning(
        `A part of the library is damaged (${message}); the rest still answers. ` +
          "Run 'tracklistify library verify --repair'.",
      );
    });
    const index = new LibraryIndex(view, state, lists, unusable, facts);
    let nameless = false;
    // Asked before a track is compared: one that can't be named mustn't stand before its like that can.
    view.isOfUse = (track) => {
      if (index.record(track)) return true;
      if (!nameless) store.onWarning(NAMELESS);
      nameless = true;
      return false;
    };
    return index;
  }

  /** Who a track of the index is, read when asked for; null when its line is damaged. */
  record(ordinal: number): TrackRecord | null {
    const known = this.#records.get(ordinal);
    if (known) return known;
    const record = this.#line(ordinal);
    if (record) this.#records.set(ordinal, record);
    return record;
  }

  /** With what DJ programs say of it, and not kept for the next time: for whoever goes through all of them. */
  read(ordinal: number): KnownRecord | null {
    const record = this.#line(ordinal);
    return record && withFacts(record, this.#facts.of(pathsOf(record)));
  }

  #line(ordinal: number): TrackRecord | null {
    const { segment, track: at, place } = this.#view.recordPlace(ordinal);
    const line = readRecord(this.#lists.get(segment)!, segment, at, place);
    return line && (this.#state.changes.records.get(line.id) ?? line);
  }

  /** A record with what DJ programs say of it, for those alone that somebody is told of: each is read from the disk. */
  known(ordinal: number): KnownRecord | null {
    const before = this.#known.get(ordinal);
    if (before) return before;
    const record = this.record(ordinal);
    if (!record) return null;
    const known = withFacts(record, this.#facts.of(pathsOf(record)));
    this.#known.set(ordinal, known);
    return known;
  }

  track(ordinal: number): Track | null {
    const record = this.known(ordinal);
    return record && toTrack(record);
  }

  close(): void {
    this.#view.close();
    for (const fd of this.#lists.values()) closeSync(fd);
  }
}
