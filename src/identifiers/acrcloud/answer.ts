import * as z from 'zod';
import { date, id, many, number, text } from '../../net/lenient.js';

/** A name may stand in `name`, or only in the languages that it is known in. */
const named = z
  .object({
    name: text,
    langs: many(z.object({ code: text, name: text })),
  })
  .transform(({ name, langs }) => name ?? (langs.find((l) => l.code?.startsWith('en')) ?? langs[0])?.name);

const linked = z.object({ track: z.object({ id }).optional().catch(undefined) }).transform(({ track }) => track?.id);

const fields = {
  acrid: id,
  title: text,
  artists: many(named),
  album: named.optional().catch(undefined),
  label: text,
  score: number,
  duration_ms: number,
  play_offset_ms: number,
  db_begin_time_offset_ms: number,
  db_end_time_offset_ms: number,
  sample_begin_time_offset_ms: number,
  sample_end_time_offset_ms: number,
  external_ids: z
    .object({ isrc: many(z.string()), upc: many(id) })
    .optional()
    .catch(undefined),
  external_metadata: z
    .object({
      spotify: many(linked),
      deezer: many(linked),
      musicbrainz: many(linked),
      youtube: many(z.object({ vid: id }).transform(({ vid }) => vid)),
    })
    .optional()
    .catch(undefined),
  genres: many(named),
  release_date: date,
};

export const music = z.object(fields).transform((item) => ({ ...item, own: undefined as string | undefined }));

/** The key under which a file of a bucket holds the library's own number of it, which we have put there. */
export const OWN_ID = 'tracklistify_id';

/**
 * A file of a bucket of the user's own. What was said of it when it was put there stands at the same level, or in `user_defined`:
 * anything may, so its artists may be a list of names or one name, and its codes lie where a file's owner would put them.
 */
export const custom = z
  .looseObject({ ...fields, user_defined: z.record(z.string(), z.unknown()).optional().catch(undefined) })
  .transform(({ user_defined, ...item }) => {
    const told = said.parse({ ...user_defined, ...item });
    const artists = item.artists.length > 0 ? item.artists : told.artist === undefined ? [] : [told.artist];
    const codes = item.external_ids ?? { isrc: told.isrc === undefined ? [] : [told.isrc], upc: [] };
    return { ...item, artists, external_ids: codes, own: told[OWN_ID] };
  })
  .refine(({ title }) => title !== undefined);

const said = z.object({ artist: text, isrc: text, [OWN_ID]: id });

export const answerSchema = z.object({
  status: z.object({ code: number.pipe(z.number().int()), msg: text }),
  metadata: z
    .object({ music: many(music), custom_files: many(custom) })
    .optional()
    .catch(undefined),
});

export type Music = z.infer<typeof music>;
export type Answer = z.infer<typeof answerSchema>;
