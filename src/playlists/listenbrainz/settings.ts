import * as z from 'zod';
import { pastedKey } from '../../net/key.js';

/** The section `listenbrainz` of the settings: of the user's playlists and listens there. */
export const listenbrainzSettings = z.strictObject({
  token: pastedKey()
    .optional()
    .meta({ env: ['LISTENBRAINZ_TOKEN'], secret: true, dotenv: 'credential' })
    .describe('Your user token, which listenbrainz.org/settings shows'),
  submitListens: z
    .boolean()
    .default(false)
    .describe(
      'Whether "listen" tells it each track that you have really heard, which makes it part of your public history',
    ),
  apiUrl: z
    .string()
    .min(1)
    .default('api.listenbrainz.org/1')
    .meta({ address: true })
    .describe('Where it is asked; a server of your own is another place'),
  callsPerSecond: z
    .number()
    .positive()
    .max(100)
    .default(2)
    .meta({ dotenv: 'lower' })
    .describe('Most calls in a second; it allows some 30 in 10 seconds, and says how many are left'),
  timeout: z.number().positive().max(300).default(20).describe('Seconds to wait for an answer'),
  maxWait: z
    .number()
    .min(0)
    .max(86_400)
    .default(60)
    .describe('Longest pause, in seconds, to wait for when it asks for one'),
});

export type ListenbrainzSection = z.infer<typeof listenbrainzSettings>;
/** Once somebody is there to ask as. */
export type ListenbrainzSettings = ListenbrainzSection & Record<'token', string>;
