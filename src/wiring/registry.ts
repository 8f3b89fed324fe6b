import type { Settings, SettingsSchema } from '../config/schema.js';
import type { Deck } from '../domain/ports/deck.js';
import type { FileIdentifier, SampleIdentifier } from '../domain/ports/identify.js';
import type { Resolver } from '../domain/ports/resolve.js';
import type { ModelDescriptor } from '../enrichers/descriptor.js';
import type { NamerDescriptor } from '../namers/descriptor.js';
import { type Provider, type ProviderDescriptor, sectionOf } from '../net/provider.js';
import type { PlaylistDescriptor } from '../playlists/descriptor.js';

/** Whoever can name, complete or keep tracks, in the order in which they are asked. */
export interface Registry {
  identifiers: ReadonlyArray<ProviderDescriptor<SampleIdentifier | FileIdentifier>>;
  resolvers: ReadonlyArray<ProviderDescriptor<Resolver>>;
  /** Of whole files of the library. */
  namers: readonly NamerDescriptor[];
  playlists: readonly PlaylistDescriptor[];
  models: readonly ModelDescriptor[];
  /** DJ programs whose files are read. */
  decks: readonly Deck[];
}

/** Part of a world: somebody may bring other providers than those of the house. */
export interface Providing {
  registry?: Registry;
}

/** Their descriptors say all that there is to know of them without loading more. */
export async function registryOf({ registry }: Providing): Promise<Registry> {
  if (registry) return registry;
  const [{ remoteIdentifiers }, { remoteResolvers }, { namers }, { playlistServices }, { modelProviders }, { decks }] =
    await Promise.all([
      import('../identifiers/registry.js'),
      import('../resolvers/registry.js'),
      import('../namers/registry.js'),
      import('../playlists/registry.js'),
      import('../enrichers/registry.js'),
      import('../decks/registry.js'),
    ]);
  return {
    identifiers: remoteIdentifiers,
    resolvers: remoteResolvers,
    namers,
    playlists: playlistServices,
    models: modelProviders,
    decks,
  };
}

/** Each once, though it may do several kinds of work. */
export function everyProvider({ identifiers, resolvers, namers, playlists, models }: Registry): Provider[] {
  const all = [...identifiers, ...resolvers, ...namers, ...playlists, ...models];
  return all.filter(({ name }, at) => all.findIndex((one) => one.name === name) === at);
}

/** Every setting there is, theirs among them. */
export async function schemaOf(world: Providing): Promise<SettingsSchema> {
  const [{ settingsSchema }, registry] = await Promise.all([import('../config/schema.js'), registryOf(world)]);
  return settingsSchema(registry);
}

/** Those that have what they need. */
export const readyOf = <Descriptor extends Provider>(all: readonly Descriptor[], settings: Settings): Descriptor[] =>
  all.filter((descriptor) => descriptor.ready(sectionOf(settings, descriptor)).ready);
