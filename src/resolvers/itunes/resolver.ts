import * as z from 'zod';
import type { Resolver } from '../../domain/ports/resolve.js';
import type { Track } from '../../domain/track.js';
import { trackSchema } from '../../domain/track-schema.js';
import { baseUrl } from '../../net/base-url.js';
import type { HttpAnswer } from '../../net/client.js';
import { readAnswer } from '../../net/json.js';
import { perMinute } from '../../net/pace.js';
import type { Made, ProviderTools } from '../../net/provider.js';
import { Catalogue, type Look, resolverOf } from '../catalogue.js';
import { type Found, foundByCode, foundByName } from '../matching.js';
import { queriesFor } from '../words.js';
import { resultsSchema, trackOf } from './answer.js';
import type { ItunesSettings } from './settings.js';
import { failureOf, TITLE } from './verdict.js';

const NAME = 'itunes';
/** To be raised when answers are read differently. */
const READING = 1;
/** For one track. */
const MOST_CALLS = 2;
/** More are answered, and none of those is it. */
const LIMIT = '25';
const OWN_ID = /^\d{1,20}$/;

const keptTracks = z.array(trackSchema);

/** Looks a track up by the store's own number of it, then by words: the store knows no ISRC. */
export function createItunes(settings: ItunesSettings, tools: ProviderTools): Made<Resolver> {
  const { country } = settings;
  const catalogue = new Catalogue(
    {
      name: NAME,
      title: TITLE,
      reading: READING,
      base: baseUrl(settings.apiUrl, 'TRACKLISTIFY_ITUNES_API_URL'),
      rate: perMinute(settings.callsPerMinute, 1),
      timeout: settings.timeout,
      maxWait: settings.maxWait,
      failureOf: (answer) => failureOf(answer, tools),
    },
    tools,
  );
  const read = (answer: HttpAnswer): Track[] =>
    readAnswer(resultsSchema, TITLE, answer, tools.redactor).results.flatMap((item) => trackOf(item) ?? []);
  const ask = async (path: string, query: Record<string, string>, look: Look): Promise<Track[]> =>
    (await catalogue.get(`${path}?${new URLSearchParams({ ...query, country })}`, keptTracks, read, look)) ?? [];

  const lookUp = async (track: Track, look: Look): Promise<Found | null> => {
    // Shazam tells the number too, by the name of the shop's successor.
    const id = track.ids?.[NAME] ?? track.ids?.['applemusic'];
    let left = MOST_CALLS;
    if (id !== undefined && OWN_ID.test(id)) {
      left--;
      const found = foundByCode(track, await ask('/lookup', { id }, look));
      if (found) return found;
    }
    for (const term of queriesFor(track).slice(0, left)) {
      const query = { term, media: 'music', entity: 'song', limit: LIMIT };
      const found = foundByName(track, await ask('/search', query, look));
      if (found) return found;
    }
    return null;
  };
  return { provider: resolverOf(NAME, lookUp), close: () => catalogue.close() };
}
