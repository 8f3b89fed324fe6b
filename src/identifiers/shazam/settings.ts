import * as z from 'zod';

/** The section `shazam` of the settings. */
export const shazamSettings = z.strictObject({
  enabled: z.boolean().default(true).meta({ dotenv: 'lower' }).describe('Whether this unofficial service may be asked'),
  host: z.string().min(1).default('amp.shazam.com').meta({ address: true }).describe('Host of the service'),
  secondsBetweenCalls: z
    .number()
    .min(0)
    .max(600)
    .default(6)
    .meta({ dotenv: 'raise' })
    .describe('Least seconds between two calls; Shazam locks out those who ask much faster'),
  timeout: z.number().positive().max(300).default(20).describe('Seconds to wait for an answer'),
  maxWait: z
    .number()
    .min(0)
    .max(86_400)
    .default(240)
    .describe('Longest pause, in seconds, to wait for when it asks for one'),
});

export type ShazamSettings = z.infer<typeof shazamSettings>;
