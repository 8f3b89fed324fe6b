import { relate } from '../../domain/recording.js';
import type { Entry, TrackEntry, Tracklist } from '../../domain/tracklist.js';
import { withRecording } from '../../domain/which-recording.js';

/** What a restart goes on from. */
export interface Earlier {
  tracklist: Tracklist;
  /** Mix time of the new beginning: the clock went on while nobody listened. */
  resumeAt: number;
}

/** Seconds, and share of what passed, by which a track may miss its place when it is heard again. */
const SAME_PLACE = 3;
const DRIFT = 0.01;
/** Where nothing tells a place, a track that is heard again within this many seconds goes on. */
const LONGEST_ABSENCE = 90;

export function earlierOf(tracklist: Tracklist, now: number): Earlier {
  const passed = Math.max(0, (now - Date.parse(tracklist.createdAt)) / 1000);
  return { tracklist, resumeAt: tracklist.duration + (Number.isFinite(passed) ? passed : 0) };
}

/** The rows of before and of after; a track that played on meanwhile is one row. */
export function joined(before: readonly Entry[], after: readonly Entry[]): Entry[] {
  const last = before.at(-1);
  const first = after[0];
  if (last?.kind !== 'track' || first?.kind !== 'track' || !playedOn(last, first)) return [...before, ...after];
  const whole: TrackEntry = withRecording({
    ...first,
    start: last.start,
    transition: last.transition,
    confidence: Math.max(last.confidence, first.confidence),
    evidence: [...last.evidence, ...first.evidence],
  });
  return [...before.slice(0, -1), whole, ...after.slice(1)];
}

function playedOn(last: TrackEntry, first: TrackEntry): boolean {
  if (relate(last.track, first.track) !== 'same') return false;
  const from = last.evidence.findLast((e) => e.trackTime !== undefined);
  const to = first.evidence.find((e) => e.trackTime !== undefined);
  if (!from || !to) return first.start - last.end <= LONGEST_ABSENCE;
  const passed = to.mixTime - from.mixTime;
  const expected = from.trackTime! + passed * (from.speed ?? to.speed ?? 1);
  return Math.abs(expected - to.trackTime!) <= SAME_PLACE + DRIFT * passed;
}
