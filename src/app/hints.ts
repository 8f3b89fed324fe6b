import type { CheckedHint, Hint } from '../domain/hint.js';
import { fold, relate } from '../domain/recording.js';
import type { Track } from '../domain/track.js';
import type { Entry, TrackEntry } from '../domain/tracklist.js';

/** Seconds by which a hint may be early or late: pages round, and a station's titles lag behind or run ahead of its sound. */
const SLACK = 45;
/** A hint with nothing after it speaks of this many seconds at most. */
const LONGEST = 600;

/** Compares what was said with what was heard there. A version of the same piece agrees: hardly any title tells it. */
export function checkHints(hints: readonly Hint[], entries: readonly Entry[]): CheckedHint[] {
  const tracks = entries.filter((entry): entry is TrackEntry => entry.kind === 'track');
  const ordered = [...hints].sort((a, b) => a.mixTime - b.mixTime);
  return ordered.map((hint, i) => {
    let next = i + 1;
    while (next < ordered.length && !follows(ordered[next]!, hint)) next++;
    const end = Math.min(ordered[next]?.mixTime ?? Number.POSITIVE_INFINITY, hint.mixTime + LONGEST);
    return { ...hint, agrees: agreement(hint, end, tracks) };
  });
}

const follows = (other: Hint, hint: Hint): boolean => other.from === hint.from && other.mixTime > hint.mixTime;

function agreement(hint: Hint, end: number, tracks: readonly TrackEntry[]): boolean | null {
  const near = tracks.filter((entry) => entry.start < end + SLACK && entry.end > hint.mixTime - SLACK);
  if (near.some((entry) => [entry, ...entry.alternatives].some(({ track }) => isMeant(hint, track)))) return true;
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
