import * as z from 'zod';
import { given } from '../../domain/given.js';
import { isrcOf } from '../../domain/isrc.js';
import type { Track } from '../../domain/track.js';
import { address, date, id, many, number, text } from '../../net/lenient.js';

const track = z.object({
  id,
  name: text,
  artists: many(z.object({ name: text }).transform(({ name }) => name)),
  album: z
    .object({
      name: text,
      release_date: date,
      images: many(z.object({ url: address, width: number })),
    })
    .optional()
    .catch(undefined),
  duration_ms: number,
  external_ids: z.object({ isrc: text }).optional().catch(undefined),
  external_urls: z.object({ spotify: address }).optional().catch(undefined),
});

export const trackSchema = track;
export const searchSchema = z.object({ tracks: z.object({ items: many(track) }) });
export const tokenSchema = z.object({ access_token: z.string().min(1), expires_in: number });
/** Of the API (`error` is an object) and of the token endpoint (`error` is a word). */
export const errorSchema = z.object({
  error: z.union([
    z.object({ message: text, reason: text }),
    z.string().transform((word) => ({ message: word, reason: undefined })),
  ]),
  error_description: text,
});

/** A track as Spotify knows it; null without a name. */
export function trackOf(told: z.infer<typeof track>): Track | null {
  if (!told.name) return null;
  const pictures = (told.album?.images ?? []).filter((image) => image.url !== undefined);
  const largest = pictures.sort((a, b) => (b.width ?? 0) - (a.width ?? 0))[0];
  return given<Track>({
    title: told.name,
    artists: told.artists,
    album: told.album?.name,
    releaseDate: told.album?.release_date,
    isrc: isrcOf(told.external_ids?.isrc),
    duration: told.duration_ms && told.duration_ms > 0 ? told.duration_ms / 1000 : undefined,
    ids: given({ spotify: told.id }),
    urls: given({ spotify: told.external_urls?.spotify ?? (told.id && `https://open.spotify.com/track/${told.id}`) }),
    artwork: largest?.url,
  });
}
