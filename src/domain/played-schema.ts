import * as z from 'zod';
import { seconds } from './track-schema.js';

/** What is measured of a track as it was played, in documents. */
export const sounds = z
  .object({
    bpm: z.number().positive().max(1000).exactOptional(),
    key: z.string().exactOptional().describe('Am'),
    energy: z.number().min(1).max(10).exactOptional(),
  })
  .exactOptional()
  .describe('What it sounds like in the mix, measured there where it plays alone');
/** More points of a transition than anybody draws. */
const MOST_GAINS = 100;
export const mixedIn = z
  .object({
    after: seconds.describe('Where the track before begins'),
    tempo: z
      .number()
      .positive()
      .exactOptional()
      .describe('Its tempo by that of the track before, half and double told as the same: 1.01 is one percent faster'),
    keys: z
      .object({
        from: z.string().describe("On Camelot's wheel: 8A"),
        to: z.string(),
        steps: z.number().int().min(-5).max(6),
        fits: z.boolean().describe('The same key, a neighbour, or the relative one'),
      })
      .exactOptional(),
    beatOffset: z
      .number()
      .exactOptional()
      .describe('Milliseconds by which its beats come after those of the track before; below 0 they come earlier'),
    gain: z
      .array(z.number())
      .max(MOST_GAINS)
      .exactOptional()
      .describe(
        'Decibels against the track before alone, at even distances from the beginning of the transition to its end',
      ),
  })
  .exactOptional()
  .describe('How it was mixed in after the track before it');
