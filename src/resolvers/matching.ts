import { fold, relate } from '../domain/recording.js';
import type { Track } from '../domain/track.js';

/** Seconds by which two statements of one recording's length may differ. */
const SAME_LENGTH = 3;
/** A named candidate below this isn't taken for the track. */
const GOOD_ENOUGH = 0.7;

/** A track as a service has it, and how far its name agrees with the one that was looked for, from 0 to 1. */
export interface Found {
  track: Track;
  agreement: number;
}

/** How well a candidate's names fit the track's: 1 the same, .5 another version of it, less for words in common. */
export function likeness(track: Track, candidate: Track): number {
  const [{ isrc: _, ...one }, { isrc: __, ...other }] = [track, candidate];
  const relation = relate(one, other);
  if (relation === 'same') return 1;
  if (relation === 'version') return 0.5;
  // `Part 1` and `Part 2` have most words in common, and are two pieces.
  const titles = sameNumbers(track.title, candidate.title) ? inCommon(track.title, candidate.title) : 0;
  const artists = inCommon(track.artists.join(' '), candidate.artists.join(' '));
  // Either alone is common among strangers.
  return 0.9 * Math.min(titles, track.artists.length > 0 ? artists : titles);
}

/** The best of the candidates that were found by name, if it is good enough to be the track. */
export function bestByName(track: Track, candidates: readonly Track[]): Track | null {
  const rated = candidates.map((candidate) => ({
    candidate,
    score: likeness(track, candidate) - lengthDoubt(track, candidate),
  }));
  rated.sort((a, b) => b.score - a.score);
  const best = rated[0];
  return best && best.score >= GOOD_ENOUGH ? best.candidate : null;
}

/**
 * The candidate that an ISRC leads to: the only one by its name, else the one of the right length, else the likest. Several
 * pressings of one recording are one.
 */
export function bestByCode(track: Track, candidates: readonly Track[]): Track | null {
  const names = new Set(candidates.map((c) => fold([...c.artists, c.title].join(' '))));
  if (names.size <= 1) return candidates[0] ?? null;
  const fitting = candidates.filter((c) => sameLength(track, c) === true);
  const rest = fitting.length > 0 ? fitting : candidates;
  return [...rest].sort((a, b) => likeness(track, b) - likeness(track, a))[0] ?? null;
}

/** How far a candidate that a code led to agrees with what was heard: it contradicts when nothing of its name is the same. */
export function agreementOf(track: Track, candidate: Track): number {
  const like = likeness(track, candidate);
  if (like >= 0.5) return 1;
  const titles = inCommon(track.title, candidate.title);
  const artists = inCommon(track.artists.join(' '), candidate.artists.join(' '));
  // Names are written in many ways; only when title and artist are both strange is it another piece.
  return Math.max(titles, track.artists.length > 0 ? artists : 0) >= 0.5 ? 0.8 : 0.2;
}

/** Of what a search for its name has found. So it can't contradict; it only shows that there is such a track. */
export function foundByName(track: Track, candidates: readonly Track[]): Found | null {
  const found = bestByName(track, candidates);
  return found && { track: found, agreement: Math.max(0.8, likeness(track, found)) };
}

/** Of what its ISRC, or the service's own number of it, leads to. */
export function foundByCode(track: Track, candidates: readonly Track[]): Found | null {
  const found = bestByCode(track, candidates);
  return found && { track: found, agreement: agreementOf(track, found) };
}

function lengthDoubt(track: Track, candidate: Track): number {
  return sameLength(track, candidate) === false ? 0.15 : 0;
}

/** Whether two are as long as each other; null when one of them doesn't tell. */
export function sameLength(a: Track, b: Track): boolean | null {
  if (a.duration === undefined || b.duration === undefined) return null;
  return Math.abs(a.duration - b.duration) <= SAME_LENGTH;
}

/** Share of words in common (Dice). */
function inCommon(a: string, b: string): number {
  const left = new Set(fold(a).split(' ').filter(Boolean));
  const right = new Set(fold(b).split(' ').filter(Boolean));
  if (left.size + right.size === 0) return 0;
  return (2 * [...left].filter((word) => right.has(word)).length) / (left.size + right.size);
}

function sameNumbers(a: string, b: string): boolean {
  const [left, right] = [a, b].map((title) =>
    fold(title)
      .split(' ')
      .filter((word) => /\d|^[ivx]+$/.test(word))
      .join(' '),
  );
  return left === right;
}
