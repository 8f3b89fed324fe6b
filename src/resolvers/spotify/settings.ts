import * as z from 'zod';
import { pastedKey } from '../../net/key.js';

/** The section `spotify` of the settings: of the catalogue, and of the user's playlists there. */
export const spotifySettings = z.strictObject({
  clientId: pastedKey()
    .optional()
    .meta({ env: ['SPOTIFY_CLIENT_ID'], secret: true, dotenv: 'credential' })
    .describe('Client ID of your app in the Spotify dashboard'),
  clientSecret: pastedKey()
    .optional()
    .meta({ env: ['SPOTIFY_CLIENT_SECRET'], secret: true, dotenv: 'credential' })
    .describe('Its client secret'),
  market: z
    .string()
    .regex(/^[A-Z]{2}$/, 'it is a country code of two capitals, like US')
    .optional()
    .meta({ dotenv: 'harmless' })
    .describe('Country whose catalogue is searched, like US'),
  accountsUrl: z
    .string()
    .min(1)
    .default('accounts.spotify.com')
    .meta({ address: true })
    .describe('Where tokens are had'),
  apiUrl: z
    .string()
    .min(1)
    .default('api.spotify.com/v1')
    .meta({ address: true })
    .describe('Where the catalogue is asked'),
  callsPerSecond: z
    .number()
    .positive()
    .max(100)
    .default(3)
    .meta({ dotenv: 'lower' })
    .describe('Most calls in a second'),
  timeout: z.number().positive().max(300).default(20).describe('Seconds to wait for an answer'),
  maxWait: z
    .number()
    .min(0)
    .max(86_400)
    .default(60)
    .describe('Longest pause, in seconds, to wait for when it asks for one'),
});

export type SpotifySection = z.infer<typeof spotifySettings>;
/** Once there is an app to ask as. */
export type SpotifySettings = SpotifySection & Record<'clientId' | 'clientSecret', string>;
