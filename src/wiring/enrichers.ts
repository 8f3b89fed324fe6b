import { join, resolve } from 'node:path';
import type { Settings } from '../config/schema.js';
import { AuthenticationError, UsageError } from '../domain/errors.js';
import type { Emit } from '../domain/events.js';
import type { BatchDesk, Enricher, Narrator } from '../domain/ports/enrich.js';
import { reasonIn } from '../domain/system-words.js';
import { jsonText } from '../domain/text.js';
import type { Budget } from '../enrichers/budget.js';
import type { ModelDescriptor } from '../enrichers/descriptor.js';
import type { Comparison, Experiment } from '../enrichers/experiment.js';
import type { Memory } from '../enrichers/memory.js';
import type { Model, Models } from '../enrichers/model.js';
import { type ProviderTools, sectionOf } from '../net/provider.js';
import type { CacheFlags, Hall } from './hall.js';
import { readyOf, registryOf } from './registry.js';
import type { World } from './world.js';

export interface WiredEnrichers {
  enrichers: Enricher[];
  /** For the set as a whole. */
  narrators: Narrator[];
  /** Where names are to be judged by batch. */
  desk: BatchDesk | null;
  /** Of the experiment, where one is on. */
  comparisons: Comparison[];
  /** Whether anybody would listen. */
  listens: boolean;
}

/** The models that are ready, in the order of the settings, behind one router. Throws when there is none. */
export async function wireEnrichers(
  hall: Hall,
  enrich: Settings['enrich'],
  flags: CacheFlags & { dryRun?: boolean },
  emit: Emit,
): Promise<WiredEnrichers> {
  const { world } = hall;
  const settings = { ...hall.settings, enrich };
  const [{ models: modelProviders }, { enricherBy, narratorBy }, { Memory }, { Budget }] = await Promise.all([
    registryOf(world),
    import('../enrichers/router.js'),
    import('../enrichers/memory.js'),
    import('../enrichers/budget.js'),
  ]);
  const ready = await readyOnes(settings, modelProviders, flags.dryRun ? emit : null);
  const tools = await hall.providerTools(flags);
  const made = new Map<string, Models>();
  for (const descriptor of ready) made.set(descriptor.name, await hall.make(descriptor, flags));
  const inOrder = (names: readonly string[], kind: 'text' | 'sound'): Model[] => {
    const each = names.map((name) => made.get(name)?.[kind] ?? []).filter((models) => models.length > 0);
    return (enrich.useFallback ? each : each.slice(0, 1)).flat();
  };
  const text = inOrder(enrich.text, 'text');
  const sound = enrich.listen === 'none' ? [] : inOrder(enrich.sound, 'sound');
  const comparisons: Comparison[] = [];
  const experiment = enrich.enableExperimentalModel
    ? await makeExperiment(hall, settings, ready, { tools, comparisons, text, sound, emit })
    : null;
  mustHavePrices([...text, ...sound], enrich, emit);
  const memory: Memory = new Memory(tools.keeping);
  const { maxTokens, maxCost } = enrich;
  const budget = new Budget({
    ...(maxTokens !== undefined && { maxTokens }),
    ...(maxCost !== undefined && { maxCost }),
  });
  const { listen, clipSeconds } = enrich;
  const desk = enrich.enableBatch ? await makeDesk(world, made, modelProviders, { text, memory, budget, tools }) : null;
  const routes = {
    text,
    sound,
    askText: !enrich.enableBatch,
    listen,
    clipSeconds,
    memory,
    budget,
    experiment,
  };
  return {
    enrichers: [enricherBy(routes)],
    narrators: [narratorBy(routes)],
    desk,
    comparisons,
    listens: sound.length > 0,
  };
}

/**
 * Those that are ready of whom the settings name. Where none is, a plan, which asks nobody, is made for the first that lacks nothing
 * but a key, and `plan` is told so.
 */
async function readyOnes(
  settings: Settings,
  providers: readonly ModelDescriptor[],
  plan: Emit | null,
): Promise<ModelDescriptor[]> {
  const { nearest } = await import('../domain/nearest.js');
  const known = providers.map(({ name }) => name);
  const named = [...settings.enrich.text, ...settings.enrich.sound];
  for (const name of named) {
    if (known.some((other) => other === name)) continue;
    const hint = nearest(name, known);
    throw new UsageError(
      `There are no models of "${name}"${hint ? `; did you mean "${hint}"?` : '.'} There are: ${known.join(', ')}.`,
    );
  }
  const wanted = providers.filter(({ name }) => named.includes(name));
  const ready = readyOf(wanted, settings);
  if (ready.length > 0) return ready;
  const lacks = wanted.flatMap((descriptor) => {
    const readiness = descriptor.ready(sectionOf(settings, descriptor));
    return readiness.ready ? [] : [{ descriptor, ...readiness, sentence: `${descriptor.title}: ${readiness.lacks}` }];
  });
  const message = `No model is ready to enrich with. ${lacks.map(({ sentence }) => sentence).join(' ')}`;
  const keyless = plan && named.map((name) => lacks.find((one) => one.descriptor.name === name && one.credentials));
  const [first] = keyless?.filter((one) => one !== undefined) ?? [];
  if (!first) throw new AuthenticationError('Models', `${message} ${KEYLESS}`);
  plan?.({ type: 'warning', message: `${message} This is the plan for ${first.descriptor.title}.` });
  return [first.descriptor];
}

