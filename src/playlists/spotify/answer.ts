import * as z from 'zod';
import { address, id, many, text } from '../../net/lenient.js';
import { tokenSchema } from '../../resolvers/spotify/answer.js';

export const userTokenSchema = tokenSchema.extend({
  refresh_token: z.string().min(1).optional().catch(undefined),
  scope: text,
});
export const userSchema = z.object({ id, display_name: text });
export const playlistSchema = z.object({
  id: z.string().regex(/^[A-Za-z0-9]{1,64}$/),
  name: text,
  description: text,
  owner: z.object({ id }).optional().catch(undefined),
  external_urls: z.object({ spotify: address }).optional().catch(undefined),
});
export const playlistsSchema = z.object({ items: many(playlistSchema), next: text });
const uri = z.object({ uri: text });
/** `item` was `track` until February 2026. */
export const itemsSchema = z.object({
  items: many(
    z
      .object({ item: uri.nullish(), track: uri.nullish() })
      .transform(({ item, track: older }) => item?.uri ?? older?.uri ?? ''),
  ),
  next: text,
});
