import * as z from 'zod';
import { given } from '../../domain/given.js';
import type { Track } from '../../domain/track.js';
import { address, date, id, listOf, number, text } from '../../net/lenient.js';

const song = z.object({
  kind: text,
  trackId: id,
  trackName: text,
  artistName: text,
  collectionName: text,
  trackTimeMillis: number,
  /** The collection's. */
  releaseDate: date,
  primaryGenreName: text,
  artworkUrl100: address,
  trackViewUrl: address,
});

export const resultsSchema = z.object({ results: listOf(song) });
export const errorSchema = z.object({ errorMessage: z.string() });

/** Pixels of a cover's side: enough for a page, and a hundred kilobytes. */
const COVER = 600;

/** A song as the store has it; null for anything else and without a name. */
export function trackOf(told: z.infer<typeof song>): Track | null {
  if (!told.trackName || (told.kind !== undefined && told.kind !== 'song')) return null;
  const length = told.trackTimeMillis ?? 0;
  return given<Track>({
    title: told.trackName,
    artists: told.artistName ? [told.artistName] : [],
    // What kind of collection it is, the store writes into its name.
    album: told.collectionName?.replace(/ - (?:Single|EP)$/, ''),
    releaseDate: told.releaseDate,
    duration: length > 0 ? length / 1000 : undefined,
    genres: told.primaryGenreName ? [told.primaryGenreName] : undefined,
    ids: given({ itunes: told.trackId }),
    urls: given({ itunes: told.trackViewUrl }),
    // Every size there is has the same address but for this part of its name.
    artwork: told.artworkUrl100?.replace(/\/\d+x\d+bb(?=[^/]*$)/, `/${COVER}x${COVER}bb`),
  });
}
