import type { Changes } from './changes.js';
import type { SegmentEntry } from './manifest.js';
import type { TrackRecord } from './records.js';

/** What a library consists of, as a value: each function below makes the next one from it. */
export interface State {
  segments: readonly SegmentEntry[];
  changes: Changes;
}

/** Where a track's print and line lie. */
export interface TrackPlace {
  segment: string;
  track: number;
}

/** In the place of what a rebuilt list of contents may have made of it while it was being written. */
export function addSegment(state: State, segment: SegmentEntry): State {
  return { ...state, segments: [...state.segments.filter(({ name }) => name !== segment.name), segment] };
}

/** Takes tracks out; a segment that has none left goes with them. `ids` are theirs, whose changed records go too. */
export function removeTracks(state: State, places: readonly TrackPlace[], ids: readonly string[]): State {
  const removed = new Map(state.changes.removed);
  for (const { segment, track } of places) removed.set(segment, new Set(removed.get(segment)).add(track));
  const records = new Map(state.changes.records);
  for (const id of ids) records.delete(id);
  const segments = state.segments.filter(({ name, tracks }) => (removed.get(name)?.size ?? 0) < tracks);
  const present = new Set(segments.map(({ name }) => name));
  for (const name of removed.keys()) if (!present.has(name)) removed.delete(name);
  return { segments, changes: { removed, records } };
}

export function putRecords(state: State, changed: readonly TrackRecord[]): State {
  const records = new Map(state.changes.records);
  for (const record of changed) records.set(record.id, record);
  return { ...state, changes: { ...state.changes, records } };
}

export interface Merged {
  /** The segments that were merged, and what was known of them when the merge began. */
  inputs: readonly SegmentEntry[];
  before: Changes;
  /** What came out; null when nothing was left. */
  output: SegmentEntry | null;
  /** The changed records that it wrote into the output. */
  absorbed: readonly TrackRecord[];
}

/**
 * Puts a merged segment in the place of its inputs; null when one of them is no longer there, for then somebody else has
 * merged it. Tracks removed while the merge ran are removed from what came out.
 */
export function replaceSegments(state: State, { inputs, before, output, absorbed }: Merged): State | null {
  const names = new Set(inputs.map(({ name }) => name));
  if (state.segments.filter(({ name }) => names.has(name)).length < inputs.length) return null;
  const removed = new Map([...state.changes.removed].filter(([name]) => !names.has(name)));
  const late = removedMeanwhile(inputs, before, state.changes);
  if (output && late.size > 0) removed.set(output.name, late);
  // Records that the merge wrote into the segment need no telling any more, unless they have changed again.
  const records = new Map(state.changes.records);
  for (const record of absorbed) {
    if (JSON.stringify(records.get(record.id)) === JSON.stringify(record)) records.delete(record.id);
  }
  const kept = state.segments.filter(({ name }) => !names.has(name));
  const gone = !output || late.size === output.tracks;
  if (gone && output) removed.delete(output.name);
  return { segments: gone ? kept : [...kept, output], changes: { removed, records } };
}

function removedMeanwhile(inputs: readonly SegmentEntry[], before: Changes, now: Changes): Set<number> {
  const late = new Set<number>();
  let next = 0;
  for (const { name, tracks } of inputs) {
    for (let track = 0; track < tracks; track++) {
      if (before.removed.get(name)?.has(track)) continue;
      if (now.removed.get(name)?.has(track)) late.add(next);
      next++;
    }
  }
  return late;
}
