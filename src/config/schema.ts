import { z } from 'zod';

/** The service's own hosts, one for each region. */
const ACRCLOUD_HOSTS = /^identify-[a-z0-9-]+\.acrcloud\.com$/;

/** What every model on a server is asked by. */
const askedModel = {
  inputPrice: z.number().min(0).optional().describe('US dollars for a million tokens that go in; else as published'),
  outputPrice: z.number().min(0).optional().describe('US dollars for a million tokens that come out'),
  soundPrice: z.number().min(0).optional().describe('US dollars for a million tokens of sound; else as text'),
  entriesPerRequest: z.number().int().min(1).max(100).default(20).describe('Most entries in one request'),
  contextTokens: z
    .number()
    .int()
    .min(1000)
    .default(16_000)
    .describe('Most tokens of one request and its answer together; small servers cut off what is more'),
  callsPerSecond: z.number().positive().max(100).default(2).describe('Most calls in a second'),
  concurrency: z.number().int().min(1).max(16).default(2).describe('Most calls at once'),
  timeout: z.number().positive().max(3600).default(120).describe('Seconds to wait for an answer'),
  maxWait: z
    .number()
    .min(0)
    .max(86_400)
    .default(90)
    .describe('Longest pause, in seconds, to wait for when it asks for one'),
  retryCharged: z
    .boolean()
    .default(false)
    .describe('Ask again even when a call without an answer may have been charged'),
};

/**
 * Every setting there is. A key's place here is its place in the config file; `TRACKLISTIFY_` plus the place in capitals
 * (`library.path` → `TRACKLISTIFY_LIBRARY_PATH`) is its environment variable. What may be taken from a `.env` in the working
 * directory says so by `dotenv`: see `Trust`. Programs, addresses, folders and whatever spends more never do.
 */
