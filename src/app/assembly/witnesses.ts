import type { Match } from '../../domain/match.js';
import type { Span } from '../../domain/span.js';
import type { AlsoIn, Entry } from '../../domain/tracklist.js';

/** A recording is named beside an entry when both share this many seconds, or half of the entry. */
const LONG_ENOUGH = 10;
const MOST_OF = 0.5;
/** What covers this share of the mix, and of itself, is the mix itself: no news. */
const ITSELF = 0.9;
/** Sets full of the same hits would fill pages. */
const MOST_NAMED = 10;

interface Heard extends Span {
  matches: readonly Match[];
}

/** Adds to each entry the recordings of other mixes in which its sound is heard too. */
export function withWitnesses(entries: readonly Entry[], heard: Heard): Entry[] {
  const all = heard.matches.filter((match) => match.witness);
  const others = all.filter((match) => !isItself(match, all, heard));
  return entries.map((entry) => {
    const alsoIn = alsoInOf(entry, others);
    return alsoIn.length > 0 ? { ...entry, alsoIn } : entry;
  });
}

/** The same recording at another bit rate, speed or level; a part that was heard by itself counts with the others. */
function isItself({ key, track }: Match, all: readonly Match[], { start, end }: Heard): boolean {
  const parts = all.filter((match) => match.key === key);
  const ofMix = parts.reduce((sum, { mixDuration }) => sum + mixDuration, 0);
  const ofTrack = parts.reduce((sum, { mixDuration, speed = 1 }) => sum + mixDuration * speed, 0);
  return ofMix >= ITSELF * (end - start) && ofTrack >= ITSELF * (track.duration ?? 0);
}

function alsoInOf(entry: Entry, witnesses: readonly Match[]): AlsoIn[] {
  const found = new Map<string, AlsoIn>();
  for (const { key, track, mixTime, mixDuration, trackTime = 0, speed = 1 } of witnesses) {
    const start = Math.max(entry.start, mixTime);
    const end = Math.min(entry.end, mixTime + mixDuration);
    if (end - start < Math.min(LONG_ENOUGH, MOST_OF * (entry.end - entry.start))) continue;
    const known = found.get(key);
    if (known && known.end - known.start >= end - start) continue;
    found.set(key, {
      track,
      start: tidy(start),
      end: tidy(end),
      trackTime: tidy(trackTime + (start - mixTime) * speed),
    });
  }
  return [...found.values()].sort((a, b) => b.end - b.start - (a.end - a.start)).slice(0, MOST_NAMED);
}

const tidy = (seconds: number): number => Number(seconds.toFixed(3));
