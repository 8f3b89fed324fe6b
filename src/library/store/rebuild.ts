import { readFileSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { newestChanges } from './changes.js';
import { NewerFormat } from './damage.js';
import { readableManifests, type SegmentEntry } from './manifest.js';
import { openSource, recordPlaces } from './open-segment.js';
import { printsPath, segmentsFolder, tracksPath } from './paths.js';
import { readRecords, type TrackRecord } from './records.js';
import type { State } from './state.js';

/** Stands for the engine of prints that can't be read and that no list of contents speaks of. */
export const UNKNOWN_ENGINE = '';

/** A segment as its own files tell of it. */
export interface Found {
  entry: SegmentEntry;
  inputs: readonly string[];
  /** Its prints can be opened. */
  sound: boolean;
  /** When the last of its files was written: epoch milliseconds. */
  written: number;
  lines: readonly (TrackRecord | null)[];
}

/** The segments that lie in the library's folder, whatever its lists of contents say, without those named in `but`. */
export async function findSegments(folder: string, but: ReadonlySet<string> = new Set()): Promise<Found[]> {
  const files = await readdir(segmentsFolder(folder)).catch(() => []);
  const names = new Set(files.flatMap((file) => /^([0-9a-z]+)\.(?:prints|tracks)$/.exec(file)?.[1] ?? []));
  const entries = new Map<string, SegmentEntry>();
  for (const { segments } of await readableManifests(folder))
    for (const segment of segments) if (!entries.has(segment.name)) entries.set(segment.name, segment);
  const found: Found[] = [];
  for (const name of names) if (!but.has(name)) found.push(...(await findSegment(folder, name, entries.get(name))));
  return found;
}

/** `known` is what an older list of contents says of it. None where nothing is left that says anything. */
async function findSegment(folder: string, name: string, known: SegmentEntry | undefined): Promise<Found[]> {
  const prints = printsPath(folder, name);
  const about = await stat(prints).catch(() => null);
  const list = await stat(tracksPath(folder, name)).catch(() => null);
  const written = Math.max(about?.mtimeMs ?? 0, list?.mtimeMs ?? 0);
  const lines = (tracks: number): (TrackRecord | null)[] => {
    try {
      return readRecords(tracksPath(folder, name), tracks, () => recordPlaces(prints));
    } catch {
      return Array.from({ length: tracks }, () => null);
    }
  };
  try {
    const file = openSource(prints);
    file.close();
    const { format, engine = UNKNOWN_ENGINE, inputs = [], tracks, postings, positions } = file.footer;
    const entry = { name, format, engine, tracks, postings, positions, bytes: about?.size ?? 0 };
    return [{ entry, inputs, sound: true, written, lines: lines(tracks) }];
  } catch (error) {
    if (error instanceof NewerFormat) return [];
    const named = lines(known?.tracks ?? 0);
    if (known) return [{ entry: known, inputs: [], sound: false, written, lines: named }];
    const listed = wholeLines(tracksPath(folder, name));
    if (!listed.some(Boolean)) return [];
    const sizes = { tracks: listed.length, postings: 0, positions: 0, bytes: 0 };
    const entry = { name, format: 2, engine: UNKNOWN_ENGINE, ...sizes };
    return [{ entry, inputs: [], sound: false, written, lines: listed }];
  }
}

/** The lines of a list whose number of tracks nobody knows any more. */
function wholeLines(path: string): (TrackRecord | null)[] {
  try {
    const tracks = readFileSync(path, 'utf8').split('\n').length - 1;
    return readRecords(path, tracks, () => null);
  } catch {
    return [];
  }
}

/**
 * What the library consists of when no list of contents can be read: told by the segments themselves. What was merged is
 * left out where its merged form is there, and of tracks that lie there twice the one written last counts.
 */
export async function rebuild(folder: string): Promise<State> {
  const found = await findSegments(folder);
  const changes = await newestChanges(folder);
  const merged = new Set(found.flatMap(({ sound, inputs }) => (sound ? inputs : [])));
  const live = found.filter(({ entry }) => !merged.has(entry.name)).sort(byTrust);
  const ids = new Set<string>();
  const paths = new Set<string>();
  const removed = new Map<string, Set<number>>();
  const segments: SegmentEntry[] = [];
  for (const { entry, lines, sound } of live) {
    const gone = new Set(changes.removed.get(entry.name));
    lines.forEach((line, track) => {
      if (!line || gone.has(track)) return;
      const { id, file } = changes.records.get(line.id) ?? line;
      // The same path with another sound is what the file was before.
      if (ids.has(id) || paths.has(file.path)) gone.add(track);
      ids.add(id);
      paths.add(file.path);
    });
    const named = lines.some((line, track) => line && !gone.has(track));
    if (gone.size >= entry.tracks || !(named || sound)) continue;
    segments.push(entry);
    if (gone.size > 0) removed.set(entry.name, gone);
  }
  segments.reverse();
  return { segments, changes: { removed, records: changes.records } };
}

const byTrust = (a: Found, b: Found): number =>
  Number(b.sound) - Number(a.sound) ||
  b.written - a.written ||
  b.entry.tracks - a.entry.tracks ||
  (a.entry.name < b.entry.name ? -1 : 1);
