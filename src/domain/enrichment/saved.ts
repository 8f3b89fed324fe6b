import * as z from 'zod';
import type { Track } from '../track.js';
import type { Entry } from '../tracklist.js';

/** What an entry keeps of what models said. Read leniently: a damaged part is as good as none. */

const by = {
  provider: z.string(),
  /** As the server calls what answered, with its version where it tells. */
  model: z.string(),
  /** Of the prompt: answers to another one aren't comparable. */
  prompt: z.string(),
};
const text = z.string().optional();

const validation = z.object({
  ...by,
  score: z.number().min(0).max(1),
  reason: z.string(),
  /** More likely wrong than right; the entry stays. */
  doubtful: z.boolean(),
  remixer: text,
  label: text,
  year: z.number().optional(),
  genre: text,
  subgenre: text,
  mood: z.array(z.string()).optional(),
  energy: z.number().optional(),
  /** Names that the model would have written, and that don't say the same as the measured ones: not used. */
  otherwise: text,
});
export type Validation = z.output<typeof validation>;

const heard = z.object({
  ...by,
  /** Seconds of mix time that were listened to. */
  start: z.number(),
  end: z.number(),
  description: z.string(),
  genre: text,
  subgenre: text,
  mood: z.array(z.string()).optional(),
  energy: z.number().optional(),
  bpm: z.number().optional(),
  instruments: z.array(z.string()).optional(),
  vocal: z.string().optional(),
  words: text,
  language: text,
});
export type Heard = z.output<typeof heard>;

const names = z.object({ artists: z.array(z.string()), title: z.string(), version: z.string().exactOptional() });
export type Names = Pick<Track, 'artists' | 'title' | 'version'>;

const enrichment = z.object({
  /** How the names were spelled before a model split them; only where it changed anything. */
  original: names.optional().catch(undefined),
  /** How it was split; when the track says something else by now, somebody has mended it by hand. */
  split: names.optional().catch(undefined),
  /** Fields of the track that nobody had measured and a model knew. */
  filled: z
    .array(z.enum(['label', 'releaseDate', 'genres']))
    .optional()
    .catch(undefined),
  validation: validation.optional().catch(undefined),
  heard: heard.optional().catch(undefined),
});
export type Enrichment = z.output<typeof enrichment>;
export type Filled = NonNullable<Enrichment['filled']>[number];

export function enrichmentOf(entry: Pick<Entry, 'enrichment'>): Enrichment {
  const parsed = enrichment.safeParse(entry.enrichment ?? {});
  return parsed.success ? parsed.data : {};
}

/** A model doubts that the entry is what it says. */
export const isDoubted = (entry: Pick<Entry, 'enrichment'>): boolean =>
  enrichmentOf(entry).validation?.doubtful ?? false;
