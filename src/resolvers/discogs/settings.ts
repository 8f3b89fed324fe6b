import * as z from 'zod';
import { pastedKey } from '../../net/key.js';
import { reachSettings } from '../settings.js';

/** The section `discogs` of the settings. */
export const discogsSettings = z.strictObject({
  token: pastedKey()
    .optional()
    .meta({ env: ['DISCOGS_TOKEN'], secret: true, dotenv: 'credential' })
    .describe('Your personal token of Discogs'),
  // A minute's pause is what it wants when it is asked too often.
  ...reachSettings('api.discogs.com', 120),
  callsPerMinute: z
    .number()
    .positive()
    .max(60)
    .default(60)
    .meta({ dotenv: 'lower' })
    .describe('Most calls in a minute: with a token 60 are allowed'),
});

export type DiscogsSection = z.infer<typeof discogsSettings>;
/** Once there is somebody to ask as. */
export type DiscogsSettings = DiscogsSection & { token: string };
