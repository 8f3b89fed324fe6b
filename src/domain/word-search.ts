import { beginningDistance, editDistance } from './nearest.js';

/** Where words are looked for, and how much it counts to be found there. */
export type Fields<T> = ReadonlyArray<readonly [weight: number, of: (item: T) => string]>;

/**
 * Those that have every word of the query in some field, best first. A word may be the beginning or a part of a
 * longer one, or have a typing error for each four letters, up to two.
 */
export const searchWords = <T>(items: readonly T[], fields: Fields<T>, query: string): T[] =>
  fitting(items, fields, words(query), compare);

/**
 * The same for a search that only shows: where nothing fits, a word of three letters and more may also be the beginning of one
 * with a typing error in it (`gls` for Glass).
 */
export function searchWordsKindly<T>(items: readonly T[], fields: Fields<T>, query: string): T[] {
  const found = searchWords(items, fields, query);
  return found.length > 0 ? found : fitting(items, fields, words(query), compareKindly);
}

/** From 0 (another word) to 1 (the same). */
type Compare = (wanted: string, word: string) => number;

function fitting<T>(items: readonly T[], fields: Fields<T>, wanted: readonly string[], likeness: Compare): T[] {
  if (wanted.length === 0) return [];
  // There are far fewer words than fields: each is compared once.
  const similarities = wanted.map(() => new Map<string, number>());
  const similarity = (i: number, word: string): number => {
    let value = similarities[i]!.get(word);
    if (value === undefined) {
      value = likeness(wanted[i]!, word);
      similarities[i]!.set(word, value);
    }
    return value;
  };
  const scored = items.flatMap((item) => {
    const best = new Float64Array(wanted.length);
    for (const [weight, of] of fields) {
      for (const word of words(of(item))) {
        for (let i = 0; i < best.length; i++) best[i] = Math.max(best[i]!, weight * similarity(i, word));
      }
    }
    const score = best.every((value) => value > 0) ? best.reduce((sum, value) => sum + value, 0) : 0;
    return score > 0 ? [{ item, score }] : [];
  });
  // A stable sort: those that fit equally well stay in the order of the list.
  return scored.sort((a, b) => b.score - a.score).map(({ item }) => item);
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
