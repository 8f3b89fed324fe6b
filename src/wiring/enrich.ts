import type { OnExist } from '../app/placing.js';
import type { Settings } from '../config/schema.js';
import { AuthenticationError } from '../domain/errors.js';
import type { Emit } from '../domain/events.js';
import type { BatchDesk, Enricher, Narrator } from '../domain/ports/enrich.js';
import type { Outputs } from '../domain/ports/outputs.js';
import type { Resolver } from '../domain/ports/resolve.js';
import type { AudioSource } from '../domain/ports/source.js';
import type { Tracklist } from '../domain/tracklist.js';
import type { Comparison } from '../enrichers/experiment.js';
import { sectionOf } from '../net/provider.js';
import { readyOf, registryOf } from './registry.js';
import type { CacheFlags } from './remote.js';
import type { World } from './world.js';

export interface WiredEnrich {
  resolvers: readonly Resolver[];
  enrichers: readonly Enricher[];
  narrators: readonly Narrator[];
  /** Where names are to be judged by batch. */
  desk: BatchDesk | null;
  comparisons: readonly Comparison[];
  /** Whether anybody would listen to the mix. */
  listens: boolean;
  /** The mix that a tracklist is of; rejects where it can't be had. */
  openMix(tracklist: Tracklist): Promise<AudioSource>;
  outputs: Outputs;
  onExist: OnExist;
  close(): Promise<void>;
}

/** Everything that `enrich` runs over saved tracklists: the resolvers that are ready, and the models. */
export async function wireEnrich(
  world: World,
  settings: Settings,
  flags: CacheFlags & { files?: boolean },
  emit: Emit,
): Promise<WiredEnrich> {
  const [{ makeOutputs }, { makeOpenSource }, { wireEnrichers }, { resolvers: all }, { makeProviderTools }] =
    await Promise.all([
      import('./results.js'),
      import('./audio.js'),
      import('./enrichers.js'),
      registryOf(world),
      import('./remote.js'),
    ]);
  const outputs = await makeOutputs(world, settings.output.folder, emit);
  if (flags.files !== false && !flags.dryRun) await outputs.prepare();
  const ready = flags.dryRun ? [] : readyOf(all, settings);
  const models = await wireEnrichers(world, settings, flags, emit).catch((error: unknown) => {
    // Resolvers alone are worth a run; nothing at all isn't.
    if (!(error instanceof AuthenticationError) || ready.length === 0) throw error;
    emit({ type: 'warning', message: error.message });
    return { enrichers: [], narrators: [], desk: null, comparisons: [], listens: false, close: async () => {} };
  });
  const closing: Array<() => Promise<void>> = [models.close];
  const close = async (): Promise<void> => {
    for (const undo of closing.splice(0).reverse()) await undo();
  };
  try {
    const resolvers: Resolver[] = [];
    if (ready.length > 0) {
      const tools = await makeProviderTools(world, settings, flags, emit);
      closing.push(async () => tools.http.close());
      for (const descriptor of ready) {
        const made = await descriptor.make(sectionOf(settings, descriptor), tools);
        closing.push(made.close);
        resolvers.push(made.provider);
      }
    }
    const openMix = async ({ source }: Tracklist): Promise<AudioSource> =>
      (await makeOpenSource(world, settings, new Set([source.location])))(source.location, world.signal, emit);
    return { ...models, resolvers, openMix, outputs, onExist: settings.output.onExist, close };
  } catch (error) {
    await close();
    throw error;
  }
}
