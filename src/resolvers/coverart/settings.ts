import * as z from 'zod';
import { reachSettings } from '../settings.js';

/** The section `coverart` of the settings. */
export const coverartSettings = z.strictObject({
  ...reachSettings('coverartarchive.org', 60),
  callsPerSecond: z
    .number()
    .positive()
    .max(100)
    .default(2)
    .meta({ dotenv: 'lower' })
    .describe('Most calls in a second'),
});

export type CoverartSettings = z.infer<typeof coverartSettings>;
