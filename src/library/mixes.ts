import { setImmediate as breathe } from 'node:timers/promises';
import { relate } from '../domain/recording.js';
import { type Acquaintance, hearTrack, PART_OF } from '../fingerprint/index.js';
import { toTrack } from './catalogue/to-track.js';
import type { TrackRecord } from './store/records.js';
import type { NamedIndex } from './together.js';

/** Seconds above which a recording is a mix, where nobody says otherwise. */
export const LONGEST_TRACK = 20 * 60;

/**
 * Whether a recording is a mix: it says where else a sound is, and never what was played. A person's word comes first, then
 * that other tracks were found in it, then its length.
 */
export function isMix(
  { mark, holds, duration }: Pick<TrackRecord, 'mark' | 'holds' | 'duration'>,
  longest: number,
): boolean {
  if (mark) return mark === 'mix';
  return (holds?.length ?? 0) > 0 || duration > longest;
}

/** What the matcher may know of an index's tracks; one whose record is damaged is nothing special. */
export function acquaintanceOf(index: NamedIndex, longest: number): Acquaintance {
  return {
    isMix(track) {
      const record = index.record(track);
      return record !== null && isMix(record, longest);
    },
    areDifferent(a, b) {
      const [left, right] = [index.record(a), index.record(b)];
      return left !== null && right !== null && relate(toTrack(left), toTrack(right)) === 'different';
    },
  };
}

/**
 * Seconds from which on a recording is listened to when it is added: extended versions are shorter, and listening to each would
 * make adding a sixth slower. What is shorter and holds others is found out where a mix is identified.
 */
const LISTENED_FROM = 480;
/** Seconds of a track's middle that tell whether a long recording has it, and for which both must be heard. */
const PROBE = 24;
const PROBED = 12;
/** Seconds for which a track is heard in a recording that holds it. */
const HELD = 30;

/** Whether the tracks that are in a recording decide what it is: a person's word and its length don't yet. */
export const mayHold = (record: TrackRecord, longest: number): boolean =>
  !record.mark && !record.holds && record.duration >= LISTENED_FROM && record.duration <= longest;

/**
 * Among recordings of eight minutes and more, those that hold other tracks: mixes. Of what has just been added (`fresh`, by id) the
 * long ones are listened to, and of the others a stretch, in case a recording that was there before holds them. It is the prints
 * that are listened to: a second for some forty minutes of them. Returns the records that have become mixes.
 */
export async function findMixes(
  index: NamedIndex,
  fresh: ReadonlySet<string>,
  longest: number,
  signal: AbortSignal,
): Promise<TrackRecord[]> {
  const records = Array.from({ length: index.prints.trackCount }, (_, track) => index.record(track));
  const open = new Set(records.flatMap((record, track) => (record && mayHold(record, longest) ? [track] : [])));
  const suspects = new Set([...open].filter((track) => fresh.has(records[track]!.id)));
  const known = acquaintanceOf(index, longest);
  if (open.size > suspects.size) {
    for (const [track, record] of records.entries()) {
      if (!record || !fresh.has(record.id) || isMix(record, longest) || index.prints.lengthOf(track) === 0) continue;
      await breathe();
      signal.throwIfAborted();
      const from = Math.max(0, record.duration / 2 - PROBE / 2);
      // Recordings that it may be in are no tracks here, so that they are told whatever else is.
      const asking = { ...known, isMix: (other: number) => open.has(other) || known.isMix(other) };
      for (const line of hearTrack(index.prints, track, asking, { from, to: from + PROBE }).lines) {
        if (line.track !== track && open.has(line.track) && line.mixEnd - line.mixStart >= PROBED)
          suspects.add(line.track);
      }
    }
  }
  const found: TrackRecord[] = [];
  for (const track of suspects) {
    await breathe();
    signal.throwIfAborted();
    const { lines } = hearTrack(index.prints, track, known);
    // The matcher takes it for a mix where it holds others, one after another.
    if (!lines.some((line) => line.track === track && line.witness)) continue;
    const shorter = (other: number): boolean => index.prints.lengthOf(other) <= PART_OF * index.prints.lengthOf(track);
    const held = lines.filter((line) => !line.witness && line.mixEnd - line.mixStart >= HELD && shorter(line.track));
    const holds = new Set(held.flatMap((line) => index.record(line.track)?.id ?? []));
    found.push({ ...records[track]!, holds: [...holds] });
  }
  return found;
}
