import type { DeckCue } from '../domain/ports/deck.js';
import type { Entry, Evidence, TrackEntry, Tracklist } from '../domain/tracklist.js';

/** A place of the user's own file where the DJ began or ended with it. */
export type MixPoint = Required<Pick<DeckCue, 'name' | 'start'>>;

/** Of mix that is gone through from a known place without knowing how fast: 8 % of this is a second. */
const FARTHEST_AT_UNKNOWN_SPEED = 12;
/** Two plays of a track that are mixed at the same place have one cue for it. */
const SAME_PLACE = 0.05;

/**
 * By their files, where the mix's tracks were mixed in and out, in seconds of the track and in its order. A track comes in where it is first heard
 * beside the one before, and goes out where the next one comes in. Where no evidence says which place of the track that was, there is no point.
 */
export function mixPointsOf(tracklist: Pick<Tracklist, 'entries' | 'window'>): Map<string, MixPoint[]> {
  const inOrder = [...tracklist.entries].sort((a, b) => a.start - b.start);
  const points = new Map<string, MixPoint[]>();
  const plays = new Map<string, number>();
  inOrder.forEach((entry, index) => {
    const file = entry.track?.file;
    if (entry.kind === 'unknown' || !file) return;
    const play = (plays.get(file) ?? 0) + 1;
    plays.set(file, play);
    const start = placeAt(entry, comesInAt(entry, tracklist));
    const end = placeAt(entry, goesOutAt(entry, inOrder.slice(index + 1)));
    const known = points.get(file) ?? [];
    points.set(file, known);
    if (start !== null) add(known, 'mix in', play, start);
    if (end !== null && end > (start ?? -1)) add(known, 'mix out', play, end);
  });
  for (const known of points.values()) known.sort((a, b) => a.start - b.start);
  return points;
}

function add(known: MixPoint[], name: string, play: number, start: number): void {
  const same = (other: MixPoint) => other.name.startsWith(name) && Math.abs(other.start - start) < SAME_PLACE;
  if (!known.some(same)) known.push({ name: play === 1 ? name : `${name} ${play}`, start });
}

/** Null for what began before the part of the mix that was heard. */
function comesInAt(entry: TrackEntry, { window }: Pick<Tracklist, 'window'>): number | null {
  const at = audibleFrom(entry);
  return window && window.start > 0 && at <= window.start ? null : at;
}

/** Null for the last one, which nothing follows. What is laid over another track goes when it is no longer heard. */
function goesOutAt(entry: TrackEntry, following: readonly Entry[]): number | null {
  if (entry.layered) return entry.end;
  const next = following.find((other) => !(other.kind === 'track' && other.layered));
  return next ? Math.min(audibleFrom(next), entry.end) : null;
}

const audibleFrom = (entry: Entry): number => Math.min(entry.start, entry.transition?.start ?? entry.start);

/** The place in the track that is heard at a time of the mix, by the evidence that is nearest to it. */
function placeAt(entry: TrackEntry, mixTime: number | null): number | null {
  if (mixTime === null) return null;
  const placed = entry.evidence.filter(isPlaced);
  // The library speaks of the very file, the services of a recording that may begin otherwise.
  const ofFile = placed.filter(({ identifier }) => identifier === 'library');
  const [first, ...others] = ofFile.length > 0 ? ofFile : placed;
  if (!first) return null;
  const nearest = others.reduce((best, one) => (distance(one, mixTime) < distance(best, mixTime) ? one : best), first);
  const speed = nearest.speed ?? entry.speed;
  if (speed === null && Math.abs(mixTime - nearest.mixTime) > FARTHEST_AT_UNKNOWN_SPEED) return null;
  const place = nearest.trackTime + (mixTime - nearest.mixTime) * (speed ?? 1);
  const within = Math.min(Math.max(0, place), entry.track.duration ?? Number.POSITIVE_INFINITY);
  return Number(within.toFixed(3));
}

const isPlaced = (one: Evidence): one is Evidence & { trackTime: number } => one.trackTime !== undefined;

/** How far a time of the mix is from the stretch that was heard. */
const distance = ({ mixTime, mixDuration }: Evidence, at: number): number =>
  Math.max(0, mixTime - at, at - mixTime - mixDuration);
