import * as z from 'zod';
import { many, number, text } from '../../net/lenient.js';

/** An unknown token is no failure here, but a word in the answer. */
export const tokenSchema = z.object({ valid: z.boolean().optional().catch(undefined), user_name: text });

const id = z.string().regex(/^[0-9a-f-]{36}$/i);
/** Names of playlists and recordings are addresses; of a track, one or several. */
const identifier = z
  .union([z.string(), z.array(z.unknown()).transform((all) => all.find((one) => typeof one === 'string'))])
  .optional()
  .catch(undefined);

const playlistSchema = z.object({
  playlist: z.object({
    identifier: z
      .string()
      .transform((uri) => uri.slice(uri.lastIndexOf('/') + 1))
      .pipe(id),
    title: text,
    annotation: text,
    creator: text,
  }),
});
export const playlistsSchema = z.object({ playlists: many(playlistSchema), playlist_count: number });
/** Said of every change: anything else, an empty page among it, is no sign that it was made. */
export const doneSchema = z.object({ status: z.literal('ok') });
export const madeSchema = z.object({ playlist_mbid: id });
/** Each track counts, for its place: one that can't be read is an empty name. */
export const itemsSchema = z.object({
  playlist: z.object({ track: z.array(z.object({ identifier }).catch({ identifier: undefined })) }),
});
