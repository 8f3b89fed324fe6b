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
import { type Found, foundByName } from '../matching.js';
import { listedTitle, plainWords } from '../words.js';
import { releaseSchema, resultSchema, searchSchema, tracksOf } from './answer.js';
import { bestRelease } from './choice.js';
import type { DiscogsSettings } from './settings.js';
import { failureOf, pauseAfter, TITLE } from './verdict.js';

const NAME = 'discogs';
/** To be raised when answers are read differently. */
const READING = 1;
/** A track that is on more is on none of them by itself. */
const LIMIT = '25';

const keptResults = z.array(resultSchema);
const keptTracks = z.array(trackSchema);

/** Looks for a release by artist and track, then into the likeliest one: two calls for a track. */
export function createDiscogs(settings: DiscogsSettings, tools: ProviderTools): Made<Resolver> {
  const { token } = settings;
  tools.redactor.learn(token);
  const catalogue = new Catalogue(
    {
      name: NAME,
      title: TITLE,
      reading: READING,
      base: baseUrl(settings.apiUrl, 'TRACKLISTIFY_DISCOGS_API_URL'),
      rate: perMinute(settings.callsPerMinute, 1),
      identity: token,
      timeout: settings.timeout,
      maxWait: settings.maxWait,
      headers: { authorization: `Discogs token=${token}` },
      failureOf: (answer) => failureOf(answer, tools),
      pauseAfter,
    },
    tools,
  );
  const search = (artist: string, track: string, look: Look) => {
    const read = (answer: HttpAnswer) => readAnswer(searchSchema, TITLE, answer, tools.redactor).results;
    const query = new URLSearchParams({ type: 'release', artist, track, per_page: LIMIT });
    return catalogue.get(`/database/search?${query}`, keptResults, read, look);
  };
  const release = (id: string, look: Look): Promise<Track[] | null> => {
    const read = (answer: HttpAnswer): Track[] =>
      tracksOf(readAnswer(releaseSchema, TITLE, answer, tools.redactor), id);
    return catalogue.get(`/releases/${id}`, keptTracks, read, look);
  };

  const lookUp = async (track: Track, look: Look): Promise<Found | null> => {
    const artist = plainWords(track.artists[0] ?? '');
    const title = plainWords(listedTitle(track));
    if (artist === '' || title === '') return null;
    const id = bestRelease(track, (await search(artist, title, look)) ?? []);
    return id === null ? null : foundByName(track, (await release(id, look)) ?? []);
  };
  return { provider: resolverOf(NAME, lookUp), close: () => catalogue.close() };
}
