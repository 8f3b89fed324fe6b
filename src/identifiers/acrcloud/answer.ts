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

const music = z.object({
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
});

export const answerSchema = z.object({
  status: z.object({ code: number.pipe(z.number().int()), msg: text }),
  metadata: z
    .object({ music: many(music) })
    .optional()
    .catch(undefined),
});

export type Music = z.infer<typeof music>;
export type Answer = z.infer<typeof answerSchema>;
