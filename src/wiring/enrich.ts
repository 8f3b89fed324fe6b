import { AuthenticationError } from '../domain/errors.js';
import type { Emit } from '../domain/events.js';
import type { OnExist } from '../domain/on-exist.js';
import type { BatchDesk, Enricher, Narrator } from '../domain/ports/enrich.js';
import type { Outputs } from '../domain/ports/outputs.js';
import type { Resolver } from '../domain/ports/resolve.js';
import type { AudioSource } from '../domain/ports/source.js';
import type { Tracklist } from '../domain/tracklist.js';
import type { Comparison } from '../enrichers/experiment.js';
import type { CacheFlags, Hall } from './hall.js';
import { registryOf } from './registry.js';

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
  close(): void;
}

/** Everything that `enrich` runs over saved tracklists: the resolvers that are ready, and the models. */
export async function wireEnrich(
  hall: Hall,
  flags: CacheFlags & { files?: boolean; dryRun?: boolean; providers?: readonly string[] },
  emit: Emit,
): Promise<WiredEnrich> {
  const { world, settings } = hall;
  const [{ makeOutputs }, { makeOpenSource }, { wireEnrichers }, { chooseForSaved }, registry] = await Promise.all([
    import('./results.js'),
    import('./audio.js'),
    import('./enrichers.js'),
    import('./choose.js'),
    registryOf(world),
  ]);
  const { enrich, resolvers: ready } = chooseForSaved(flags.providers, registry, settings);
  const outputs = await makeOutputs(world, settings.output.folder, emit);
  if (flags.files !== false && !flags.dryRun) await outputs.prepare();
  const none = { enrichers: [], narrators: [], desk: null, comparisons: [], listens: false };
  const models = enrich
    ? await wireEnrichers(hall, enrich, flags, emit).catch((error: unknown) => {
        // Resolvers alone are worth a run; nothing at all isn't.
        if (!(error instanceof AuthenticationError) || ready.length === 0 || flags.dryRun) throw error;
        emit({ type: 'warning', message: error.message });
        return none;
      })
    : none;
  const resolvers: Resolver[] = [];
  for (const descriptor of ready) resolvers.push(await hall.make(descriptor, flags));
  const openMix = async ({ source }: Tracklist): Promise<AudioSource> =>
    (await makeOpenSource(world, settings, { unnamed: new Set([source.location]) }))(
      source.location,
      world.signal,
      emit,
    );
  return { ...models, resolvers, openMix, outputs, onExist: settings.output.onExist, close: hall.tell(emit) };
}
