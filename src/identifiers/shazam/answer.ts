import * as z from 'zod';
import { address, id, many, number, text } from '../../net/lenient.js';

const match = z.object({ id, offset: number, timeskew: number, frequencyskew: number });

/** A list in which nothing can be read isn't the empty one, which says that nobody knows the music. */
function readable(list: unknown[], context: z.RefinementCtx): Array<z.infer<typeof match>> {
  const matches = many(match).parse(list);
  if (matches.length === 0 && list.length > 0) context.addIssue({ code: 'custom', message: 'no match can be read' });
  return matches;
}

const song = z.object({
  type: z.literal('SONG'),
  metadata: many(z.object({ title: text, text })),
});
const video = z.object({ type: z.literal('VIDEO'), youtubeurl: address });

const track = z.object({
  key: id,
  title: text,
  subtitle: text,
  isrc: text,
  url: address,
  images: z.object({ coverarthq: address, coverart: address }).optional().catch(undefined),
  hub: z
    .object({ actions: many(z.object({ type: text, id })) })
    .optional()
    .catch(undefined),
  sections: many(z.union([song, video])),
  genres: z.object({ primary: text }).optional().catch(undefined),
  albumadamid: id,
});

/** Endpoint A: the mobile app's "tag". No match is `matches: []` and no track; either may stand alone. */
export const tagSchema = z.object({
  matches: z.array(z.unknown()).transform(readable),
  track: track.optional().catch(undefined),
  retryms: number,
});

const attributes = z.object({
  title: text,
  artist: text,
  isrc: text,
  webUrl: address,
  share: z.object({ href: address }).optional().catch(undefined),
});

/** Endpoint B: "match". What is known of a song stands apart from the match. */
export const matchSchema = z.object({
  results: z.object({
    matches: z.array(z.unknown()).transform(readable),
    retry: z.object({ retryInMilliseconds: number }).optional().catch(undefined),
  }),
  resources: z
    .object({ 'shazam-songs': z.record(z.string(), z.object({ attributes }).optional().catch(undefined)) })
    .optional()
    .catch(undefined),
});

export type Tag = z.infer<typeof tagSchema>;
export type MatchAnswer = z.infer<typeof matchSchema>;
export type ShazamMatch = z.infer<typeof match>;