/** The way on for whoever has no key at all. */
const KEYLESS = '"--providers free" asks public catalogues instead, which need none.';

async function makeDesk(
  world: World,
  made: ReadonlyMap<string, Models>,
  all: readonly ModelDescriptor[],
  { tools, ...rest }: { text: Model[]; memory: Memory; budget: Budget; tools: ProviderTools },
): Promise<BatchDesk> {
  if (!tools.keeping || tools.keeping.refresh) {
    throw new UsageError('--batch needs the cache: what it collects goes there. Leave --no-cache and --refresh out.');
  }
  const [first, ...others] = [...made.values()].find(({ batch }) => batch.length > 0)?.batch ?? [];
  if (!first) {
    const lacking = all.flatMap(({ title, batch }) => (batch ? [`${title}, which is not ready: ${batch.needs}`] : []));
    throw new UsageError(`--batch is for ${lacking.join('; or for ')}.`);
  }
  const [{ createDesk }, { BatchStore }, { placesFor }] = await Promise.all([
    import('../enrichers/batch/desk.js'),
    import('../enrichers/batch/store.js'),
    import('../config/places.js'),
  ]);
  const store = new BatchStore(join(placesFor(world.env).data, 'batches'));
  return createDesk({ doors: [first, ...others], store, clock: tools.clock, ...rest });
}

/** A limit of cost can't hold what has no price; where there is another limit, that one counts. */
function mustHavePrices(
  models: ReadonlyArray<Model | null>,
  { maxCost, maxTokens }: Pick<Settings['enrich'], 'maxCost' | 'maxTokens'>,
  emit: Emit,
): void {
  const unknown = models.find((model) => model?.price === null);
  if (!unknown || maxCost === undefined) return;
  if (maxTokens !== undefined) {
    const message = `What ${unknown.id} costs is unknown, so --max-cost doesn't limit it: --max-tokens ${maxTokens} does.`;
    emit({ type: 'warning', message });
    return;
  }
  const section = `TRACKLISTIFY_${unknown.provider.toUpperCase()}`;
  throw new UsageError(
    `--max-cost needs to know what ${unknown.id} costs. Set ${section}_INPUT_PRICE and ${section}_OUTPUT_PRICE ` +
      '(US dollars for a million tokens), or use --max-tokens.',
  );
}

/** The model, unless it is the very one that does the work. */
const other = ([model]: readonly Model[], first: Model | undefined): Model | null =>
  model && (model.provider !== first?.provider || model.id !== first.id) ? model : null;

/** A provider of its own, so that its limits and failures touch nobody else's. */
async function makeExperiment(
  hall: Hall,
  settings: Settings,
  ready: readonly ModelDescriptor[],
  run: {
    tools: ProviderTools;
    comparisons: Comparison[];
    text: Model[];
    sound: Model[];
    emit: Emit;
  },
): Promise<Experiment> {
  const { tools, comparisons, emit } = run;
  const { experimentProvider: name, experimentModel, experimentShare, experimentFile } = settings.enrich;
  const descriptor = ready.find((one) => one.name === name);
  if (!descriptor) {
    throw new UsageError(
      `The experiment's model is of "${name}", which isn't ready. Name another one by TRACKLISTIFY_ENRICH_EXPERIMENT_PROVIDER.`,
    );
  }
  const [{ createExperiment }, { appendLine }] = await Promise.all([
    import('../enrichers/experiment.js'),
    import('./append-line.js'),
  ]);
  const section = sectionOf(settings, descriptor);
  // One model for both kinds of work, though a provider may have another one for sound.
  const own = experimentModel === undefined ? section : { ...section, model: experimentModel };
  const { provider, close } = await descriptor.make(own, tools);
  hall.closeLater(close);
  const second = { text: other(provider.text, run.text[0]), sound: other(provider.sound, run.sound[0]) };
  if (!second.text && !second.sound) {
    throw new UsageError(
      'The experiment would compare a model with itself. Name another one by TRACKLISTIFY_ENRICH_EXPERIMENT_MODEL.',
    );
  }
  mustHavePrices([second.text, second.sound], settings.enrich, emit);
  const file = resolve(hall.world.cwd, experimentFile);
  return createExperiment(second, experimentShare, async (comparison) => {
    comparisons.push(comparison);
    const line = { at: new Date(hall.world.clock.now()).toISOString(), ...comparison };
    // It isn't the run's own result: a file that can't be written costs a warning.
    await appendLine(file, jsonText(line).trimEnd()).catch((error: Error) =>
      emit({
        type: 'warning',
        message: `Can't write ${file}: ${reasonIn(error)}. TRACKLISTIFY_ENRICH_EXPERIMENT_FILE names another one.`,
      }),
    );
  });
}
