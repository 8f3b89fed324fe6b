import * as z from 'zod';

/** What the settings have to know of a provider of models. */
export interface ModelsKnown {
  name: string;
  title: string;
  madeForSound?: boolean;
  batch?: { gives: string };
}

/** The section `enrich` of the settings: which models are asked, and for what. Their registry says which there are. */
export function enrichSettings(models: readonly ModelsKnown[]) {
  const names = models.map(({ name }) => name);
  const forSound = models.filter(({ madeForSound }) => madeForSound);
  const listeners = [...forSound, ...models.filter((one) => !forSound.includes(one))].map(({ name }) => name);
  const batches = models.flatMap(({ batch, title }) => (batch ? [`at ${title} for ${batch.gives}`] : []));
  // The first one does the work, so it is another one that it is compared with.
  const second = names[1] ?? names[0] ?? '';
  return z.strictObject({
    enabled: z
      .boolean()
      .default(false)
      .meta({ dotenv: 'lower' })
      .describe('Whether models complete and check what was identified'),
    text: z.array(z.string().min(1)).default(names).describe('Who judges names, in the order in which they are asked'),
    sound: z.array(z.string().min(1)).default(listeners).describe('Who listens, in the order in which they are asked'),
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
    enableBatch: z
      .boolean()
      .default(false)
      .describe(['Hand names over and collect the answers later', ...batches].join(', ')),
    enableExperimentalModel: z
      .boolean()
      .default(false)
      .describe('Whether a second model judges a share of the entries, to compare the two'),
    experimentProvider: z
      .string()
      .min(1)
      .default(second)
      .describe(`Whose model that is: ${names.join(' or ')}`),
    experimentModel: z.string().min(1).optional().describe("The model; else the provider's own"),
    experimentShare: z.number().min(0).max(1).default(0.2).describe('Share of the entries, from 0 to 1'),
    experimentFile: z
      .string()
      .min(1)
      .default('tracklistify-experiment.jsonl')
      .describe('File to which the comparison is added, a line an entry'),
  });
}
