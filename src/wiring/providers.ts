import type { Settings } from '../config/schema.js';
import { type About, type Provider, type ProviderDescriptor, sectionOf } from '../net/provider.js';
import { registryOf } from './registry.js';
import type { World } from './world.js';

export interface ProviderStatus {
  name: string;
  title: string;
  does: 'identifies' | 'completes' | 'names' | 'keeps' | 'enriches';
  ready: boolean;
  /** What it has, or how to get it what it lacks. */
  note: string;
  about: About;
}

export const ABOUT_LIBRARY: About = {
  group: 'free',
  cost: 'Costs nothing.',
  rate: 'As fast as this machine, without any network.',
  terms: 'Your own music stays on this machine.',
  setUp: [
    'tracklistify library add ~/Music: takes your music into the library, once.',
    'Or --library DIR names a folder for one run.',
  ],
};

type Listed = Provider & Partial<Pick<ProviderDescriptor<unknown>, 'open' | 'wholeMix'>>;

/** Of those that are ready and not asked by themselves. */
function whenAsked({ name, open, wholeMix }: Listed): string {
  if (wholeMix) return `Asked only where it is named: --providers library,${name}.`;
  return open ? `Asked where it is named, and by its group: --providers auto,${name}, or free.` : '';
}

/** Everything that can name or complete a track, and what each lacks. Asks nobody: only settings and the library are looked at. */
export async function listProviders(world: World, settings: Settings): Promise<ProviderStatus[]> {
  const [{ openLibrary }, { identifiers, resolvers, namers, playlists, models }] = await Promise.all([
    import('./library.js'),
    registryOf(world),
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
    about: ABOUT_LIBRARY,
  };
  const status = (descriptor: Listed, does: ProviderStatus['does']): ProviderStatus => {
    const { name, title, about, notice = '' } = descriptor;
    const readiness = descriptor.ready(sectionOf(settings, descriptor));
    const note = readiness.ready ? notice || whenAsked(descriptor) : readiness.lacks;
    return { name, title, does, ready: readiness.ready, note, about };
  };
  return [
    library,
    ...identifiers.map((descriptor) => status(descriptor, 'identifies')),
    ...resolvers.map((descriptor) => status(descriptor, 'completes')),
    ...namers.map((descriptor) => status(descriptor, 'names')),
    // One that completes as well says so itself.
    ...playlists
      .filter(({ name }) => !resolvers.some((one) => one.name === name))
      .map((descriptor) => status(descriptor, 'keeps')),
    ...models.map((descriptor) => {
      const told = status(descriptor, 'enriches');
      // Where names would go had better be seen: an exported variable may send them elsewhere.
      return told.ready
        ? {
            ...told,
            note: `Asked at ${descriptor.address(sectionOf(settings, descriptor))}, with --enrich or by enrich.`,
          }
        : told;
    }),
  ];
}
