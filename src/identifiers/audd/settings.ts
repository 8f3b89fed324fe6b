import * as z from 'zod';
import { pastedKey } from '../../net/key.js';

/** The section `audd` of the settings. */
export const auddSettings = z.strictObject({
  apiToken: pastedKey()
    .optional()
    .meta({ env: ['AUDD_API_TOKEN'], secret: true, dotenv: 'credential' })
    .describe('Your own token, as dashboard.audd.io shows it'),
  host: z.string().trim().min(1).default('api.audd.io').meta({ address: true }).describe('Host of the service'),
  market: z
    .string()
    .trim()
    .regex(/^[A-Za-z]{2}$/, { error: 'must be the two letters of a country, like us or de' })
    .default('us')
    .meta({ dotenv: 'harmless' })
    .describe('Country whose shops the details of a track are taken from'),
  callsPerSecond: z
    .number()
    .positive()
    .max(100)
    .default(2)
    .meta({ dotenv: 'lower' })
    .describe('Most calls in a second; AudD tells no figure'),
  concurrency: z.number().int().min(1).max(16).default(2).meta({ dotenv: 'lower' }).describe('Most calls at once'),
  timeout: z.number().positive().max(600).default(60).describe('Seconds to wait for an answer'),
  retryCharged: z
    .boolean()
    .default(false)
    .describe('Ask again even when a call without an answer may have been charged'),
  maxWait: z
    .number()
    .min(0)
    .max(86_400)
    .default(120)
    .describe('Longest pause, in seconds, to wait for when it asks for one'),
});

export type AuddSection = z.infer<typeof auddSettings>;
/** Once it is ready. */
export type AuddSettings = AuddSection & { apiToken: string };
