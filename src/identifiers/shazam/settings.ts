import * as z from 'zod';

/** Users report lock-outs from 5 to 20 calls a minute; whoever wrote a client for it waits from 8 to 10 seconds. */
export const LEAST_GAP = 6;
/** Some found that 3 to 7 seconds are answered best, others 12: nobody knows, so it can be set. */
export const SHORT = 5;

/** The section `shazam` of the settings. */
export const shazamSettings = z.strictObject({
  enabled: z.boolean().default(true).meta({ dotenv: 'lower' }).describe('Whether this unofficial service may be asked'),
  host: z.string().min(1).default('amp.shazam.com').meta({ address: true }).describe('Host of the service'),
  secondsBetweenCalls: z
    .number()
    .min(0)
    .max(600)
    .default(10)
    .meta({ dotenv: 'raise' })
    .describe(`Least seconds between two calls, ${LEAST_GAP} or more: Shazam locks out those who ask faster`),
  sampleSeconds: z
    .number()
    .min(SHORT)
    .max(14)
    .default(12)
    .meta({ dotenv: 'harmless' })
    .describe('Seconds of sound in a question, 5 to 14: longer ones are never answered'),
  shortRetry: z
    .boolean()
    .default(false)
    .meta({ dotenv: 'lower' })
    .describe(
      `Whether the middle ${SHORT} seconds of a sample without an answer are asked about too, at one more call`,
    ),
  timeout: z.number().positive().max(300).default(20).describe('Seconds to wait for an answer'),
  maxWait: z
    .number()
    .min(0)
    .max(86_400)
    .default(240)
    .describe('Longest pause, in seconds, to wait for when it asks for one'),
});

export type ShazamSettings = z.infer<typeof shazamSettings>;
