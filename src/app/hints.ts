import type { CheckedHint, Hint } from '../domain/hint.js';
import { fold, relate } from '../domain/recording.js';
import type { Track } from '../domain/track.js';
import type { Entry, TrackEntry } from '../domain/tracklist.js';

/** Seconds by which a hint may be early or late: pages round, and a station's titles lag behind or run ahead of its sound. */
const SLACK = 45;
/** A hint with nothing after it speaks of this many seconds at most. */
const LONGEST = 600;
/** More entries at one moment, or more names of one, come from a hostile document, not from music. */
const MOST_NEAR = 16;

/** Compares what was said with what was heard there. A version of the same piece agrees: hardly any title tells it. */
export function checkHints(hints: readonly Hint[], entries: readonly Entry[]): CheckedHint[] {
  const tracks = entries.filter((entry): entry is TrackEntry => entry.kind === 'track');
  const ordered = [...hints].sort((a, b) => a.mixTime - b.mixTime);
  const ends = endsOf(ordered);
  return ordered.map((hint, i) => {
    const end = Math.min(ends[i]!, hint.mixTime + LONGEST);
    return { ...hint, agrees: agreement(hint, end, tracks) };
  });
}

/** Where each is followed by a later one of the same origin; in one pass from the end, as a page may name a moment ten thousand times. */
function endsOf(ordered: readonly Hint[]): number[] {
  const ends = new Array<number>(ordered.length);
  /** By origin: the moment that was met last, and the one after it. */
  const met = new Map<Hint['from'], { at: number; next: number }>();
  for (let i = ordered.length - 1; i >= 0; i--) {
    const { from, mixTime } = ordered[i]!;
    const last = met.get(from);
    const next = !last ? Number.POSITIVE_INFINITY : last.at > mixTime ? last.at : last.next;
    met.set(from, { at: mixTime, next });
    ends[i] = next;
  }
  return ends;
}

function agreement(hint: Hint, end: number, tracks: readonly TrackEntry[]): boolean | null {
  const near = tracks
    .filter((entry) => entry.start < end + SLACK && entry.end > hint.mixTime - SLACK)
    .slice(0, MOST_NEAR);
  const names = near.flatMap((entry) => [entry, ...entry.alternatives.slice(0, MOST_NEAR)]);
  if (names.some(({ track }) => isMeant(hint, track))) return true;
  // Without an artist it may as well be the name of a programme.
  if (hint.artist === undefined) return null;
  // By then the transition is over, and the track that was meant would have to be heard.
  const inside = Math.min(hint.mixTime + SLACK, (hint.mixTime + end) / 2);
  return near.some((entry) => entry.start <= inside && inside < entry.end) ? false : null;
}

function isMeant({ text, artist, title }: Hint, track: Track): boolean {
  if (artist !== undefined && title !== undefined && relate({ artists: [artist], title }, track) !== 'different') {
    return true;
  }
  const said = ` ${fold(text)} `;
  const named = (name: string): boolean => fold(name) !== '' && said.includes(` ${fold(name)} `);
  return (
    named(track.title) && (track.artists.length === 0 ? said.trim() === fold(track.title) : track.artists.some(named))
  );
}
