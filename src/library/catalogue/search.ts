import { basename } from 'node:path';
import { beginningDistance, editDistance } from '../../domain/nearest.js';
import type { TrackRecord } from '../store/records.js';

/** Where a word is found matters: a title weighs more than a folder of the same name. */
const FIELDS: ReadonlyArray<readonly [weight: number, of: (record: TrackRecord) => string]> = [
  [1, (r) => r.title],
  [1, (r) => r.artists.join(' ')],
  [0.8, (r) => r.version ?? ''],
  [0.6, (r) => r.album ?? ''],
  [0.5, (r) => r.label ?? ''],
  [0.5, (r) => (r.remixers ?? []).join(' ')],
  [0.5, (r) => r.catalogueNumber ?? ''],
  [0.4, (r) => (r.genres ?? []).join(' ')],
  [0.4, (r) => r.releaseDate ?? ''],
  [0.4, (r) => r.isrc ?? ''],
  [0.3, (r) => basename(r.file.path)],
];

/**
 * The records that have every word of the query in some field, best first. A word may be the beginning or a part of a
 * longer one, or have a typing error for each four letters, up to two.
 */
export function search<T extends { record: TrackRecord }>(tracks: readonly T[], query: string): T[] {
  return fitting(tracks, words(query), compare);
}

/**
 * The same for a search that only shows: where nothing fits, a word of three letters and more may also be the beginning of one
 * with a typing error in it (`gls` for Glass).
 */
export function searchKindly<T extends { record: TrackRecord }>(tracks: readonly T[], query: string): T[] {
  const found = search(tracks, query);
  return found.length > 0 ? found : fitting(tracks, words(query), compareKindly);
}

/** From 0 (another word) to 1 (the same). */
type Compare = (wanted: string, word: string) => number;

function fitting<T extends { record: TrackRecord }>(
  tracks: readonly T[],
  wanted: readonly string[],
  likeness: Compare,
): T[] {
  if (wanted.length === 0) return [];
  // The words of a library are far fewer than its fields: each is compared once.
  const similarities = wanted.map(() => new Map<string, number>());
  const similarity = (i: number, word: string): number => {
    let value = similarities[i]!.get(word);
    if (value === undefined) {
      value = likeness(wanted[i]!, word);
      similarities[i]!.set(word, value);
    }
    return value;
  };
  const scored = tracks.flatMap((track) => {
    const best = new Float64Array(wanted.length);
    for (const [weight, of] of FIELDS) {
      for (const word of words(of(track.record))) {
        for (let i = 0; i < best.length; i++) best[i] = Math.max(best[i]!, weight * similarity(i, word));
      }
    }
    const score = best.every((value) => value > 0) ? best.reduce((sum, value) => sum + value, 0) : 0;
    return score > 0 ? [{ track, score }] : [];
  });
  // A stable sort: tracks that fit equally well stay in the order of the list.
  return scored.sort((a, b) => b.score - a.score).map(({ track }) => track);
}

/** Without case and accents; letters and digits of any script. */
export function words(text: string): string[] {
  return (
    text
      .normalize('NFKD')
      .replace(/\p{M}+/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

function compare(wanted: string, word: string): number {
  if (word === wanted) return 1;
  if (word.startsWith(wanted)) return 0.9;
  if (word.includes(wanted)) return 0.7;
  const typos = Math.min(2, Math.floor(wanted.length / 4));
  if (typos === 0 || Math.abs(word.length - wanted.length) > typos) return 0;
  const distance = editDistance(wanted, word);
  return distance <= typos ? 0.7 - 0.15 * distance : 0;
}

/** Nobody mistypes the first letter of so short a word, and it is most of what tells one from another. */
const SHORT = 4;

function compareKindly(wanted: string, word: string): number {
  const plainly = compare(wanted, word);
  if (plainly > 0 || wanted.length < 3) return plainly;
  if (wanted.length < SHORT && word[0] !== wanted[0]) return 0;
  return beginningDistance(wanted, word) <= 1 ? 0.3 : 0;
}
