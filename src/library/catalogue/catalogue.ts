import type { SegmentEntry } from '../store/manifest.js';
import { recordPlaces } from '../store/open-segment.js';
import { readRecords, type TrackRecord } from '../store/records.js';
import type { State, TrackPlace } from '../store/state.js';
import type { Store } from '../store/store.js';

export interface CatalogueEntry {
  record: TrackRecord;
  place: TrackPlace;
}

/** Every live track of a library, in memory, kept up with its state. A track of a thousand takes about a megabyte. */
export class Catalogue {
  readonly #paths: Pick<Store, 'printsPath' | 'tracksPath'>;
  #state: State | null = null;
  readonly #lines = new Map<string, readonly (TrackRecord | null)[]>();
  /** Tracks without a line that can be read, by segment: few segments have any. */
  readonly #gaps = new Map<string, readonly number[]>();
  readonly #byId = new Map<string, CatalogueEntry>();
  readonly #byPath = new Map<string, CatalogueEntry>();

  constructor(paths: Pick<Store, 'printsPath' | 'tracksPath'>) {
    this.#paths = paths;
  }

  byId(id: string): CatalogueEntry | undefined {
    return this.#byId.get(id);
  }

  /** Also by the path of a copy. */
  byPath(path: string): CatalogueEntry | undefined {
    return this.#byPath.get(path);
  }

  /** By artist, then title; those without an artist last. */
  all(): CatalogueEntry[] {
    return inOrder([...this.#byId.values()], ({ record }) => record);
  }

  get size(): number {
    return this.#byId.size;
  }

  /** What a segment that is about to be published holds, so that it needn't be read back. */
  prime(segment: string, records: TrackRecord[]): void {
    this.#lines.set(segment, records);
  }

  /** Takes in a state of the store; after small changes it costs little. */
  follow(state: State): void {
    const before = this.#state;
    if (before === state) return;
    const present = new Set(state.segments.map(({ name }) => name));
    const known = new Set(before?.segments.map(({ name }) => name));
    const added = state.segments.filter(({ name }) => !known.has(name));
    for (const segment of added) {
      const { name } = segment;
      if (this.#lines.has(name)) continue;
      const lines = this.#read(segment);
      this.#lines.set(name, lines);
      const gaps = Array.from({ length: segment.tracks }, (_, track) => track).filter((track) => !lines[track]);
      if (gaps.length > 0) this.#gaps.set(name, gaps);
    }
    if (before?.changes === state.changes) {
      for (const { name } of before.segments) if (!present.has(name)) this.#forget(name);
      for (const { name } of added) this.#learn(name, state);
    } else {
      this.#byId.clear();
      this.#byPath.clear();
      for (const { name } of state.segments) this.#learn(name, state);
    }
    for (const name of this.#lines.keys()) {
      if (present.has(name)) continue;
      this.#lines.delete(name);
      this.#gaps.delete(name);
    }
    this.#state = state;
  }

  /** Segments whose list of tracks is gone: cleared away by another process since the state was read, or lost. */
  get missing(): string[] {
    return [...this.#lines].filter(([, lines]) => lines === MISSING).map(([name]) => name);
  }

  /** Tracks whose line is damaged or gone, so that nobody knows which files they are. */
  get nameless(): TrackPlace[] {
    const removed = this.#state?.changes.removed;
    return [...this.#gaps].flatMap(([segment, tracks]) =>
      tracks.filter((track) => !removed?.get(segment)?.has(track)).map((track) => ({ segment, track })),
    );
  }

  #read({ name, tracks }: SegmentEntry): readonly (TrackRecord | null)[] {
    try {
      return readRecords(this.#paths.tracksPath(name), tracks, () => recordPlaces(this.#paths.printsPath(name)));
    } catch {
      return MISSING;
    }
  }

  #learn(segment: string, { changes }: State): void {
    const removed = changes.removed.get(segment);
    this.#lines.get(segment)!.forEach((line, track) => {
      if (!line || removed?.has(track)) return;
      const record = changes.records.get(line.id) ?? line;
      const entry = { record, place: { segment, track } };
      this.#byId.set(record.id, entry);
      for (const { path } of [record.file, ...(record.copies ?? [])]) this.#byPath.set(path, entry);
    });
  }

  #forget(segment: string): void {
    for (const line of this.#lines.get(segment) ?? []) {
      const entry = line && this.#byId.get(line.id);
      if (!entry || entry.place.segment !== segment) continue;
      this.#byId.delete(entry.record.id);
      for (const { path } of [entry.record.file, ...(entry.record.copies ?? [])]) this.#byPath.delete(path);
    }
  }
}

/** By artist, then title; those without an artist last. */
export function inOrder<T>(items: readonly T[], recordOf: (item: T) => TrackRecord): T[] {
  const { compare } = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
  return items
    .map((item) => ({ item, record: recordOf(item) }))
    .map(({ item, record }) => ({
      item,
      artist: record.artists.join(' '),
      title: record.title,
      path: record.file.path,
    }))
    .sort(
      (a, b) =>
        Number(a.artist === '') - Number(b.artist === '') ||
        compare(a.artist, b.artist) ||
        compare(a.title, b.title) ||
        compare(a.path, b.path),
    )
    .map(({ item }) => item);
}

const MISSING: readonly (TrackRecord | null)[] = [];
