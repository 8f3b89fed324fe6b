import * as z from 'zod';
import { given } from '../../domain/given.js';
import { isrcOf } from '../../domain/isrc.js';
import type { Track } from '../../domain/track.js';
import { address, date, id, listOf, many, number, text } from '../../net/lenient.js';

const name = z.object({ name: text }).transform((one) => one.name);

const track = z.object({
  id,
  title: text,
  title_short: text,
  title_version: text,
  isrc: text,
  link: address,
  duration: number,
  release_date: date,
  bpm: number,
  artist: name.optional().catch(undefined),
  contributors: many(name),
  album: z
    .object({ title: text, cover_xl: address, cover_big: address, cover_medium: address })
    .optional()
    .catch(undefined),
});

export const trackSchema = track;
export const searchSchema = z.object({ data: listOf(track) });
/** Comes with status 200; the code may be missing. */
export const errorSchema = z.object({ error: z.object({ code: number, type: text, message: text }) });

/** A track as Deezer knows it; null without a name. Of its previews nothing is kept: their addresses end in 15 minutes. */
export function trackOf(told: z.infer<typeof track>): Track | null {
  const { album, artist, contributors, bpm, duration } = told;
  const title = told.title ?? [told.title_short, told.title_version].filter(Boolean).join(' ');
  if (!title) return null;
  const artists = contributors.length > 0 ? contributors : artist ? [artist] : [];
  return given<Track>({
    title,
    artists: [...new Set(artists)],
    album: album?.title,
    // Of this edition. Where Deezer doesn't know it, it says 0000-00-00.
    releaseDate: told.release_date?.startsWith('0000') ? undefined : told.release_date,
    isrc: isrcOf(told.isrc),
    duration: duration !== undefined && duration > 0 ? duration : undefined,
    // 0 stands for unknown.
    bpm: bpm !== undefined && bpm > 0 && bpm <= 1000 ? bpm : undefined,
    ids: given({ deezer: told.id }),
    urls: given({ deezer: told.link ?? (told.id && `https://www.deezer.com/track/${told.id}`) }),
    artwork: album?.cover_xl ?? album?.cover_big ?? album?.cover_medium,
  });
}
