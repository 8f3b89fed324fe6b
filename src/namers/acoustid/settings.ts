import * as z from 'zod';
import { pastedKey } from '../../net/key.js';

/** The section `acoustid` of the settings. */
export const acoustidSettings = z.strictObject({
  key: pastedKey()
    .optional()
    .meta({ env: ['ACOUSTID_KEY'], secret: true, dotenv: 'credential' })
    .describe('The key of an application of yours, as acoustid.org/new-application gives it'),
  userKey: pastedKey()
    .optional()
    .meta({ env: ['ACOUSTID_USER_KEY'], secret: true, dotenv: 'credential' })
    .describe('Your own key, as acoustid.org/api-key shows it: only for handing recordings on'),
  apiUrl: z
    .string()
    .trim()
    .min(1)
    .default('api.acoustid.org')
    .meta({ address: true })
    .describe('Where AcoustID is asked'),
  callsPerSecond: z
    .number()
    .positive()
    .max(10)
    .default(3)
    .meta({ dotenv: 'lower' })
    .describe('Most calls in a second; AcoustID asks for no more than three'),
  timeout: z.number().positive().max(300).default(20).describe('Seconds to wait for an answer'),
  maxWait: z
    .number()
    .min(0)
    .max(86_400)
    .default(120)
    .describe('Longest pause, in seconds, to wait for when it asks for one'),
});

export type AcoustidSection = z.infer<typeof acoustidSettings>;
/** Once it is ready. */
export type AcoustidSettings = AcoustidSection & { key: string };
