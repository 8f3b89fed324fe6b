import * as z from 'zod';
import { ProtocolError, type ProviderError } from '../../domain/errors.js';
import type { Resolution, Resolver } from '../../domain/ports/resolve.js';
import type { Track } from '../../domain/track.js';
import type { HttpAnswer } from '../../net/client.js';
import { failureByStatus } from '../../net/failed-answer.js';
import { readAnswer } from '../../net/json.js';
import { address, listOf, many, text } from '../../net/lenient.js';
import { perSecond } from '../../net/pace.js';
import type { Made, ProviderTools } from '../../net/provider.js';
import { Catalogue, type Look, resolverOf } from '../catalogue.js';
import type { CoverartSettings } from './settings.js';

const NAME = 'coverart';
const TITLE = 'Cover Art Archive';
/** To be raised when answers are read differently. */
const READING = 1;

/** Older lists have addresses without encryption, of places that have it. */
const picture = z
  .string()
  .transform((told): string | undefined => told.replace(/^http:/, 'https:'))
  .pipe(address)
  .optional()
  .catch(undefined);
const image = z.object({
  front: z.boolean().optional().catch(undefined),
  approved: z.boolean().optional().catch(undefined),
  types: many(text),
  image: picture,
  thumbnails: z.record(z.string(), picture).optional().catch(undefined),
});
type Image = z.infer<typeof image>;
const listSchema = z.object({ images: listOf(image) });

/** Of pictures of 500 pixels, which fill a player's window, or what is nearest to it. */
const SIZES = ['500', 'large', '1200', '250', 'small'];

export function createCoverart(settings: CoverartSettings, tools: ProviderTools): Made<Resolver> {
  const { apiUrl, callsPerSecond, timeout, maxWait } = settings;
  const { clock, redactor } = tools;
  const { host } = new URL(apiUrl);
  const catalogue = new Catalogue(
    {
      name: NAME,
      title: TITLE,
      reading: READING,
      base: apiUrl,
      rate: perSecond(callsPerSecond, 1),
      timeout,
      maxWait,
      headers: { accept: 'application/json' },
      // The lists lie with the Internet Archive, on whichever machine has room.
      redirects: 'encrypted',
      failureOf(answer): ProviderError | null {
        const { status, url } = answer;
        // Only the archive itself knows that there is none. Wherever it or a network's login page sends us, it is a page lost.
        if (status === 404 && url.host === host) return null;
        if (status === 401 || status === 403) {
          return new ProtocolError(TITLE, `${TITLE} doesn't show what it has of this release (HTTP ${status}).`);
        }
        return failureByStatus(TITLE, answer, clock, redactor);
      },
    },
    tools,
  );
  const read = (answer: HttpAnswer): string | null =>
    frontOf(readAnswer(listSchema, TITLE, answer, redactor).images) ?? null;
  const lookUp = async (track: Track, look: Look): Promise<Resolution | null> => {
    if (track.artwork !== undefined) return null;
    for (const path of pathsFor(track)) {
      const artwork = await catalogue.get(path, z.string().startsWith('https://'), read, look);
      if (artwork !== null) return { track: { artwork }, agreement: null };
    }
    return null;
  };
  return { provider: resolverOf(NAME, lookUp, ['musicbrainz']), close: () => catalogue.close() };
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The release itself, then whichever of its group has a cover. */
function pathsFor({ ids = {} }: Track): string[] {
  const { musicbrainzRelease: release = '', musicbrainzReleaseGroup: group = '' } = ids;
  return [
    ...(UUID.test(release) ? [`/release/${release}`] : []),
    ...(UUID.test(group) ? [`/release-group/${group}`] : []),
  ];
}

/** The front cover's address; one that is still to be voted on only where there is no other. */
function frontOf(images: readonly Image[]): string | undefined {
  const fronts = images.filter(({ front, types }) => front ?? types.includes('Front'));
  const cover = fronts.find(({ approved }) => approved !== false) ?? fronts[0];
  const sizes = SIZES.map((size) => cover?.thumbnails?.[size]);
  return [...sizes, cover?.image].find((one) => one !== undefined);
}
