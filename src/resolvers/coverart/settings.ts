import * as z from 'zod';

/** The section `coverart` of the settings. */
export const coverartSettings = z.strictObject({
  apiUrl: z
    .string()
    .min(1)
    .default('coverartarchive.org')
    .meta({ address: true })
    .describe('Where the lists of covers are had'),
  callsPerSecond: z
    .number()
    .positive()
    .max(100)
    .default(2)
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

export type CoverartSettings = z.infer<typeof coverartSettings>;
