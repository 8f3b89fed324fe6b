import * as z from 'zod';
import { seconds } from './track-schema.js';

/** What a piece of music sounds like, measured on its sound alone: of a track, or of a stretch of a mix. */
const share = z.number().min(0).max(1);
const key = z.number().int().min(0).max(23);

const gridSchema = z.object({
  /** The first beat from here on, in seconds. */
  start: seconds,
  bpm: z.number().positive().max(1000),
});

const heardTempoSchema = z.object({
  bpm: z.number().positive().max(1000),
  confidence: share,
  /** Twice, half, or another multiple that it might be as well. */
  otherBpm: z.number().positive().max(1000).exactOptional(),
  /** Seconds of the piece: the first beat, and the first one of a bar. */
  firstBeat: seconds,
  downbeat: seconds,
  beatsPerBar: z.number().int().min(2).max(12),
  /** Where it changes: the stretches of one tempo, ascending. Absent where it is one throughout. */
  grids: z.array(gridSchema).exactOptional(),
});

const heardKeySchema = z.object({
  /** As `musical-key.ts` counts. */
  key,
  confidence: share,
  /** The next likely one. */
  second: key,
  /** How far the tuning lies from A = 440 Hz, in cents. */
  tuning: z.number().min(-50).max(50),
});

/** As EBU R 128 defines them. Null where there is nothing but silence. */
const heardLoudnessSchema = z.object({
  /** LUFS */
  integrated: z.number().max(20).nullable(),
  /** LU */
  range: z.number().min(0).max(200).nullable(),
  /** dBTP */
  truePeak: z.number().max(60).nullable(),
});

const sectionSchema = z.object({
  kind: z.enum(['intro', 'main', 'break', 'drop', 'outro']),
  start: seconds,
  end: seconds,
});

export const heardSchema = z.object({
  /** How long the piece is that was heard. */
  seconds,
  /** Null is what the sound doesn't tell. */
  tempo: heardTempoSchema.nullable(),
  key: heardKeySchema.nullable(),
  loudness: heardLoudnessSchema.nullable(),
  /** From 1 to 10. */
  energy: z.number().min(1).max(10).nullable(),
  /** TIMBRE_SIZE numbers from -1 to 1: pieces that sound alike lie near each other. */
  timbre: z.array(z.number().min(-1).max(1)).nullable(),
  sections: z.array(sectionSchema),
  /** How likely it is that somebody sings or speaks in it. */
  vocals: share.nullable(),
});

export type Heard = z.infer<typeof heardSchema>;
export type HeardTempo = z.infer<typeof heardTempoSchema>;
export type HeardKey = z.infer<typeof heardKeySchema>;
export type HeardLoudness = z.infer<typeof heardLoudnessSchema>;
export type Section = z.infer<typeof sectionSchema>;

/** Numbers of a timbre. */
export const TIMBRE_SIZE = 16;
