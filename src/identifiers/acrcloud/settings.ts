import * as z from 'zod';
import { pastedKey } from '../../net/key.js';

/** The service's own hosts, one for each region, in the forms that `addressOf` understands. */
const OWN_HOSTS = /^\s*(https:\/\/)?identify-[a-z0-9-]+\.acrcloud\.com(\/v1\/identify)?\/?\s*$/;

/** The section `acrcloud` of the settings. What is copied from the console often has a blank or a line's end with it. */
export const acrcloudSettings = z.strictObject({
  host: z
    .string()
    .trim()
    .min(1)
    .optional()
    .meta({ env: ['ACRCLOUD_HOST'], address: true, dotenv: 'credential', known: OWN_HOSTS })
    .describe("Host of the project's region, as the console shows it: identify-….acrcloud.com"),
  accessKey: pastedKey()
    .optional()
    .meta({ env: ['ACRCLOUD_ACCESS_KEY'], secret: true, dotenv: 'credential' })
    .describe("The project's access key"),
  accessSecret: pastedKey()
    .optional()
    .meta({ env: ['ACRCLOUD_ACCESS_SECRET'], secret: true, dotenv: 'credential' })
    .describe("The project's access secret"),
  callsPerSecond: z
    .number()
    .positive()
    .max(100)
    .default(2)
    .meta({ dotenv: 'lower' })
    .describe('Most calls in a second; plans differ'),
  concurrency: z.number().int().min(1).max(16).default(2).meta({ dotenv: 'lower' }).describe('Most calls at once'),
  timeout: z.number().positive().max(300).default(20).describe('Seconds to wait for an answer'),
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

export type AcrcloudSection = z.infer<typeof acrcloudSettings>;
/** What nothing can be asked without. */
export type Credential = 'host' | 'accessKey' | 'accessSecret';
/** Once it is ready. */
export type AcrcloudSettings = AcrcloudSection & Record<Credential, string>;
