import * as z from 'zod';
import { ON_EXIST } from '../domain/on-exist.js';
import { FACTORS, type Factor, WEIGHTS } from '../domain/suggestion.js';
import { enrichSettings, type ModelsKnown } from './enrich.js';

/** What `suggest` goes by, each with what it is. */
function weights(): Record<Factor, z.ZodDefault<z.ZodNumber>> {
  const about: Readonly<Record<Factor, string>> = {
    tempo: 'How much tempo counts in suggestions, against the others; 0 switches it off',
    key: 'How much harmony counts in suggestions',
    energy: 'How much energy counts in suggestions',
    timbre: 'How much sounding alike counts in suggestions',
    genre: 'How much the same genre counts in suggestions',
    label: 'How much the same label counts in suggestions',
    mixed: 'How much it counts in suggestions that tracks were mixed before, in the archive or in histories',
    taste: 'How much it counts in suggestions what the archive says you play',
  };
  const fields = FACTORS.map((factor) => [
    factor,
    z.coerce.number<number>().min(0).max(10).default(WEIGHTS[factor]).describe(about[factor]),
  ]);
  return Object.fromEntries(fields) as Record<Factor, z.ZodDefault<z.ZodNumber>>;
}

/** Settings of the program itself, which stand before those of the providers. */
const before = {
  ffmpeg: z
    .string()
    .min(1)
    .optional()
    .meta({ env: ['FFMPEG_PATH'] })
    .describe('Path of the ffmpeg program; else the one on the PATH, else the package @ffmpeg-installer/ffmpeg'),
  fpcalc: z
    .string()
    .min(1)
    .optional()
    .meta({ env: ['FPCALC'] })
    .describe(
      'Path of the fpcalc program, which makes fingerprints for AcoustID; else the one on the PATH, else ffmpeg',
    ),
  ytDlp: z
    .string()
    .min(1)
    .optional()
    .meta({ env: ['YT_DLP_PATH'] })
    .describe('Path of the yt-dlp program, which reads the pages of sites; else the one on the PATH'),
  ytDlpArgs: z
    .array(z.string().min(1))
    .default([])
    .describe('What yt-dlp is told besides, like "--cookies-from-browser firefox" for pages that only you may see'),
  ytDlpComments: z
    .boolean()
    .default(false)
    .describe("Whether listeners' comments that name a time are read too, by a second look at the page"),
  providers: z
    .array(z.string().min(1))
    .default(['auto'])
    .describe('Identifiers to use, cheapest first; auto is every one that is ready'),
  output: z
    .strictObject({
      folder: z.string().min(1).default('.').describe('Where files are written'),
      formats: z
        .array(z.string().min(1))
        .default(['json', 'm3u8', 'csv'])
        .meta({ dotenv: 'harmless' })
        .describe('What is written'),
      csvColumns: z
        .array(z.string().min(1))
        .default(['filled'])
        .meta({ dotenv: 'harmless' })
        .describe('Columns of the CSV: filled is those that say something, all is every one; or their names'),
      csvBom: z
        .boolean()
        .default(false)
        .meta({ dotenv: 'harmless' })
        .describe('Whether the CSV begins with a byte order mark, which older Excels need to read it as UTF-8'),
      sender: z
        .string()
        .min(1)
        .optional()
        .describe('The station or service that plays the mixes, for the sheets of royalty societies'),
      shazamLines: z.boolean().default(false).describe('Whether those sheets have lines that rest on Shazam alone'),
      onExist: z
        .enum(ON_EXIST)
        .default('number')
        .describe("What happens where a file stands that isn't this mix's own, or a whole result of it (skip)"),
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
      analyse: z
        .boolean()
        .default(true)
        .describe("Whether tracks are listened to as they are added, for what 'tracklistify analyse' shows"),
      mixLength: z.coerce
        .number()
        .positive()
        .max(1440)
        .default(20)
        .describe(
          'Minutes above which a recording is taken for a mix, which is no answer but says where else a track is',
        ),
    })
    .prefault({}),
  archive: z
    .strictObject({
      enabled: z
        .boolean()
        .default(true)
        .describe('Whether every mix that is identified is kept, with what you said of it'),
      path: z.string().min(1).optional().describe("Folder of the archive; else in the user's data folder"),
    })
    .prefault({}),
  claims: z
    .strictObject({
      histories: z
        .boolean()
        .default(true)
        .describe(
          'Whether histories that DJ programs keep on this machine are looked through for the time of a recording',
        ),
    })
    .prefault({}),
  suggest: z.strictObject({ weights: z.strictObject(weights()).prefault({}) }).prefault({}),
  web: z
    .strictObject({
      allowPrivate: z
        .boolean()
        .default(false)
        .describe('Whether public addresses, lists and saved tracklists may lead to this machine or the local network'),
    })
    .prefault({}),
};

