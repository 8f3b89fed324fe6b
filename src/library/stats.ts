import { stat } from 'node:fs/promises';
import type { CatalogueEntry } from './catalogue/catalogue.js';
import type { Facts } from './facts/facts.js';
import type { HeardShelf } from './heard/shelf.js';
import { isMix } from './mixes.js';
import type { Exclusions } from './scan/exclusions.js';
import { pathsOf } from './store/records.js';
import { FORMAT } from './store/segment-format.js';
import type { Store } from './store/store.js';

export interface LibraryStats {
  folder: string;
  tracks: number;
  /** Hours of music. */
  hours: number;
  /** Bytes on disk, prints and lists of tracks. */
  bytes: number;
  megabytesPerHour: number;
  postings: number;
  segments: number;
  /** Removed tracks whose prints are still in a segment. */
  removed: number;
  /** The engine's version of this program. */
  engine: string;
  /** Tracks fingerprinted or kept by another version, which `verify --repair` makes anew. */
  outdated: number;
  /** Recordings of mixes among the tracks. */
  mixes: number;
  /** What is left out of folders when they are added. */
  excluded: { folder: string; patterns: string[] }[];
  /** Tracks that were listened to. */
  heard: number;
  /** Tracks of which a DJ program says something, by the programs' names. */
  decks: Record<string, number>;
  /** Collections of DJ programs of which something is kept, those that were read last first. */
  collections: { title: string; from: string; at: string; tracks: number }[];
}

interface About {
  engine: string;
  /** Seconds above which a recording is a mix, where nobody says otherwise. */
  longest: number;
  exclusions: Exclusions;
  facts: Facts;
  heard: HeardShelf;
}

export async function statsOf(
  store: Store,
  entries: readonly CatalogueEntry[],
  { engine, longest, exclusions, facts, heard }: About,
): Promise<LibraryStats> {
  const { segments, changes } = store.state;
  let bytes = 0;
  for (const { name } of segments) {
    for (const path of [store.printsPath(name), store.tracksPath(name)])
      bytes += await stat(path).then(
        ({ size }) => size,
        () => 0,
      );
  }
  const hours = entries.reduce((sum, { record }) => sum + record.duration, 0) / 3600;
  const outdated = new Set(
    segments.filter((segment) => segment.engine !== engine || segment.format < FORMAT).map(({ name }) => name),
  );
  const decks: Record<string, number> = {};
  if (!facts.isEmpty) {
    for (const { record } of entries)
      for (const program of facts.programsOf(pathsOf(record))) decks[program] = (decks[program] ?? 0) + 1;
  }
  const heardIds = heard.ids();
  return {
    folder: store.folder,
    tracks: entries.length,
    hours,
    bytes,
    megabytesPerHour: hours > 0 ? bytes / 1e6 / hours : 0,
    postings: segments.reduce((sum, { postings }) => sum + postings, 0),
    segments: segments.length,
    removed: [...changes.removed.values()].reduce((sum, tracks) => sum + tracks.size, 0),
    engine,
    outdated: entries.filter(({ place }) => outdated.has(place.segment)).length,
    mixes: entries.filter(({ record }) => isMix(record, longest)).length,
    excluded: exclusions.list(),
    heard: entries.filter(({ record }) => heardIds.has(record.id)).length,
    decks,
    collections: facts.list().map(({ about: { title, from, at }, tracks }) => ({ title, from, at, tracks })),
  };
}
