import type { Settings } from '../config/schema.js';
import type { World } from './world.js';

export interface ProviderStatus {
  name: string;
  title: string;
  does: 'identifies' | 'completes' | 'enriches';
  ready: boolean;
  /** What it has, or how to get it what it lacks. */
  note: string;
}

/** Everything that can name or complete a track, and what each lacks. Asks nobody: only settings and the library are looked at. */
export async function listProviders(world: World, settings: Settings): Promise<ProviderStatus[]> {
  const [{ openLibrary }, { remoteIdentifiers }, { remoteResolvers }, { modelProviders }] = await Promise.all([
    import('./library.js'),
    import('../identifiers/registry.js'),
    import('../resolvers/registry.js'),
    import('../enrichers/registry.js'),
  ]);
  const { trackCount } = await openLibrary(world, settings, () => {});
  const library: ProviderStatus = {
    name: 'library',
    title: 'Library',
    does: 'identifies',
    ready: trackCount > 0,
    note:
      trackCount > 0
        ? `${trackCount} track${trackCount === 1 ? '' : 's'}, offline`
        : 'No music is indexed: "tracklistify library add ~/Music" does, or --library DIR for one run.',
  };
  const status = (
    descriptor: (typeof remoteIdentifiers | typeof remoteResolvers | typeof modelProviders)[number],
    does: ProviderStatus['does'],
  ): ProviderStatus => {
    const { name, title, notice = '' } = descriptor;
    const readiness = descriptor.ready(settings);
    return { name, title, does, ready: readiness.ready, note: readiness.ready ? notice : readiness.lacks };
  };
  return [
    library,
    ...remoteIdentifiers.map((descriptor) => status(descriptor, 'identifies')),
    ...remoteResolvers.map((descriptor) => status(descriptor, 'completes')),
    ...modelProviders.map((descriptor) => {
      const told = status(descriptor, 'enriches');
      // Where names would go had better be seen: an exported variable may send them elsewhere.
      return told.ready
        ? { ...told, note: `Asked at ${descriptor.address(settings)}, with --enrich or by enrich.` }
        : told;
    }),
  ];
}
