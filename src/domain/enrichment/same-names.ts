import { fold } from '../recording.js';
import type { Names } from './saved.js';

/** Words that join names or say what kind of name follows; they come and go as names are split. */
const JOINTS = new Set('feat ft featuring with and x vs versus pres presents by mix version original the'.split(' '));

/**
 * Whether two spellings name the same thing: every word of one is found in the other, a letter apart at most, whatever
 * field it stands in. A model may split `A feat. B - T (C Remix)`, and mend a typing error; it may not name something else.
 */
export function sameNames(measured: Names, proposed: Names): boolean {
  const [given, told] = [wordsOf(measured), wordsOf(proposed)];
  return covers(told, given) && covers(given, told);
}

function wordsOf({ artists, title, version }: Names): string[] {
  return fold([...artists, title, version ?? ''].join(' '))
    .split(' ')
    .filter(Boolean);
}

/** Every word of `wanted` that isn't a joint is somewhere in `words`. */
function covers(words: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((word) => JOINTS.has(word) || words.some((other) => alike(word, other)));
}

function alike(a: string, b: string): boolean {
  if (a === b) return true;
  // Of short words every other one is a letter apart.
  return Math.min(a.length, b.length) >= 5 && oneEdit(a, b);
}

/** One letter more, less or other, or two neighbours swapped. */
function oneEdit(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const [restA, restB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (restA.length <= 1 && restB.length <= 1) return true;
  return restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0];
}
