import { splitVersion } from '../domain/names/version.js';
import { isPlainVersion, withoutGuests } from '../domain/recording.js';
import { oneLine, withoutBetween } from '../domain/text.js';
import { fullTitle, type Track } from '../domain/track.js';

/** What a search engine takes for more than a word: quotes, brackets, the mark of a field, and signs that stand alone. */
const SIGNS = /["“”„«»:;,(){}[\]<>|~^*\\]+|(?<!\S)[-–—+&!/]+(?!\S)/gu;
/** Of letters: no search needs more. */
const LONGEST = 200;

/** Accents and scripts stay, since not every service knows a word without them. */
export const plainWords = (text: string): string =>
  oneLine(text.normalize('NFC').replace(SIGNS, ' ')).slice(0, LONGEST);

/** A track's title as others list it: a version that says nothing isn't said. */
export function listedTitle(track: Track): string {
  const { title, version = track.version } = splitVersion(track.title);
  return version === undefined || isPlainVersion(version) ? title : fullTitle({ title, version });
}

/** Its title without what stands in brackets. */
export const bareTitle = ({ title }: Track): string =>
  oneLine(withoutBetween(withoutGuests(title), /[([]/g, /[)\]]/g, 'kept'));

/**
 * What to search for by words alone, which finds more than fields do: with the version, then without. Nothing where the artist
 * isn't known: a title alone leads to strangers.
 */
export function queriesFor(track: Track): string[] {
  const artist = plainWords(track.artists[0] ?? '');
  if (artist === '') return [];
  const titles = [listedTitle(track), bareTitle(track)].map(plainWords).filter(Boolean);
  return [...new Set(titles)].map((title) => plainWords(`${artist} ${title}`));
}
