import { z } from 'zod';

/**
 * Every setting there is. A key's place here is its place in the config file; `TRACKLISTIFY_` plus the place in capitals
 * (`library.path` → `TRACKLISTIFY_LIBRARY_PATH`) is its environment variable.
 */
export const settingsSchema = z.strictObject({
  ffmpeg: z
    .string()
    .min(1)
    .optional()
    .meta({ env: ['FFMPEG_PATH'] })
    .describe('Path of the ffmpeg program; else the one on the PATH, else the package @ffmpeg-installer/ffmpeg'),
  providers: z
    .array(z.string().min(1))
    .default(['auto'])
    .describe('Identifiers to use, cheapest first; auto is every one that is ready'),
  output: z
    .strictObject({
      folder: z.string().min(1).default('.').describe('Where files are written'),
      formats: z.array(z.string().min(1)).default(['json', 'm3u8', 'csv']).describe('What is written'),
    })
    .prefault({}),
  library: z
    .strictObject({
      path: z.string().min(1).optional().describe("Folder of the library's index; else the user's data folder"),
      jobs: z.coerce
        .number()
        .int()
        .min(1)
        .max(64)
        .optional()
        .describe('Files fingerprinted at once; else the number of cores'),
    })
    .prefault({}),
  cache: z
    .strictObject({
      path: z.string().min(1).optional().describe("Folder of the cache; else the user's cache folder"),
    })
    .prefault({}),
});

export type Settings = z.infer<typeof settingsSchema>;
