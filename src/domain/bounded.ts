import { SourceError } from './errors.js';

/** Of letters: no piece of music has a longer name. */
const LONGEST_NAME = 1_000;
/** Of any other text: an address with a signature, what a model says of a set. */
const LONGEST_TEXT = 10_000;
const NAMES = new Set(['title', 'version', 'artist', 'artists', 'album', 'label', 'genre', 'genres', 'name']);
/** A tracklist goes eight levels down, and what a model adds a few more. */
const DEEPEST = 32;
/** A ten-hour mix with all its evidence holds a tenth of this. */
const MOST_VALUES = 1_000_000;

/**
 * Makes a document that a stranger may have written small enough to be worked with: texts are cut in place, and how many were
 * is returned. Throws SourceError where it is nested too deeply or holds too much. Goes without recursion, as what it guards
 * doesn't.
 */
export function cutToBounds(document: unknown, name: string): number {
  let cut = 0;
  let values = 0;
  const open: Array<[value: object, depth: number, isName: boolean]> = [];
  if (typeof document === 'object' && document !== null) open.push([document, 1, false]);
  for (let next = open.pop(); next; next = open.pop()) {
    const [parent, depth, inName] = next;
    if (depth > DEEPEST) throw new SourceError(`${name} is damaged: it is nested more than ${DEEPEST} levels deep.`);
    for (const key of Object.keys(parent)) {
      if (++values > MOST_VALUES) throw new SourceError(`${name} holds more than any tracklist does.`);
      const value = (parent as Record<string, unknown>)[key];
      const isName = NAMES.has(key) || (inName && Array.isArray(parent));
      if (typeof value === 'string') {
        const short = shortened(value, isName ? LONGEST_NAME : LONGEST_TEXT);
        if (short === value) continue;
        (parent as Record<string, unknown>)[key] = short;
        cut++;
      } else if (typeof value === 'object' && value !== null) open.push([value, depth + 1, isName]);
    }
  }
  return cut;
}

/** A name as long as names are. */
export const shortName = (text: string): string => shortened(text, LONGEST_NAME);

export const isCutName = (text: string): boolean => text.length === LONGEST_NAME && text.endsWith('…');

function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
