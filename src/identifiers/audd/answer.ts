import * as z from 'zod';
import { address, date, id, many, number, text } from '../../net/lenient.js';

const part = <T extends z.ZodRawShape>(shape: T) => z.object(shape).optional().catch(undefined);

/** What both of its endpoints send around a result. */
export const envelopeSchema = z.object({
  status: z.enum(['success', 'error']),
  error: part({ error_code: number.pipe(z.number().int()), error_message: text }),
  result: z.unknown().optional(),
});

/** A place in the music or in the file: `SS`, `MM:SS` or `HH:MM:SS`. Seconds. */
export const clockTime = z
  .union([z.string(), z.number()])
  .transform((value) => {
    const parts = /^\s*(?:(?:(\d{1,4}):)?(\d{1,5}):)?(\d{1,7}(?:\.\d{1,6})?)\s*$/.exec(String(value));
    return parts ? Number(parts[1] ?? 0) * 3600 + Number(parts[2] ?? 0) * 60 + Number(parts[3]) : undefined;
  })
  .optional()
  .catch(undefined);

const apple = part({
  isrc: text,
  url: address,
  durationInMillis: number,
  genreNames: many(text),
  composerName: text,
  artwork: part({ url: text }),
  playParams: part({ id }),
});

const spotify = part({
  id,
  duration_ms: number,
  external_ids: part({ isrc: text }),
  album: part({ images: many(z.object({ url: address })) }),
});

const deezer = part({ id, isrc: text, duration: number });

const recording = z.object({ id, score: number, isrcs: many(text) });

/** A song as both endpoints name it, and what the standard one adds from elsewhere. Addresses of previews are left where they are. */
const song = {
  artist: text,
  title: text,
  album: text,
  release_date: date,
  label: text,
  isrc: text,
  upc: id,
  song_link: address,
  timecode: clockTime,
};

export const resultSchema = z.object({
  ...song,
  /** Of the user's own catalogue. */
  audio_id: id,
  apple_music: apple,
  spotify,
  deezer,
  musicbrainz: many(recording),
});

export type Result = z.infer<typeof resultSchema>;
