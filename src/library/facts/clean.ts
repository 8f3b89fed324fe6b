import * as z from 'zod';
import { given } from '../../domain/given.js';
import type { DeckCue, DeckTrack } from '../../domain/ports/deck.js';
import { oneLine } from '../../domain/text.js';

/** Far more than anybody reads or sets; a damaged collection may say anything. */
const LONGEST_TEXT = 1000;
const MOST = { names: 100, crates: 500, cues: 500, beats: 20_000 };

const seconds = z.number().nonnegative();
const texts = z.array(z.string());

/** What a table says of a track, as it is read back: from JSON, in which nothing is undefined. */
export const deckTrackSchema = z.object({
  file: z.string().nullable(),
  title: z.string().optional(),
  artists: texts.optional(),
  remixers: texts.optional(),
  album: z.string().optional(),
  label: z.string().optional(),
  genre: z.string().optional(),
  comment: z.string().optional(),
  releaseDate: z.string().optional(),
  bpm: z.number().positive().optional(),
  key: z.string().optional(),
  duration: seconds.optional(),
  grid: z.array(z.object({ start: z.number(), bpm: z.number().positive(), beat: z.number().optional() })).optional(),
  cues: z
    .array(
      z.object({
        kind: z.enum(['cue', 'fade-in', 'fade-out', 'load', 'loop']),
        name: z.string().optional(),
        start: z.number(),
        end: z.number().optional(),
        hot: z.number().optional(),
        colour: z.string().optional(),
      }),
    )
    .optional(),
  crates: texts.optional(),
  volume: z.object({ name: z.string(), id: z.string() }).optional(),
}) as z.ZodType<DeckTrack>;

const text = (value: string | undefined): string | undefined =>
  oneLine((value ?? '').slice(0, LONGEST_TEXT)).normalize('NFC') || undefined;

function cueOf({ name, colour, ...cue }: DeckCue): DeckCue {
  const kept: DeckCue = cue;
  const said = text(name);
  if (said !== undefined) kept.name = said;
  if (/^#[0-9a-f]{6}$/i.test(colour ?? '')) kept.colour = colour!;
  return kept;
}

/** As a table keeps it: what says nothing goes, and nothing is longer than a track needs. */
export function cleaned(track: DeckTrack): DeckTrack {
  const { file, artists, remixers, crates, grid, cues, volume, bpm, duration } = track;
  const list = (values: readonly string[] | undefined, most: number): string[] | undefined => {
    const kept = [...new Set((values ?? []).flatMap((value) => text(value) ?? []))].slice(0, most);
    return kept.length > 0 ? kept : undefined;
  };
  const { title, album, label, genre, comment, releaseDate, key } = track;
  const sound = (cues ?? []).filter(({ start, end = 0 }) => Number.isFinite(start) && Number.isFinite(end));
  const beats = (grid ?? []).filter(({ start, bpm: tempo }) => Number.isFinite(start) && isPositive(tempo));
  return given<DeckTrack>({
    file,
    streamed: undefined,
    title: text(title),
    artists: list(artists, MOST.names),
    remixers: list(remixers, MOST.names),
    album: text(album),
    label: text(label),
    genre: text(genre),
    comment: text(comment),
    releaseDate: /^\d{4}(-\d\d(-\d\d)?)?$/.test(releaseDate ?? '') ? releaseDate : undefined,
    bpm: isPositive(bpm) ? bpm : undefined,
    key: text(key),
    duration: isPositive(duration) ? duration : undefined,
    grid: beats.length > 0 ? beats.slice(0, MOST.beats) : undefined,
    cues: sound.length > 0 ? sound.slice(0, MOST.cues).map(cueOf) : undefined,
    crates: list(crates, MOST.crates),
    volume: volume && { name: text(volume.name) ?? '', id: text(volume.id) ?? '' },
  });
}

const isPositive = (value: number | undefined): value is number =>
  value !== undefined && Number.isFinite(value) && value > 0;

/** What two places say of one file: the later one's word, and the crates of both. */
export function together(earlier: DeckTrack, later: DeckTrack): DeckTrack {
  const crates = [...new Set([...(earlier.crates ?? []), ...(later.crates ?? [])])];
  return { ...earlier, ...later, ...(crates.length > 0 && { crates }) };
}
