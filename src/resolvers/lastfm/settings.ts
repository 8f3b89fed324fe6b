import * as z from 'zod';
import { pastedKey } from '../../net/key.js';
import { reachSettings } from '../settings.js';

/** The section `lastfm` of the settings. */
export const lastfmSettings = z.strictObject({
  apiKey: pastedKey()
    .optional()
    .meta({ env: ['LASTFM_API_KEY'], secret: true, dotenv: 'credential' })
    .describe('API key of your Last.fm account'),
  ...reachSettings('ws.audioscrobbler.com/2.0', 60),
  callsPerSecond: z
    .number()
    .positive()
    .max(1)
    .default(1)
    .meta({ dotenv: 'lower' })
    .describe('Most calls in a second: Last.fm names no number, and suspends keys that ask too fast'),
});

export type LastfmSection = z.infer<typeof lastfmSettings>;
/** Once there is a key to ask with. */
export type LastfmSettings = LastfmSection & { apiKey: string };
