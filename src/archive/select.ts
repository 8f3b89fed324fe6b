import { searchWords, words } from '../domain/word-search.js';
import { copyOf, keysOf, sumOf } from './kept.js';
import type { MixSummary } from './summary.js';

/** Digits of a number that are enough, where no other begins with them. */
const LEAST = 4;

/** What the user named: a file that the mix is, or that tells which it is, by the time this is asked. */
export interface NamedMix {
  text: string;
  /** Absolute, where it may be a path. */
  path: string;
  /** Of the mix that a saved tracklist at this path is of. */
  source?: { id?: string; location: string };
  /** Words must be there as they are: of what is removed no typing error is forgiven. */
  exact?: boolean;
}

/** The mixes that are meant: by a number, by the mix's own place or a tracklist of it, else by words in its name. */
export function selectMixes(mixes: readonly MixSummary[], { text, path, source, exact }: NamedMix): MixSummary[] {
  const numbered =
    text.length >= LEAST && /^[0-9a-f]+$/.test(text) ? mixes.filter(({ id }) => id.startsWith(text)) : [];
  if (numbered.length > 0) return numbered;
  const { content, places = [] } = source ? keysOf(source) : {};
  const wanted = new Set([sumOf(path), sumOf(text), ...places]);
  const found = mixes.filter(
    (mix) =>
      (content !== undefined && (mix.content === content || copyOf(mix, { content }) !== undefined)) ||
      mix.places.some((place) => wanted.has(place)),
  );
  if (found.length > 0) return found;
  const namesOf = ({ name, title = '', artist = '' }: MixSummary): string => `${artist} ${title} ${name}`;
  if (!exact) return searchWords(mixes, [[1, namesOf]], text);
  const said = words(text);
  return said.length === 0 ? [] : mixes.filter((mix) => said.every((word) => words(namesOf(mix)).includes(word)));
}