export const settingsSchema = z.strictObject({
  ffmpeg: z
    .string()
    .min(1)
    .optional()
    .meta({ env: ['FFMPEG_PATH'] })
    .describe('Path of the ffmpeg program; else the one on the PATH, else the package @ffmpeg-installer/ffmpeg'),
  ytDlp: z
    .string()
    .min(1)
    .optional()
    .meta({ env: ['YT_DLP_PATH'] })
    .describe('Path of the yt-dlp program, which reads the pages of sites; else the one on the PATH'),
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
      onExist: z
        .enum(['number', 'skip', 'overwrite', 'fail'])
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
  web: z
    .strictObject({
      allowPrivate: z
        .boolean()
        .default(false)
        .describe('Whether public addresses, lists and saved tracklists may lead to this machine or the local network'),
    })
    .prefault({}),
  acrcloud: z
    .strictObject({
      host: z
        .string()
        .min(1)
        .optional()
        .meta({ env: ['ACRCLOUD_HOST'], address: true, dotenv: 'credential', known: ACRCLOUD_HOSTS })
        .describe("Host of the project's region, as the console shows it: identify-….acrcloud.com"),
      accessKey: z
        .string()
        .min(1)
        .optional()
        .meta({ env: ['ACRCLOUD_ACCESS_KEY'], secret: true, dotenv: 'credential' })
        .describe("The project's access key"),
      accessSecret: z
        .string()
        .min(1)
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
    })
    .prefault({}),
  shazam: z
    .strictObject({
      enabled: z
        .boolean()
        .default(true)
        .meta({ dotenv: 'lower' })
        .describe('Whether this unofficial service may be asked'),
      host: z.string().min(1).default('amp.shazam.com').meta({ address: true }).describe('Host of the service'),
      secondsBetweenCalls: z
        .number()
        .min(0)
        .max(600)
        .default(6)
        .meta({ dotenv: 'raise' })
        .describe('Least seconds between two calls; it locks out who asks much faster'),
      timeout: z.number().positive().max(300).default(20).describe('Seconds to wait for an answer'),
      maxWait: z
        .number()
        .min(0)
        .max(86_400)
        .default(240)
        .describe('Longest pause, in seconds, to wait for when it asks for one'),
    })
    .prefault({}),
  spotify: z
    .strictObject({
      clientId: z
        .string()
        .min(1)
        .optional()
        .meta({ env: ['SPOTIFY_CLIENT_ID'], secret: true, dotenv: 'credential' })
        .describe('Client ID of your app in the Spotify dashboard'),
      clientSecret: z
        .string()
        .min(1)
        .optional()
        .meta({ env: ['SPOTIFY_CLIENT_SECRET'], secret: true, dotenv: 'credential' })
        .describe('Its client secret'),
      market: z
        .string()
        .regex(/^[A-Z]{2}$/, 'it is a country code of two capitals, like US')
        .optional()
        .meta({ dotenv: 'harmless' })
        .describe('Country whose catalogue is searched, like US'),
      accountsUrl: z
        .string()
        .min(1)
        .default('accounts.spotify.com')
        .meta({ address: true })
        .describe('Where tokens are had'),
      apiUrl: z
        .string()
        .min(1)
        .default('api.spotify.com/v1')
        .meta({ address: true })
        .describe('Where the catalogue is asked'),
      callsPerSecond: z
        .number()
        .positive()
        .max(100)
        .default(3)
        .meta({ dotenv: 'lower' })
        .describe('Most calls in a second'),
      timeout: z.number().positive().max(300).default(20).describe('Seconds to wait for an answer'),
      maxWait: z
        .number()
        .min(0)
        .max(86_400)
        .default(60)
        .describe('Longest pause, in seconds, to wait for when it asks for one'),
    })
    .prefault({}),
  enrich: z
    .strictObject({
      enabled: z
        .boolean()
        .default(false)
        .meta({ dotenv: 'lower' })
        .describe('Whether models complete and check what was identified'),
      text: z
        .array(z.string().min(1))
        .default(['openai', 'qwen'])
        .describe('Who judges names, in the order in which they are asked'),
      sound: z
        .array(z.string().min(1))
        .default(['qwen', 'openai'])
        .describe('Who listens, in the order in which they are asked'),
      listen: z
        .enum(['unknown', 'all', 'none'])
        .default('unknown')
        .describe('Which entries are listened to: unknown ones, all or none'),
      clipSeconds: z.number().min(10).max(30).default(20).describe('Seconds of sound that are sent of an entry'),
      maxTokens: z
        .number()
        .int()
        .min(0)
        .optional()
        .meta({ dotenv: 'lower' })
        .describe('Most tokens of one run, in and out'),
      maxCost: z
        .number()
        .min(0)
        .optional()
        .meta({ dotenv: 'lower' })
        .describe('Most US dollars of one run, by the prices set here'),
      useFallback: z.boolean().default(true).describe('Whether the next model takes over where one fails'),
      enableBatch: z.boolean().default(false).describe("Use OpenAI's Batch API: half the price, within a day"),
      enableExperimentalModel: z
        .boolean()
        .default(false)
        .describe('Whether a second model judges a share of the entries, to compare the two'),
      experimentProvider: z.string().min(1).default('qwen').describe('Whose model that is: openai or qwen'),
      experimentModel: z.string().min(1).optional().describe("The model; else the provider's own"),
      experimentShare: z.number().min(0).max(1).default(0.2).describe('Share of the entries, from 0 to 1'),
      experimentFile: z
        .string()
        .min(1)
        .default('tracklistify-experiment.jsonl')
        .describe('File to which the comparison is added, a line an entry'),
    })
    .prefault({}),
  openai: z
    .strictObject({
      apiKey: z
        .string()
        .min(1)
        .optional()
        .meta({ env: ['OPENAI_API_KEY'], secret: true, dotenv: 'credential' })
        .describe('Key of the OpenAI account, or of a compatible server'),
      baseUrl: z
        .string()
        .min(1)
        .default('https://api.openai.com/v1')
        .meta({ env: ['OPENAI_BASE_URL'], address: true })
        .describe('Where it is asked; a compatible server like Ollama has its own'),
      organization: z
        .string()
        .min(1)
        .optional()
        .meta({ env: ['OPENAI_ORG_ID'], dotenv: 'credential' })
        .describe('Organization to charge'),
      project: z
        .string()
        .min(1)
        .optional()
        .meta({ env: ['OPENAI_PROJECT_ID'], dotenv: 'credential' })
        .describe('Project to charge'),
      api: z.enum(['chat', 'responses']).default('chat').describe('Chat Completions or the Responses API'),
      model: z.string().min(1).default('gpt-4.1-mini').describe('Model for names'),
      soundModel: z
        .string()
        .min(1)
        .optional()
        .describe('Model for sound; else gpt-audio at OpenAI itself, and none at other servers'),
      ...askedModel,
    })
    .prefault({}),
  qwen: z
    .strictObject({
      endpoint: z
        .string()
        .min(1)
        .optional()
        .meta({ env: ['QWEN_ENDPOINT'], address: true })
        .describe('Where Qwen2-Audio is asked: a vLLM server, DashScope, or any that takes input_audio'),
      apiKey: z
        .string()
        .min(1)
        .optional()
        // Not by `dotenv`: it goes to the endpoint, which has no usual value and so never comes from there.
        .meta({ env: ['DASHSCOPE_API_KEY'], secret: true })
        .describe("DashScope's key, of the same region as the endpoint; a local server may need none"),
      server: z
        .enum(['auto', 'vllm', 'dashscope', 'openai'])
        .default('auto')
        .describe('How sound is put there; auto goes by the address'),
      model: z.string().min(1).default('Qwen/Qwen2-Audio-7B-Instruct').describe('Model, as the server names it'),
      ...askedModel,
      entriesPerRequest: z.number().int().min(1).max(100).default(10).describe('Most entries in one request'),
      contextTokens: z
        .number()
        .int()
        .min(1000)
        .default(8000)
        .describe("Most tokens of one request and its answer together; Qwen2-Audio's own limit is 8192"),
    })
    .prefault({}),
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
});

export type Settings = z.infer<typeof settingsSchema>;
