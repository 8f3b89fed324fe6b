import * as z from 'zod';
import { pastedKey } from '../../net/key.js';

const REGIONS = ['eu-west-1', 'us-west-2', 'ap-southeast-1'] as const;

/** The section `acrcloud-scan` of the settings: the console's, whose token the buckets are kept with, too. */
export const acrcloudScanSettings = z.strictObject({
  token: pastedKey()
    .optional()
    .meta({ env: ['ACRCLOUD_TOKEN'], secret: true, dotenv: 'credential' })
    .describe(
      "Access token of the console's account (Account, Developer Settings), with the permissions for File Scanning",
    ),
  container: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .meta({ env: ['ACRCLOUD_CONTAINER'], dotenv: 'credential' })
    .describe('File Scanning container, by its number or its name'),
  region: z
    .enum(REGIONS)
    .optional()
    .meta({ env: ['ACRCLOUD_REGION'], dotenv: 'credential' })
    .describe("Region of the container or the bucket, where the console doesn't tell it; eu-west-1 for a new one"),
  createContainer: z.boolean().default(false).describe('Makes the container where there is none of that name'),
  server: z
    .string()
    .trim()
    .min(1)
    .optional()
    .meta({ address: true })
    .describe("Address of the console's API, for files too; the vendor's own when absent"),
  byAddress: z
    .boolean()
    .default(false)
    .describe('Names the address of a mix instead of sending its sound, where it has one that is public'),
  keep: z.boolean().default(false).describe('Leaves the file in the container once it is scanned'),
  patience: z
    .number()
    .positive()
    .max(1440)
    .default(20)
    .describe('Minutes to wait for a scan; the same command goes on waiting later'),
  lookEvery: z
    .number()
    .positive()
    .max(600)
    .default(5)
    .meta({ dotenv: 'raise' })
    .describe('Seconds between two looks at a scan that is under way'),
  timeout: z.number().positive().max(300).default(30).describe('Seconds to wait for an answer, uploads apart'),
  maxWait: z
    .number()
    .min(0)
    .max(86_400)
    .default(120)
    .describe('Longest pause, in seconds, to wait for when it asks for one'),
});

export type ScanSection = z.infer<typeof acrcloudScanSettings>;
export type ScanSettings = ScanSection & { token: string; container: string };
