import * as z from 'zod';
import type { Heard } from './heard.js';
import { seconds } from './track-schema.js';

const share = z.number().min(0).max(1);
const bpm = z.number().positive().max(1000);
const key = z.number().int().min(0).max(23);

const tempo = z.object({
  bpm,
  confidence: share,
  otherBpm: bpm.exactOptional(),
  firstBeat: seconds,
  downbeat: seconds,
  beatsPerBar: z.number().int().min(2).max(12),
  grids: z.array(z.object({ start: seconds, bpm })).exactOptional(),
});

const loudness = z.object({
  integrated: z.number().max(20).nullable(),
  range: z.number().min(0).max(200).nullable(),
  truePeak: z.number().max(60).nullable(),
});

const section = z.object({
  kind: z.enum(['intro', 'main', 'break', 'drop', 'outro']),
  start: seconds,
  end: seconds,
});

/** What was heard of a piece, as it is kept. */
export const heardSchema = z.object({
  seconds,
  tempo: tempo.nullable(),
  key: z.object({ key, confidence: share, second: key, tuning: z.number().min(-50).max(50) }).nullable(),
  loudness: loudness.nullable(),
  energy: z.number().min(1).max(10).nullable(),
  timbre: z.array(z.number().min(-1).max(1)).nullable(),
  sections: z.array(section),
  vocals: share.nullable(),
}) satisfies z.ZodType<Heard>;
