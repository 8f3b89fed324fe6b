import * as z from 'zod';
import type { Resolution, Resolver } from '../../domain/ports/resolve.js';
import type { Track } from '../../domain/track.js';
import { baseUrl } from '../../net/base-url.js';
import type { HttpAnswer } from '../../net/client.js';
import { readAnswer } from '../../net/json.js';
import { perSecond } from '../../net/pace.js';
import type { Made, ProviderTools } from '../../net/provider.js';
import { Catalogue, type Look, resolverOf } from '../catalogue.js';
import { likeness } from '../matching.js';
import { bareTitle, listedTitle } from '../words.js';
import { tagsOf, topTagsSchema } from './answer.js';
import type { LastfmSettings } from './settings.js';
import { failureOf, isNone, TITLE } from './verdict.js';

const NAME = 'lastfm';
/** To be raised when answers are read differently. */
const READING = 1;

/** Half the words of a short title. */
const ALIKE = 0.4;

/** Tags, and the names that Last.fm gives the track, to which the link leads. */
const keptSchema = z.object({ tags: z.array(z.string()), artist: z.string(), title: z.string() });
type Kept = z.infer<typeof keptSchema>;

/** What listeners call a track by. It is found by its name alone, and its names are echoed: it neither agrees nor contradicts. */
export function createLastfm(settings: LastfmSettings, tools: ProviderTools): Made<Resolver> {
  const { apiKey } = settings;
  tools.redactor.learn(apiKey);
  const catalogue = new Catalogue(
    {
      name: NAME,
      title: TITLE,
      reading: READING,
      base: baseUrl(settings.apiUrl, 'TRACKLISTIFY_LASTFM_API_URL'),
      rate: perSecond(settings.callsPerSecond, 1),
      identity: apiKey,
      timeout: settings.timeout,
      maxWait: settings.maxWait,
      secretQuery: { api_key: apiKey },
      failureOf: (answer) => failureOf(answer, tools),
    },
    tools,
  );

  const topTags = (track: Track, artist: string, title: string, look: Look): Promise<Kept | null> => {
    const query = new URLSearchParams({
      method: 'track.gettoptags',
      artist,
      track: title,
      autocorrect: '1',
      format: 'json',
    });
    const read = (answer: HttpAnswer): Kept | null => {
      if (isNone(answer)) return null;
      const told = readAnswer(topTagsSchema, TITLE, answer, tools.redactor);
      const tags = tagsOf(told, track);
      const names = told.toptags['@attr'];
      return tags.length > 0 ? { tags, artist: names?.artist ?? artist, title: names?.track ?? title } : null;
    };
    return catalogue.get(`/?${query}`, keptSchema, read, look);
  };

  const lookUp = async (track: Track, look: Look): Promise<Resolution | null> => {
    const artist = track.artists[0];
    if (!artist) return null;
    for (const title of titlesFor(track)) {
      const found = await topTags(track, artist, title, look);
      if (!found) continue;
      // It corrects names, and now and then to those of another piece.
      const names = { title: found.title, artists: [found.artist] };
      if (likeness({ title, artists: [artist] }, names) < ALIKE) continue;
      return { track: { tags: found.tags, urls: { [NAME]: linkTo(found) } }, agreement: null };
    }
    return null;
  };
  return { provider: resolverOf(NAME, lookUp), close: () => catalogue.close() };
}

/** As it is listed, then without its version, unless that is somebody else's remix: other music, which is called otherwise. */
function titlesFor(track: Track): string[] {
  const [listed, bare] = [listedTitle(track), bareTitle(track)];
  const isRemix = /remix|rework|bootleg|mashup|\bvip\b|\bdub\b|\bflip\b/i.test(`${track.title} ${track.version ?? ''}`);
  return [...new Set(isRemix ? [listed] : [listed, bare])].filter(Boolean);
}

/** Its terms want credit with a link. */
function linkTo({ artist, title }: Kept): string {
  const part = (text: string): string => encodeURIComponent(text).replaceAll('%20', '+');
  return `https://www.last.fm/music/${part(artist)}/_/${part(title)}`;
}
