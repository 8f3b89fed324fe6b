import * as z from 'zod';
import { reachSettings } from '../settings.js';

/** The section `deezer` of the settings. */
export const deezerSettings = z.strictObject({
  ...reachSettings('api.deezer.com', 60),
  callsPerSecond: z
    .number()
    .positive()
    .max(8)
    .default(8)
    .meta({ dotenv: 'lower' })
    .describe('Most calls in a second: 50 in five seconds are allowed, and fewer are answered'),
});

export type DeezerSettings = z.infer<typeof deezerSettings>;
