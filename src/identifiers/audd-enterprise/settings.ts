import * as z from 'zod';
import { pastedKey } from '../../net/key.js';

/** Seconds. Each that is scanned is a paid request. */
export const CHUNK = 12;

/** The section `audd-enterprise` of the settings. The token is the account's, as samples are asked about with it. */
export const auddEnterpriseSettings = z.strictObject({
  apiToken: pastedKey()
    .optional()
    .meta({ env: ['AUDD_API_TOKEN'], secret: true, dotenv: 'credential' })
    .describe('Your own token, as dashboard.audd.io shows it'),
  host: z.string().trim().min(1).default('enterprise.audd.io').meta({ address: true }).describe('Host of the service'),
  secondsBetween: z
    .number()
    .min(CHUNK)
    .max(600)
    .default(4 * CHUNK)
    .meta({ dotenv: 'raise' })
    .describe(
      `Seconds from one scanned chunk of ${CHUNK} s to the next; each is a paid request, and ${CHUNK} scans it all`,
    ),
  byAddress: z
    .boolean()
    .default(false)
    .describe('Lets AudD fetch a mix from its public address itself instead of sending its sound; for paying accounts'),
  timeout: z
    .number()
    .positive()
    .max(7200)
    .default(3600)
    .describe('Seconds to wait for an answer: what was sent is paid for, and never sent again'),
});

export type EnterpriseSection = z.infer<typeof auddEnterpriseSettings>;
/** Once it is ready. */
export type EnterpriseSettings = EnterpriseSection & { apiToken: string };
