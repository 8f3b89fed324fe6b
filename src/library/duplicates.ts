import { setImmediate as breathe } from 'node:timers/promises';
import type { Context } from '../domain/ports/context.js';
import { hearTrack, NOTHING_KNOWN } from '../fingerprint/index.js';
import { byName, isOneRecording } from './best-name.js';
import type { TrackRecord } from './store/records.js';
import type { OpenIndex } from './together.js';

/** Seconds of a track that are looked up at a time. */
const PROBE = 24;
/** Where: the middle finds candidates, and the other places have to agree. */
const MIDDLE = 0.5;
const OTHERS = [0.2, 0.8];
/**
 * The share of either track's peaks that the other has, for most of the stretch. Copies of ten real tracks at 32 to 96 kbit/s,
 * compressed, or with an echo had .56 to .94, .71 as a rule; a piece without another one that is laid over it at 4 dB less, .57.
 */
const SAME = 0.6;
const THROUGHOUT = 0.6;
/** Of the three places, so many must sound the same. */
const AGREEING = 2;

/** The files of one recording, the one with the best name first. */
export type Duplicates = TrackRecord[];

/**
 * Finds recordings that are in a library under several files, by their prints alone: a stretch of each track's print is looked up, and
 * two more where that finds another track of about the same length. Takes 4 ms of CPU a track in a library of 3,115.
 */
export async function findDuplicates(index: OpenIndex, { signal, emit }: Context): Promise<Duplicates[]> {
  const { trackCount } = index.prints;
  const records = Array.from({ length: trackCount }, (_, track) => index.record(track));
  const leader = Array.from({ length: trackCount }, (_, track) => track);
  const find = (track: number): number => {
    while (leader[track] !== track) track = leader[track] = leader[leader[track]!]!;
    return track;
  };
  for (const [track, record] of records.entries()) {
    if (track % 8 === 0) await breathe();
    signal.throwIfAborted();
    if (record && isThere(index, track)) {
      for (const other of sameAs(index, track, record)) leader[find(other)] = find(track);
    }
    emit({ type: 'count', stage: 'index', done: track + 1, total: trackCount });
  }
  const groups = new Map<number, TrackRecord[]>();
  for (const [track, record] of records.entries()) {
    if (!record || !isThere(index, track)) continue;
    const root = find(track);
    groups.set(root, [...(groups.get(root) ?? []), record]);
  }
  return [...groups.values()]
    .filter((group) => group.length > 1 || (group[0]!.copies?.length ?? 0) > 0)
    .map((group) => group.sort(byName));
}

/** Removed tracks keep their place until their segment is written anew. */
const isThere = ({ prints }: OpenIndex, track: number): boolean =>
  prints.lengthOf(track) > 0 && prints.trackAt(prints.baseOf(track)) === track;

function sameAs(index: OpenIndex, track: number, record: TrackRecord): number[] {
  const alike = (other: number): boolean => {
    const found = index.record(other);
    return found !== null && isOneRecording(record, found);
  };
  const candidates = likeAt(MIDDLE).filter(alike);
  if (candidates.length === 0) return [];
  const votes = new Map(candidates.map((other) => [other, 1]));
  for (const place of OTHERS) {
    for (const other of likeAt(place)) if (votes.has(other)) votes.set(other, votes.get(other)! + 1);
  }
  return candidates.filter((other) => votes.get(other)! >= AGREEING);

  /** The tracks that sound the same as this one there. */
  function likeAt(place: number): number[] {
    const from = Math.max(0, (record.duration - PROBE) * place);
    const stretch = { from, to: from + PROBE };
    // Itself it is heard as nothing else can be: it mustn't claim what the others have of it.
    const known = { ...NOTHING_KNOWN, isMix: (other: number) => other === track };
    const { lines, peaks } = hearTrack(index.prints, track, known, stretch);
    const seconds = Math.min(PROBE, record.duration);
    const same = lines.filter(({ witness, mixStart, mixEnd, clarity, hits }) => {
      const share = (mixEnd - mixStart) / seconds;
      return !witness && share >= THROUGHOUT && Math.min(clarity, hits / (peaks * share)) >= SAME;
    });
    return [...new Set(same.map((line) => line.track))];
  }
}