/** And those behind. */
const behind = {
  cache: z
    .strictObject({
      path: z.string().min(1).optional().describe("Folder of the cache; else the user's cache folder"),
      maxMegabytes: z
        .number()
        .positive()
        .max(1_000_000)
        .default(200)
        .describe('Size above which the oldest answers go'),
      matchDays: z.number().positive().max(3650).default(180).describe('Days for which a named track is remembered'),
      noMatchDays: z
        .number()
        .positive()
        .max(3650)
        .default(7)
        .describe('Days for which an unknown sample is remembered'),
    })
    .prefault({}),
};

/** What a provider says of its settings: its section is called like itself. */
interface SectionOwner {
  name: string;
  settings: z.ZodObject;
}

/** Whoever has settings: the registries, from which the wiring takes them. */
export interface SettingsOwners {
  identifiers: readonly SectionOwner[];
  resolvers: readonly SectionOwner[];
  namers: readonly SectionOwner[];
  playlists: readonly SectionOwner[];
  models: ReadonlyArray<SectionOwner & ModelsKnown>;
}

/** Those of the program itself. What a provider is set to, only its own descriptor reads: see `sectionOf`. */
export type Settings = z.infer<z.ZodObject<typeof before & typeof behind & { enrich: z.ZodPrefault<EnrichSettings> }>>;
type EnrichSettings = ReturnType<typeof enrichSettings>;

/** A whole set of settings as it is read: a section for each provider besides. */
export type SettingsSchema = z.ZodType<Settings>;

/**
 * Every setting there is. A key's place here is its place in the config file; `TRACKLISTIFY_` plus the place in capitals
 * (`library.path` → `TRACKLISTIFY_LIBRARY_PATH`) is its environment variable. What may be taken from a `.env` in the working
 * directory says so by `dotenv`: see `Trust`. Programs, addresses, folders and whatever spends more never do.
 */
export function settingsSchema({ identifiers, resolvers, namers, playlists, models }: SettingsOwners): SettingsSchema {
  const others = [...identifiers, ...resolvers, ...namers, ...playlists];
  refuseClashes([...others, ...models]);
  return z.strictObject({
    ...before,
    ...sectionsOf(others),
    enrich: enrichSettings(models).prefault({}),
    ...sectionsOf(models),
    ...behind,
  });
}

const sectionsOf = (owners: readonly SectionOwner[]): Record<string, z.ZodPrefault<z.ZodObject>> =>
  Object.fromEntries(owners.map(({ name, settings }) => [name, settings.prefault({})]));

/** A service that does several kinds of work has several descriptors, and is set once: by one schema that they share. */
function refuseClashes(owners: readonly SectionOwner[]): void {
  const schemas = new Map<string, z.ZodType | null>(
    [...Object.keys(before), 'enrich', ...Object.keys(behind)].map((name) => [name, null]),
  );
  for (const { name, settings } of owners) {
    if ((schemas.has(name) ? schemas.get(name) : settings) !== settings) {
      throw new Error(`There are settings called "${name}" already: a provider needs a name, or a schema, of its own.`);
    }
    schemas.set(name, settings);
  }
}
