import * as z from 'zod';
import { reachSettings } from '../settings.js';

/** The section `itunes` of the settings. */
export const itunesSettings = z.strictObject({
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'it is a country code of two capitals, like US')
    .default('US')
    .meta({ dotenv: 'harmless' })
    .describe('Country whose store is searched, like US: each has its own links'),
  // A minute's pause is what it wants when it is asked too often.
  ...reachSettings('itunes.apple.com', 120),
  callsPerMinute: z
    .number()
    .positive()
    .max(20)
    .default(20)
    .meta({ dotenv: 'lower' })
    .describe('Most calls in a minute: Apple names about 20'),
});

export type ItunesSettings = z.infer<typeof itunesSettings>;
