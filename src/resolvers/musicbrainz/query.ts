import { isrcOf } from '../../domain/isrc.js';
import { withoutGuests } from '../../domain/recording.js';
import { fullTitle, type Track } from '../../domain/track.js';

/** No piece's name needs more letters to be found by. */
const LONGEST = 200;

/**
 * What finds a track, by its code and by its names at once: so the second call is left for all that is known of it. A hit
 * by the code weighs so much that its score leaves the others far behind. Null when there is nothing to go by.
 */
export function queryFor(track: Track): string | null {
  const code = isrcOf(track.isrc);
  const title = terms(withoutGuests(fullTitle(track)));
  const artist = terms(track.artists[0] ?? '');
  const byName = title && artist && `recording:(${title}) AND artist:(${artist})`;
  if (!code) return byName || null;
  return byName ? `isrc:${code}^1000 OR (${byName})` : `isrc:${code}`;
}

/** Words of which none is taken for a sign of the query language (Lucene's), in small letters since AND, OR and NOT are signs too. */
const terms = (text: string): string =>
  text
    .slice(0, LONGEST)
    .toLowerCase()
    .replace(/[+\-&|!(){}[\]^"~*?:\\/]/g, '\\$&')
    .trim();
